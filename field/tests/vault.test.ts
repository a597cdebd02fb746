import assert from "node:assert/strict";
import { test } from "node:test";
import { afterWrong, closeFor, isGoodPin, lockByPin, newDataKey, newRescuePair, open, openByPin, openEnvelope, seal, waitLeft, workingKey } from "../src/store/vault.ts";

const DEVICE = "0b9c1f2e-0000-4000-8000-000000000001";
const FEW = 1000;

test("the right PIN opens the data key, a wrong one and another phone do not", async () => {
  const raw = newDataKey();
  const lock = await lockByPin(raw, "482913", DEVICE, FEW);

  assert.deepEqual(await openByPin(lock, "482913", DEVICE), raw);
  assert.equal(await openByPin(lock, "482914", DEVICE), null);
  assert.equal(await openByPin(lock, "482913", "another"), null);
});

test("a PIN typed with composed or decomposed letters is the same PIN", async () => {
  const raw = newDataKey();
  const lock = await lockByPin(raw, "thôn mẫu".normalize("NFD"), DEVICE, FEW);

  assert.deepEqual(await openByPin(lock, "thôn mẫu".normalize("NFC"), DEVICE), raw);
});

test("the commune's key opens the envelope, and nobody else's", async () => {
  const raw = newDataKey();
  const commune = await newRescuePair();
  const stranger = await newRescuePair();
  const envelope = await closeFor(raw, { kid: "c3f1a9d2", alg: "ECDH-P256+HKDF-SHA256+A256GCM", public: commune.public }, DEVICE);

  assert.equal(envelope.epk.length, 87);
  assert.equal(envelope.iv.length, 16);
  assert.equal(envelope.ct.length, 64);
  assert.deepEqual(await openEnvelope(envelope, commune.pair, DEVICE, "toso-recovery-1"), raw);
  await assert.rejects(openEnvelope(envelope, stranger.pair, DEVICE, "toso-recovery-1"));
  await assert.rejects(openEnvelope(envelope, commune.pair, "another", "toso-recovery-1"));
});

test("two seals of the same words differ, and both open", async () => {
  const key = await workingKey(newDataKey());
  const [first, second] = [await seal(key, { note: "Hộ ông Mẫu" }), await seal(key, { note: "Hộ ông Mẫu" })];

  assert.notDeepEqual(new Uint8Array(first.ct), new Uint8Array(second.ct));
  assert.deepEqual(await open(key, first), { note: "Hộ ông Mẫu" });
});

test("the waiting begins at the fifth wrong PIN, doubles, and never passes an hour", () => {
  let tries = { wrong: 0, until: 0 };
  const waits: number[] = [];
  for (let turn = 0; turn < 16; turn += 1) {
    tries = afterWrong(tries, 1000);
    waits.push(waitLeft(tries, 1000));
  }

  assert.deepEqual(waits.slice(0, 7), [0, 0, 0, 0, 30_000, 60_000, 120_000]);
  assert.equal(Math.max(...waits), 3_600_000);
});

test("a clock set back years does not lock the phone for years", () => {
  assert.equal(waitLeft({ wrong: 9, until: Date.UTC(2030, 0) }, Date.UTC(2020, 0)), 3_600_000);
});

test("easy PINs are refused, long ones and phrases are taken", () => {
  for (const bad of ["", "12345", "111111", "123456", "654321", "abc", "abcdefg"]) assert.equal(isGoodPin(bad), false, bad);
  for (const good of ["482913", "20264811", "con trâu đi trước"]) assert.equal(isGoodPin(good), true, good);
});

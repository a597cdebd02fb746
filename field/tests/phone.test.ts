import "fake-indexeddb/auto";
import { IDBFactory } from "fake-indexeddb";
import assert from "node:assert/strict";
import { test } from "node:test";
import { House } from "../src/store/house.ts";
import { begin, locksOf, readPhone, restore, tryPin } from "../src/store/phone.ts";
import { workingKey } from "../src/store/vault.ts";

test("five wrong PINs begin the waiting, which outlives a restart and wipes nothing", async () => {
  const { device } = await readPhone();
  const { house } = await begin(device, "482913", null, "2026-11-16T08:00:00+07:00");
  await house.write([{ kind: "outreach.record", title: "một", body: {} }]);
  house.close();
  for (let turn = 1; turn <= 5; turn += 1) assert.deepEqual(await tryPin(house.profile, device, "000000", 1000), { wrong: turn });

  assert.deepEqual(await tryPin(house.profile, device, "482913", 2000), { wait: 29_000 });
  const opened = await tryPin(house.profile, device, "482913", 31_001);

  assert.ok("raw" in opened);
  const again = await House.open(house.profile, device, await workingKey(opened.raw));
  assert.equal(again.unsent().length, 1);
  assert.equal((await locksOf(house.profile)).tries.wrong, 0);
  again.close();
});

test("a copy brings unsent work back to an empty phone, behind the same PIN; twice adds nothing", async () => {
  const { device } = await readPhone();
  const { house } = await begin(device, "482913", null, "2026-11-16T08:00:00+07:00");
  const digest = await house.addMedia(new Uint8Array([7, 8, 9]).buffer);
  await house.write([{ kind: "outreach.record", title: "một", body: { note: "giữ" } }]);
  const text = await (await house.copy()).text();
  house.close();

  globalThis.indexedDB = new IDBFactory();
  assert.deepEqual(await restore(text), { added: 1 });
  assert.deepEqual(await restore(text), { added: 0 });
  const phone = await readPhone();
  const opened = await tryPin(phone.profiles[0]!.id, phone.device, "482913", Date.now());

  assert.ok("raw" in opened);
  const back = await House.open(phone.profiles[0]!.id, phone.device, await workingKey(opened.raw));
  assert.deepEqual(back.unsent().map((item) => item.body), [{ note: "giữ" }]);
  assert.deepEqual(new Uint8Array((await back.media(digest))!), new Uint8Array([7, 8, 9]));
  assert.ok(!text.includes("giữ"));
  back.close();
});

test("a file that is no copy changes nothing", async () => {
  const before = await readPhone();

  assert.equal(await restore("không phải"), null);
  assert.equal(await restore("{}"), null);
  assert.deepEqual(await readPhone(), before);
});

import "fake-indexeddb/auto";
import assert from "node:assert/strict";
import { test } from "node:test";
import { newId } from "../src/store/codec.ts";
import { openProfile } from "../src/store/db.ts";
import { House } from "../src/store/house.ts";
import { newDataKey, workingKey } from "../src/store/vault.ts";

const AT = new Date("2026-11-16T08:01:03+07:00");

async function aHouse(): Promise<{ house: House; again: () => Promise<House>; profile: string }> {
  const [profile, key] = [newId(), await workingKey(newDataKey())];
  const again = () => House.open(profile, "device", key);
  return { house: await again(), again, profile };
}

const work = (title: string) => ({ kind: "outreach.record", title, body: { note: `Bà Mẫu ${title}` } });

test("what was written is there after the app was killed", async () => {
  const { house, again } = await aHouse();
  const [made] = await house.write([work("một")], { at: AT });
  house.close();

  const other = await again();

  assert.deepEqual(other.unsent().map((item) => [item.id, item.seq, item.body]), [[made!.id, 1, { note: "Bà Mẫu một" }]]);
  other.close();
});

test("nothing readable lies on the disk", async () => {
  const { house, profile } = await aHouse();
  await house.write([work("một")], { at: AT });
  await house.keep("session", { secret: "bí mật của máy" });
  await house.draft({ id: "record:", kind: "record", title: "nháp", at: "", data: "Bà Mẫu nháp" });
  const digest = await house.addMedia(new TextEncoder().encode("ảnh của Bà Mẫu").buffer as ArrayBuffer);
  house.close();

  const db = await openProfile(profile);
  let raw = "";
  for (const store of ["items", "drafts", "keep", "media"] as const) {
    for (const value of await db.getAll(store)) {
      const sealed = "sealed" in value ? value.sealed : value;
      raw += new TextDecoder().decode(sealed.ct) + JSON.stringify(Object.keys(value));
    }
  }
  db.close();

  assert.ok(raw.length > 200);
  assert.equal(digest.length, 64);
  for (const word of ["Mẫu", "bí mật", "nháp"]) assert.ok(!raw.includes(word), word);
});

test("two tabs that write at once give each item its own number and lose none", async () => {
  const { house, again } = await aHouse();
  const second = await again();
  await Promise.all(Array.from({ length: 10 }, (_, turn) => (turn % 2 ? house : second).write([work(`a${turn}`), work(`b${turn}`)], { at: AT })));
  house.close();
  second.close();

  const third = await again();
  const numbers = third.unsent().map((item) => item.seq);

  assert.deepEqual(numbers, Array.from({ length: 20 }, (_, index) => index + 1));
  third.close();
});

test("work and the end of its draft are one step", async () => {
  const { house, again } = await aHouse();
  await house.draft({ id: "record:", kind: "record", title: "nháp", at: "", data: 1 });
  await house.write([work("một")], { at: AT, ending: "record:" });
  house.close();

  const other = await again();

  assert.equal(other.drafts.size, 0);
  assert.equal(other.items.size, 1);
  other.close();
});

test("rows and cursor come down together, and a full set drops what it does not name", async () => {
  const { house, again } = await aHouse();
  await house.takeDown([{ part: "places", rows: [{ id: 1, name: "Thôn Mẫu" }, { id: 2, name: "Thôn Cũ" }], gone: [] }], "một");
  await house.takeDown([{ part: "places", rows: [{ id: 3, name: "Thôn Mới" }], gone: [] }], "hai", new Map([["places", new Set(["1", "3"])]]));
  house.close();

  const other = await again();

  assert.deepEqual(other.rows("places").map((row) => row.id).sort(), [1, 3]);
  assert.equal(other.kept.get("cursor"), "hai");
  other.close();
});

test("a photo waits until it is sent, then goes with the next sweep", async () => {
  const { house } = await aHouse();
  const digest = await house.addMedia(new Uint8Array([1, 2, 3]).buffer);
  await house.write([{ kind: "outreach.photo", title: "Ảnh", body: { sha256: digest }, media: [digest] }], { at: AT });

  assert.deepEqual((await house.waitingMedia()).map((one) => [one.sha256, one.size]), [[digest, 3]]);
  assert.deepEqual(new Uint8Array((await house.media(digest))!), new Uint8Array([1, 2, 3]));
  await house.mediaSent(digest);
  assert.deepEqual(await house.waitingMedia(), []);
  await house.sweepMedia();
  assert.equal(await house.media(digest), null);
  house.close();
});

test("a file of a form stays until the form is approved: it may come back", async () => {
  const { house } = await aHouse();
  const digest = await house.addMedia(new Uint8Array([4, 5, 6]).buffer);
  const [form] = await house.write([{ kind: "forms.submission", title: "Phiếu hộ", body: { xml: "" } }], { at: AT });
  await house.write([{ kind: "forms.media", title: "Ảnh", body: { sha256: digest }, after: [form!.id], media: [digest] }], { at: AT });
  await house.mediaSent(digest);
  const row = { id: form!.id, kind: "forms.submission", words: "", title: "", day: null, place: null, at: "", changed_at: "", fields: {} };

  await house.takeDown([{ part: "sent", rows: [{ ...row, state: "returned" }], gone: [] }], "một");
  await house.sweepMedia();
  assert.deepEqual(new Uint8Array((await house.media(digest))!), new Uint8Array([4, 5, 6]));
  await house.takeDown([{ part: "sent", rows: [{ ...row, state: "approved" }], gone: [] }], "hai");
  await house.sweepMedia();
  assert.equal(await house.media(digest), null);
  house.close();
});

import assert from "node:assert/strict";
import { test } from "node:test";
import { type Item, type Receipt, type SentRow, FIRST_LIMITS, batches, hasJumped, isMended, pause, received, refusedOnes, standing, unsent, wire } from "../src/outbox/rules.ts";

const AT = "2026-11-16T08:01:03+07:00";

function item(id: string, seq: number, more: Partial<Item> = {}): Item {
  return { id, seq, kind: "outreach.record", made_at: AT, clock_jumped: false, after: [], body: {}, title: "Dịch vụ công", media: [], ...more };
}

function receipt(id: string, state: Receipt["state"], more: Partial<Receipt> = {}): Receipt {
  return { id, state, at: AT, words: "", ...more };
}

function told(state: string, more: Partial<SentRow> = {}): SentRow {
  return { id: "a", kind: "outreach.record", state, words: "", title: "", day: null, place: null, at: AT, changed_at: AT, fields: {}, ...more };
}

test("work without a receipt is unsent, oldest first; any receipt ends that", () => {
  const items = [item("b", 2), item("a", 1), item("c", 3), item("d", 4)];
  const receipts = new Map([["c", receipt("c", "held")], ["d", receipt("d", "refused")]]);

  assert.deepEqual(unsent(items, receipts).map((one) => one.id), ["a", "b"]);
});

test("what a newer item replaces or gives up is neither sent nor shown as refused", () => {
  const items = [item("a", 1), item("b", 2, { replaces: "a" }), item("c", 3), item("d", 4, { kind: "outbox.dropped", body: { item: "c" } })];
  const receipts = new Map([["c", receipt("c", "refused")]]);

  assert.deepEqual(unsent(items, receipts).map((one) => one.id), ["b", "d"]);
  assert.deepEqual(refusedOnes(items, receipts), []);
});

test("what came back is not asked for twice: a mended one waits, or was taken after the row was told", () => {
  const row = told("returned", { changed_at: "2026-11-16T08:00:00+07:00" });
  const mended = item("b", 2, { about: "a" });
  const dropped = item("c", 3, { kind: "outbox.dropped", body: { item: "b" } });

  assert.equal(isMended(row, [item("a", 1)], new Map()), null);
  assert.equal(isMended(row, [mended], new Map()), "waits");
  assert.equal(isMended(row, [mended, dropped], new Map()), null);
  assert.equal(isMended(row, [mended], new Map([["b", receipt("b", "taken")]])), "taken");
  assert.equal(isMended({ ...row, changed_at: "2026-11-16T09:00:00+07:00" }, [mended], new Map([["b", receipt("b", "taken")]])), null);
  assert.equal(isMended(row, [mended], new Map([["b", receipt("b", "refused")]])), null);
});

test("an answer that comes late never takes back what was taken", () => {
  const taken = receipt("a", "taken");

  assert.equal(received(taken, receipt("a", "held")), taken);
  assert.equal(received(taken, receipt("a", "refused")), taken);
  assert.equal(received(receipt("a", "held"), taken), taken);
  assert.equal(received(receipt("a", "refused"), taken), taken);
});

test("each place of work has its own words", () => {
  assert.equal(standing(undefined, undefined).name, "on_phone");
  assert.deepEqual(standing(receipt("a", "taken"), undefined), { name: "sent", at: AT });
  assert.equal(standing(receipt("a", "had"), undefined).name, "sent");
  assert.deepEqual(standing(receipt("a", "held", { waits_for: ["media:00"] }), undefined), { name: "waiting", at: AT, isForMedia: true });
  assert.equal(standing(receipt("a", "taken"), told("received")).name, "received");
  assert.deepEqual(standing(receipt("a", "taken"), told("returned", { words: "30 hay 3?" })), { name: "returned", at: AT, words: "30 hay 3?" });
  assert.equal(standing(undefined, told("approved")).name, "approved");
});

test("a refusal newer than what the server told is shown as a refusal", () => {
  const refused = receipt("a", "refused", { words: "Chưa chọn việc.", code: "refused" });

  assert.deepEqual(standing(refused, told("received")), { name: "refused", at: AT, words: "Chưa chọn việc.", code: "refused" });
});

test("batches keep the order, stay under both limits, and lose nothing", () => {
  const many = Array.from({ length: 450 }, (_, seq) => item(`i${seq}`, seq, { body: { note: "x".repeat(20_000) } }));
  const cut = batches(many, FIRST_LIMITS);

  assert.deepEqual(cut.flat().map((one) => one.seq), many.map((one) => one.seq));
  for (const batch of cut) {
    assert.ok(batch.length <= FIRST_LIMITS.items);
    assert.ok(JSON.stringify(batch.map(wire)).length < FIRST_LIMITS.body_bytes);
  }
});

test("an item larger than a request still goes, alone", () => {
  const cut = batches([item("a", 1), item("b", 2, { body: { note: "x".repeat(6_000_000) } }), item("c", 3)], FIRST_LIMITS);

  assert.deepEqual(cut.map((batch) => batch.map((one) => one.id)), [["a"], ["b"], ["c"]]);
});

test("the words for the phone do not go over the wire", () => {
  assert.deepEqual(Object.keys(wire(item("a", 1))).sort(), ["after", "body", "clock_jumped", "id", "kind", "made_at", "seq"]);
});

test("patience grows to a quarter of an hour, spread by chance", () => {
  assert.deepEqual([1, 2, 3].map((failures) => pause(failures, 0.5)), [5_000, 15_000, 45_000]);
  assert.equal(pause(40, 0.5), 900_000);
  assert.ok(pause(1, 0) < pause(1, 1));
});

test("a clock set back is noticed; sleep and a new start of the app are not taken for it", () => {
  const before = { wall: 10_000_000, steady: 1_000, run: 7 };

  assert.equal(hasJumped(before, { wall: 9_000_000, steady: 61_000, run: 7 }), true);
  assert.equal(hasJumped(before, { wall: 40_000_000, steady: 61_000, run: 7 }), false);
  assert.equal(hasJumped(before, { wall: 9_000_000, steady: 5, run: 8 }), false);
  assert.equal(hasJumped(null, before), false);
});

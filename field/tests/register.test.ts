import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { fold, isFound, looksLike } from "../src/outbox/names.ts";
import { type Registrant, alike, asWritten, changed, codeKey, needsConsent, searchText } from "../src/outbox/register.ts";
import type { Item, Receipt } from "../src/outbox/rules.ts";
import { type Survey, faultsOf, writtenOf } from "../src/pages/survey.ts";

type Compared = [string, number, string, string];
const EXAMPLES = JSON.parse(readFileSync("../src/toso/work/registry/tests/alike.json", "utf8")) as { one: Compared; other: Compared; likeness: string | null; why: string }[];
const TODAY = "2026-11-16";

test("the phone finds the same rows alike as the server does", () => {
  const traced = ([kind, place, name, phone]: Compared) => ({ kind, place, name, phone });

  assert.ok(EXAMPLES.length > 15);
  for (const { one, other, likeness, why } of EXAMPLES) {
    assert.equal(looksLike(traced(one), traced(other)), likeness, why);
    assert.equal(looksLike(traced(other), traced(one)), likeness, `${why}, the other way round`);
  }
});

const row = (id: string, fields: Record<string, string>, more: Partial<Registrant> = {}): Registrant => ({ id, kind: "household", place: 1, group: "", version: 1, answered_on: null, fields, waiting: [], isNew: false, ...more });
const item = (id: string, seq: number, kind: string, body: Record<string, unknown>, more: Partial<Item> = {}): Item => ({ id, seq, kind, made_at: "", clock_jumped: false, after: [], body, title: "", media: [], ...more });
const taken = (version: number): Receipt => ({ id: "", state: "taken", at: "", words: "", result: { version } });

test("a household is found without marks, by the beginnings of its words or by digits of its number", () => {
  const text = searchText(row("a", { code: "H12", contact_name: "Đỗ Mẫu Hoà", address: "Xóm Đình", phone: "0905123456" }));

  for (const typed of ["do mau", "hòa", "HOÀ đỗ", "h12", "xom dinh", "123456", ""]) assert.ok(isFound(typed, text, "0905123456"), typed);
  for (const typed of ["oa", "hoang", "999"]) assert.ok(!isFound(typed, text, "0905123456"), typed);
  assert.equal(fold("  Đức  Hoà "), "duc hoa");
  assert.ok(codeKey("H2") < codeKey("H10"));
});

test("what was written here lies over what came down until the server's row shows it", () => {
  const rows = [row("a", { smartphone: "no", code: "1" }, { version: 3 })];
  const added = item("b", 1, "registry.row", { place: 1, day: TODAY, fields: { contact_name: "Nguyễn Mẫu An" } });
  const edit = item("c", 2, "registry.change", { row: "a", day: TODAY, base: { smartphone: "no" }, changes: { smartphone: "yes" } });
  const onNew = item("d", 3, "registry.change", { row: "b", day: TODAY, base: {}, changes: { internet: "yes" } });

  const before = asWritten(rows, [onNew, edit, added], new Map());
  const after = asWritten([row("a", { smartphone: "unknown" }, { version: 4 })], [edit], new Map([["c", taken(4)]]));
  const between = asWritten(rows, [edit], new Map([["c", taken(4)]]));
  const refused = asWritten(rows, [edit], new Map([["c", { ...taken(3), state: "refused" as const }]]));

  assert.deepEqual([before.get("a")!.fields["smartphone"], before.get("a")!.waiting, before.get("a")!.answered_on], ["yes", ["c"], TODAY]);
  assert.deepEqual([before.get("b")!.fields, before.get("b")!.waiting, before.get("b")!.isNew], [{ contact_name: "Nguyễn Mẫu An", internet: "yes" }, ["b", "d"], true]);
  assert.equal(after.get("a")!.fields["smartphone"], "unknown");
  assert.equal(between.get("a")!.fields["smartphone"], "yes");
  assert.equal(refused.get("a")!.fields["smartphone"], "no");
});

test("an edit names only what changed, and nobody is likened to oneself", () => {
  assert.deepEqual(changed({ smartphone: "no", address: "Xóm 1" }, { smartphone: "yes", address: "", internet: "not_asked" }), { base: { smartphone: "no", address: "Xóm 1" }, changes: { smartphone: "yes", address: "" } });
  const rows = [row("a", { contact_name: "Nguyễn Mẫu An" }), row("b", { contact_name: "An Nguyễn Mẫu" }), row("c", { contact_name: "Lê Mẫu Bình", phone: "0905123456" })];
  assert.deepEqual(alike({ ...rows[0]!, fields: { contact_name: "Nguyễn Mẫu An", phone: "0905 123 456" } }, rows).map(([one, why]) => [one.id, why]), [["c", "phone"], ["b", "name"]]);
});

const SURVEY: Survey = { kind: "household", place: 1, day: TODAY, fields: { adults: "3", adults_with_account: "2" }, way: "", proof: "" };
const QUESTIONS = [
  { id: "adults", label: "", section: "", kinds: ["household"], is_number: true, order: 1 },
  { id: "adults_with_account", label: "", section: "", kinds: ["household"], is_number: true, order: 2, at_most: "adults" },
];

test("nobody is named without having agreed, and each slip is told at its field", () => {
  const faults = (fields: Record<string, string>, more: Partial<Survey> = {}) => Object.keys(faultsOf({ ...SURVEY, fields: { ...SURVEY.fields, ...fields }, ...more }, {}, QUESTIONS, TODAY, [row("a", { code: "H1" })], ""));

  assert.deepEqual(faults({}), []);
  assert.deepEqual(faults({ contact_name: "Nguyễn Mẫu An" }), ["consent"]);
  assert.deepEqual(faults({ contact_name: "Nguyễn Mẫu An" }, { way: "spoken" }), ["proof"]);
  assert.deepEqual(faults({ contact_name: "Nguyễn Mẫu An", phone: "+84 905 123 456" }, { way: "spoken", proof: "Trưởng thôn" }), []);
  assert.deepEqual(faults({ phone: "123" }, { way: "spoken", proof: "x" }), ["phone"]);
  assert.deepEqual(faults({ adults_with_account: "4" }), ["adults_with_account"]);
  assert.deepEqual(faults({ adults: "ba" }), ["adults"]);
  assert.deepEqual(faults({ code: "h1" }), ["code"]);
  assert.deepEqual(faults({}, { place: null, day: "2026-11-17" }), ["place", "day"]);
  assert.deepEqual(faults({}, { kind: "business" }), ["name"]);
  assert.equal(needsConsent({ contact_name: "Nguyễn An" }, { contact_name: "An Nguyễn", phone: "0905123456" }, () => true), false);
});

test("a survey becomes a new row, or an edit after what still waits; nothing changed sends nothing", () => {
  const [added] = writtenOf({ ...SURVEY, fields: { ...SURVEY.fields, internet: "not_asked", address: "" } }, {}, {});
  const old = row("a", { internet: "no" }, { waiting: ["w"] });
  const [edit] = writtenOf({ ...SURVEY, fields: { internet: "yes" } }, { row: old }, old.fields);

  assert.deepEqual(added!.body, { place: 1, kind: "household", day: TODAY, fields: SURVEY.fields });
  assert.deepEqual([edit!.body, edit!.after], [{ row: "a", day: TODAY, base: { internet: "no" }, changes: { internet: "yes" } }, ["w"]]);
  assert.deepEqual(writtenOf({ ...SURVEY, fields: { internet: "no" } }, { row: old }, old.fields), []);
});

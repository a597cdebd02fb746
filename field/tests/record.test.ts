import assert from "node:assert/strict";
import { test } from "node:test";
import { tokenOf } from "../src/pages/attendance.ts";
import { type Work, bodyOf, changesOf, faultsOf, writtenOf } from "../src/pages/record.ts";

const TODAY = "2026-11-16";
const WORK: Work = { place: 301, day: TODAY, task: "dvc", counts: { citizens: 5, elderly: 2, poor: 0 }, people: [], platform: "", medium: "", reach: null, things: 0, procedure: "", note: "", reason: "", photo: "" };

test("a record says what was written and leaves out what was left empty", () => {
  assert.deepEqual(bodyOf(WORK), { place: 301, day: TODAY, task: "dvc", counts: { citizens: 5, elderly: 2 } });
});

test("good work has no faults; each slip is named at its field", () => {
  assert.deepEqual(faultsOf(WORK, TODAY, false, false), {});
  assert.deepEqual(Object.keys(faultsOf({ ...WORK, place: null, task: "" }, TODAY, false, false)), ["place", "task"]);
  assert.deepEqual(Object.keys(faultsOf({ ...WORK, day: "2026-11-17" }, TODAY, false, false)), ["day"]);
  assert.deepEqual(Object.keys(faultsOf({ ...WORK, counts: {} }, TODAY, false, false)), ["citizens"]);
  assert.deepEqual(Object.keys(faultsOf({ ...WORK, counts: { citizens: 1, elderly: 2 } }, TODAY, false, false)), ["elderly"]);
  assert.deepEqual(Object.keys(faultsOf(WORK, TODAY, true, false)), ["reason"]);
});

test("a correction names only what changed, with the value it was based on", () => {
  const before = { place: 301, day: TODAY, task: "dvc", citizens: 30, elderly: 2, note: "" };

  assert.deepEqual(changesOf(before, bodyOf({ ...WORK, counts: { citizens: 3, elderly: 2 } })), { base: { citizens: 30 }, changes: { citizens: 3 } });
});

test("the procedure and the things are said when they were written, and corrected like the rest", () => {
  const body = bodyOf({ ...WORK, things: 3, procedure: "1.001193" });

  assert.deepEqual([body["things"], body["procedure"]], [3, "1.001193"]);
  assert.deepEqual(changesOf({ ...bodyOf(WORK), citizens: 5, elderly: 2, things: 0, procedure: "" }, body), { base: { procedure: "", things: 0 }, changes: { procedure: "1.001193", things: 3 } });
  assert.deepEqual(Object.keys(faultsOf({ ...WORK, things: 5001 }, TODAY, false, false)), ["things"]);
});

test("nothing changed makes no correction", () => {
  const row = { id: "r", kind: "outreach.record", state: "received", words: "", title: "", day: TODAY, place: 301, at: "", changed_at: "", fields: { ...bodyOf(WORK), citizens: 5, elderly: 2 } };

  assert.deepEqual(writtenOf({ name: "correct", row, record: "r" }, WORK, "Dịch vụ công"), []);
});

test("the token of a check-in is the last step of the address, or what was typed", () => {
  assert.equal(tokenOf("https://example.org/training/in/aB3_-9/"), "aB3_-9");
  assert.equal(tokenOf(" aB3_-9 "), "aB3_-9");
  assert.equal(tokenOf("https://example.org/training/in/aB3?x=1#y"), "aB3");
});

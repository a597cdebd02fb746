import assert from "node:assert/strict";
import { test } from "node:test";
import { decimal, localMoment, moved, point, pointText, wholeNumber } from "../src/forms/values.ts";

test("whole numbers are taken as people write them", () => {
  assert.equal(wholeNumber("12"), "12");
  assert.equal(wholeNumber(" 1.200 "), "1200");
  assert.equal(wholeNumber("1.200.000"), "1200000");
  assert.equal(wholeNumber("−3"), "-3");
  assert.equal(wholeNumber(""), null);
  for (const wrong of ["3,5", "1.5", "12a", "--1"]) assert.equal(wholeNumber(wrong), undefined, wrong);
});

test("decimals take a comma or a point", () => {
  assert.equal(decimal("3,5"), 3.5);
  assert.equal(decimal("3.5"), 3.5);
  assert.equal(decimal("1.234,5"), 1234.5);
  assert.equal(decimal(""), null);
  assert.equal(decimal("năm"), undefined);
});

test("a place is read in both ways of writing and kept as forms keep it", () => {
  assert.equal(pointText(point("12.2388 109.1967")!), "12.2388 109.1967 0 0");
  assert.equal(pointText(point("12,2388 109,1967")!), "12.2388 109.1967 0 0");
  assert.equal(point("12.2388, 109.1967 3 8")!.accuracy, 8);
  for (const wrong of ["12", "95.0 10.0", "12.1 190.0", "ở nhà"]) assert.equal(point(wrong), undefined, wrong);
});

test("ranking moves one step and never past the ends", () => {
  assert.deepEqual(moved(["a", "b", "c"], 1, -1), ["b", "a", "c"]);
  assert.deepEqual(moved(["a", "b", "c"], 2, 1), ["a", "b", "c"]);
});

test("a moment carries the phone's offset", () => {
  assert.equal(localMoment("2026-11-16T08:30", -420), "2026-11-16T08:30:00.000+07:00");
  assert.equal(localMoment("", -420), null);
});

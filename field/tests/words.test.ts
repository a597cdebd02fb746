import assert from "node:assert/strict";
import { readFileSync, readdirSync } from "node:fs";
import { test } from "node:test";
import { ENGLISH } from "../src/english.ts";
import { dayOf, dayWords, megabytes, momentOf, speak, t } from "../src/words.ts";

const SOURCE = "src";

function said(): Set<string> {
  const files = readdirSync(SOURCE, { recursive: true, encoding: "utf8" }).filter((name) => name.endsWith(".ts") && !name.endsWith("english.ts"));
  const found = new Set<string>();
  for (const name of files) {
    for (const [, words] of readFileSync(`${SOURCE}/${name}`, "utf8").matchAll(/(?<![\w.])t\(\s*"((?:[^"\\]|\\.)*)"/g)) found.add(JSON.parse(`"${words}"`) as string);
  }
  return found;
}

test("every sentence of the app has its English, and keeps its placeholders", () => {
  const missing = [...said()].filter((words) => !(words in ENGLISH));
  const places = (words: string) => [...words.matchAll(/\{\w+\}/g)].map(String).sort();

  assert.ok(said().size > 200);
  assert.deepEqual(missing, []);
  for (const [words, english] of Object.entries(ENGLISH)) assert.deepEqual(places(english), places(words), words);
});

test("words take their values, in both languages", () => {
  assert.equal(t("{count} việc trên máy", { count: 3 }), "3 việc trên máy");
  speak("en");
  assert.equal(t("{count} việc trên máy", { count: 3 }), "3 on this phone");
  speak("vi");
});

test("days and moments are written as people and the protocol write them", () => {
  const at = new Date(2026, 10, 6, 7, 8, 9, 10);

  assert.equal(dayOf(at), "2026-11-06");
  assert.equal(dayWords("2026-11-06"), "6/11/2026");
  assert.match(momentOf(at), /^2026-11-06T07:08:09\.010[+-]\d\d:\d\d$/);
  assert.equal(Date.parse(momentOf(at)), at.getTime());
});

test("room is said in megabytes, and in gigabytes where they are many", () => {
  assert.deepEqual([megabytes(1572864), megabytes(209715200), megabytes(10737418240)], ["1,5\u00a0MB", "200\u00a0MB", "10\u00a0GB"]);
});

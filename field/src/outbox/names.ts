/**
 * Whether two rows of the register may be the same, and how a name is found: the rule of the server's
 * `registry/rules/names.py`, in this language. One table of examples (`alike.json` beside the server's tests) tries both.
 */

export type Likeness = "phone" | "name" | "near_name";

/** What is compared of one row. `name` is that of the business, or of the contact of a household. */
export interface Trace {
  kind: string;
  place: number;
  name: string;
  phone: string;
}

/** Lower case, no marks, đ as d, single spaces: "Hoà" and "Hòa" are one. */
export const fold = (text: string): string => text.normalize("NFD").replace(/\p{M}/gu, "").replace(/[đĐ]/g, "d").toLowerCase().replace(/\s+/g, " ").trim();

const wordsOf = (text: string): string[] => text.split(" ").filter(Boolean);

/** A name without marks, its words in alphabetical order. */
export const nameKey = (name: string): string => wordsOf(fold(name).replace(/\./g, " ")).sort().join(" ");

/** The last nine digits of a telephone number; what comes before them is written in several ways. */
export function phoneKey(phone: string): string {
  const digits = phone.replace(/\D/g, "");
  return digits.length >= 9 ? digits.slice(-9) : "";
}

/** Why two rows may be the same, or null. The same telephone says it anywhere, a name only within one hamlet. */
export function looksLike(one: Trace, other: Trace): Likeness | null {
  if (one.kind !== other.kind) return null;
  if (phoneKey(one.phone) && phoneKey(one.phone) === phoneKey(other.phone)) return "phone";
  if (one.place !== other.place) return null;
  const [mine, theirs] = [nameKey(one.name), nameKey(other.name)];
  if (mine && mine === theirs) return "name";
  const sets = [new Set(wordsOf(mine)), new Set(wordsOf(theirs))].sort((a, b) => a.size - b.size) as [Set<string>, Set<string>];
  const [few, many] = sets;
  const isOneMore = few.size >= 2 && many.size === few.size + 1 && [...few].every((word) => many.has(word));
  return isOneMore ? "near_name" : null;
}

/** Whether each word typed begins a word of the text; digits are also found inside a telephone number. */
export function isFound(typed: string, text: string, phone: string): boolean {
  const words = wordsOf(fold(typed));
  const digits = typed.replace(/\D/g, "");
  if (digits.length >= 3 && !/\p{L}/u.test(typed) && phone.replace(/\D/g, "").includes(digits)) return true;
  const begins = wordsOf(text);
  return words.every((word) => begins.some((one) => one.startsWith(word)));
}

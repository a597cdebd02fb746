/** The rows of the register as this phone knows them: what came down, with what was written here since. Pure. */

import { type Likeness, type Trace, fold, looksLike } from "./names.ts";
import { type Item, type Receipt, closedIds } from "./rules.ts";

export type Fields = Record<string, string>;

export interface Registrant {
  id: string;
  kind: string;
  place: number;
  group: string;
  version: number;
  answered_on: string | null;
  fields: Fields;
  /** Items of this phone about the row that the server's row does not show yet. */
  waiting: string[];
  isNew: boolean;
}

export interface Question {
  id: string;
  label: string;
  section: string;
  kinds: string[];
  is_number: boolean;
  order: number;
  asked_if?: string;
  at_most?: string;
}

export const COLUMNS = ["code", "name", "address", "contact_name", "is_head", "phone"];
export const NOT_ASKED = "not_asked";

const blankOf = (name: string): string => (COLUMNS.includes(name) ? (name === "is_head" ? "yes" : "") : NOT_ASKED);

/** What a row says of a field; what it leaves out was not said. */
export const valueOf = (fields: Fields, name: string): string => fields[name] || blankOf(name);

/** The rows with the unsent and the not yet returned work of this phone laid over them, oldest first. */
export function asWritten(rows: Iterable<Omit<Registrant, "waiting" | "isNew">>, items: Iterable<Item>, receipts: ReadonlyMap<string, Receipt>): Map<string, Registrant> {
  const found = new Map<string, Registrant>();
  for (const row of rows) found.set(row.id, { ...row, waiting: [], isNew: false });
  const mine = [...items].filter((item) => item.kind === "registry.row" || item.kind === "registry.change").sort((a, b) => a.seq - b.seq);
  const closed = closedIds(items);
  for (const item of mine) {
    const receipt = receipts.get(item.id);
    if (closed.has(item.id) || receipt?.state === "refused") continue;
    const { body } = item;
    if (item.kind === "registry.row") {
      if (found.has(item.id)) continue;
      found.set(item.id, { id: item.id, kind: String(body["kind"] ?? "household"), place: Number(body["place"]), group: "", version: 0, answered_on: String(body["day"] ?? "") || null, fields: { ...(body["fields"] as Fields) }, waiting: [item.id], isNew: true });
      continue;
    }
    const row = found.get(String(body["row"]));
    if (!row || Number(receipt?.result?.["version"] ?? Infinity) <= row.version) continue;
    found.set(row.id, { ...row, fields: { ...row.fields, ...(body["changes"] as Fields) }, answered_on: String(body["day"]), waiting: [...row.waiting, item.id] });
  }
  return found;
}

/** What an edit changes, and the values that it was based on. */
export function changed(before: Fields, after: Fields): { base: Fields; changes: Fields } {
  const [base, changes]: [Fields, Fields] = [{}, {}];
  for (const name of new Set([...Object.keys(before), ...Object.keys(after)])) {
    const [old, now] = [valueOf(before, name), name in after ? after[name]! || blankOf(name) : valueOf(before, name)];
    if (old === now) continue;
    base[name] = old;
    changes[name] = now;
  }
  return { base, changes };
}

export const traceOf = (row: { kind: string; place: number | null; fields: Fields }): Trace => ({ kind: row.kind, place: row.place ?? 0, name: row.fields["name"] || row.fields["contact_name"] || "", phone: row.fields["phone"] ?? "" });

const ORDER: Likeness[] = ["phone", "name", "near_name"];

/** Rows that may be the same as one, the strongest likeness first. */
export function alike(one: { id: string; kind: string; place: number | null; fields: Fields }, rows: Iterable<Registrant>): [Registrant, Likeness][] {
  const mine = traceOf(one);
  const found: [Registrant, Likeness][] = [];
  for (const row of rows) {
    const likeness = row.id === one.id ? null : looksLike(mine, traceOf(row));
    if (likeness) found.push([row, likeness]);
  }
  return found.sort((a, b) => ORDER.indexOf(a[1]) - ORDER.indexOf(b[1])).slice(0, 5);
}

/** Whether the question makes sense after the answers before it. */
export const isAsked = (question: Question, fields: Fields): boolean => !question.asked_if || fields[question.asked_if] === "yes";

/** Whether these fields name somebody who has not agreed: a new person where nobody was named, or another one. */
export function needsConsent(before: Fields, after: Fields, sameName: (one: string, other: string) => boolean): boolean {
  const held = Boolean(before["contact_name"] || before["phone"]);
  const isNamed = ["contact_name", "phone"].some((name) => after[name] && after[name] !== before[name]);
  if (!isNamed) return false;
  return !held || (after["contact_name"] !== before["contact_name"] && !sameName(after["contact_name"] ?? "", before["contact_name"] ?? ""));
}

/** The words that a search looks through. */
export const searchText = ({ fields }: { fields: Fields }): string => fold([fields["code"], fields["name"], fields["contact_name"], fields["address"], fields["phone"]].filter(Boolean).join(" "));

/** "H2" before "H10": every number padded. */
export const codeKey = (code: string): string => fold(code).replace(/\d{1,8}/g, (digits) => digits.padStart(8, "0"));

/** What becomes of work on this phone: pure decisions, no clock, no storage. */

export interface Item {
  id: string;
  seq: number;
  kind: string;
  made_at: string;
  clock_jumped: boolean;
  after: string[];
  replaces?: string;
  body: Record<string, unknown>;
  /** For the list on the phone; never sent. */
  title: string;
  media: string[];
  /** Which row of `sent` this mends, so that it is not mended twice. Never sent. */
  about?: string;
}

export type ReceiptState = "taken" | "had" | "held" | "refused";

export interface Conflict {
  field: string;
  base: unknown;
  yours: unknown;
  theirs: unknown;
  by: string;
  at: string;
}

export interface Receipt {
  id: string;
  state: ReceiptState;
  at: string;
  words: string;
  code?: string;
  field?: string;
  waits_for?: string[];
  conflicts?: Conflict[];
  result?: Record<string, unknown>;
}

/** A row of the server's part `sent`. */
export interface SentRow {
  id: string;
  kind: string;
  state: string;
  words: string;
  title: string;
  day: string | null;
  place: number | null;
  at: string;
  changed_at: string;
  version?: number;
  fields: Record<string, unknown>;
  missing?: string[];
}

export type Standing =
  | { name: "on_phone" }
  | { name: "sent"; at: string }
  | { name: "waiting"; at: string; isForMedia: boolean }
  | { name: "received"; at: string }
  | { name: "approved"; at: string }
  | { name: "returned"; at: string; words: string }
  | { name: "corrected"; at: string; words: string }
  | { name: "withdrawn"; at: string }
  | { name: "refused"; at: string; words: string; code: string };

export const SETTLED: ReadonlySet<ReceiptState> = new Set(["taken", "had"]);

/** A newer word of the server replaces an older one; what was taken is never un-taken by an answer that came late. */
export function received(before: Receipt | undefined, receipt: Receipt): Receipt {
  if (before && SETTLED.has(before.state) && !SETTLED.has(receipt.state)) return before;
  if (before?.state === "held" && receipt.state === "refused" && receipt.code === "unknown_kind") return before;
  return receipt;
}

/** Items that the server has not acknowledged and nobody gave up, oldest first. */
export function unsent(items: Iterable<Item>, receipts: ReadonlyMap<string, Receipt>): Item[] {
  const all = [...items];
  const closed = closedIds(all);
  return all
    .filter((item) => {
      const receipt = receipts.get(item.id);
      if (!receipt) return !closed.has(item.id) || item.kind === "outbox.dropped";
      return false;
    })
    .sort((a, b) => a.seq - b.seq);
}

/** Refused items that wait for a person: mended ones and given-up ones do not. */
export function refusedOnes(items: Iterable<Item>, receipts: ReadonlyMap<string, Receipt>): Item[] {
  const all = [...items];
  const closed = closedIds(all);
  return all.filter((item) => receipts.get(item.id)?.state === "refused" && !closed.has(item.id));
}

/** Ids that a later item replaced or gave up. */
export function closedIds(items: Iterable<Item>): Set<string> {
  const closed = new Set<string>();
  for (const item of items) {
    if (item.replaces) closed.add(item.replaces);
    if (item.kind === "outbox.dropped") closed.add(String(item.body["item"]));
  }
  return closed;
}

/** Whether a row came back and was mended since: the mended one is on its way, or was taken after the row was told. */
export function isMended(row: SentRow, items: Iterable<Item>, receipts: ReadonlyMap<string, Receipt>): "waits" | "taken" | null {
  const all = [...items];
  const closed = closedIds(all);
  let found: "waits" | "taken" | null = null;
  for (const item of all) {
    if (item.about !== row.id || closed.has(item.id)) continue;
    const receipt = receipts.get(item.id);
    if (!receipt || receipt.state === "held") found = "waits";
    else if (SETTLED.has(receipt.state) && Date.parse(receipt.at) > Date.parse(row.changed_at)) found ??= "taken";
  }
  return found;
}

const TOLD: Record<string, Standing["name"]> = {
  received: "received",
  approved: "approved",
  edited: "received",
  returned: "returned",
  corrected: "corrected",
  withdrawn: "withdrawn",
  held: "waiting",
  refused: "refused",
};

/** Where one piece of work stands, by what the phone knows for certain. */
export function standing(receipt: Receipt | undefined, told: SentRow | undefined): Standing {
  if (told && (!receipt || receipt.state !== "refused")) {
    const name = TOLD[told.state] ?? "received";
    if (name === "waiting") return { name, at: told.at, isForMedia: Boolean(told.missing?.length) };
    if (name === "returned" || name === "corrected") return { name, at: told.changed_at, words: told.words };
    if (name === "refused") return { name, at: told.changed_at, words: told.words, code: "refused" };
    return { name, at: told.at } as Standing;
  }
  if (!receipt) return { name: "on_phone" };
  if (receipt.state === "held") {
    return { name: "waiting", at: receipt.at, isForMedia: (receipt.waits_for ?? []).some((id) => id.startsWith("media:")) };
  }
  if (receipt.state === "refused") return { name: "refused", at: receipt.at, words: receipt.words, code: receipt.code ?? "refused" };
  return { name: "sent", at: receipt.at };
}

export interface Limits {
  items: number;
  body_bytes: number;
  item_bytes: number;
  media_bytes: number;
  chunk_bytes: number;
}

export const FIRST_LIMITS: Limits = { items: 200, body_bytes: 5_000_000, item_bytes: 1_000_000, media_bytes: 10_000_000, chunk_bytes: 1_000_000 };

/** What goes over the wire of an item: its own words for the phone stay here. */
export function wire(item: Item): Record<string, unknown> {
  const { title: _title, media: _media, about: _about, ...rest } = item;
  return rest;
}

const ENVELOPE_BYTES = 4096;

/** Cut a row of items into requests that the server takes, order kept. */
export function batches(items: Item[], limits: Limits): Item[][] {
  const cut: Item[][] = [];
  let current: Item[] = [];
  let bytes = ENVELOPE_BYTES;
  for (const item of items) {
    const size = new TextEncoder().encode(JSON.stringify(wire(item))).length + 1;
    if (current.length && (current.length >= limits.items || bytes + size > limits.body_bytes)) {
      cut.push(current);
      current = [];
      bytes = ENVELOPE_BYTES;
    }
    current.push(item);
    bytes += size;
  }
  if (current.length) cut.push(current);
  return cut;
}

const STEPS = [5_000, 15_000, 45_000, 135_000, 405_000];
const LONGEST = 900_000;

/** Milliseconds to wait after so many failures; `chance` from 0 to 1 spreads the phones of a village. */
export function pause(failures: number, chance: number): number {
  const base = STEPS[Math.max(0, failures - 1)] ?? LONGEST;
  return Math.round(base * (0.75 + chance / 2));
}

const LEAP = 600_000;

export interface Clocks {
  wall: number;
  steady: number;
  /** Which start of the app these belong to: the steady clock begins anew with each. */
  run: number;
}

/**
 * Whether the wall clock was set back by more than ten minutes since the item before. A leap forward cannot be
 * told from a phone that slept, whose steady clock stands still; the server sees that one by the skew.
 */
export function hasJumped(before: Clocks | null, now: Clocks): boolean {
  if (!before || before.run !== now.run) return false;
  return now.steady - before.steady - (now.wall - before.wall) > LEAP;
}

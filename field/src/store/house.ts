/** An opened phone: everything decrypted in memory, every write sealed before it touches the disk. */

import type { Item, Receipt, SentRow } from "../outbox/rules.ts";
import { type Clocks, closedIds, hasJumped, received, unsent } from "../outbox/rules.ts";
import { momentOf } from "../words.ts";
import { newId, sha256 } from "./codec.ts";
import { type Database, type Tables, openProfile } from "./db.ts";
import { type Sealed, open, openBytes, seal, sealBytes } from "./vault.ts";

export interface Row {
  id: string | number;
  [name: string]: unknown;
}

export interface Session {
  secret: string | null;
  key: number | null;
  person: { id: number; name: string };
  recovery: { kid: string; alg: string; public: string } | null;
  envelope_sent: boolean;
  /** Why the server shut this phone out, in its words; null while the door is open. */
  closed: string | null;
}

export interface Draft {
  id: string;
  kind: string;
  title: string;
  at: string;
  data: unknown;
}

export interface Written {
  kind: string;
  title: string;
  body: Record<string, unknown>;
  after?: string[];
  replaces?: string;
  media?: string[];
  about?: string;
  id?: string;
}

export interface Change {
  part: string;
  rows: Row[];
  gone: (string | number)[];
}

type Listener = () => void;

export class House {
  readonly items = new Map<string, Item>();
  readonly receipts = new Map<string, Receipt>();
  readonly parts = new Map<string, Map<string, Row>>();
  readonly drafts = new Map<string, Draft>();
  readonly kept = new Map<string, unknown>();
  private readonly listeners = new Set<Listener>();
  private readonly channel: BroadcastChannel | null;
  private readonly names: Map<string, SentRow> = new Map();

  private constructor(
    readonly profile: string,
    readonly device: string,
    readonly db: Database,
    private readonly key: CryptoKey,
  ) {
    this.channel = typeof BroadcastChannel === "undefined" ? null : new BroadcastChannel(`toso-${profile}`);
    this.channel?.addEventListener("message", () => void this.load().then(() => this.tell()));
  }

  static async open(profile: string, device: string, key: CryptoKey, onOutdated: Listener = () => {}): Promise<House> {
    const house = new House(profile, device, await openProfile(profile, onOutdated), key);
    await house.load();
    return house;
  }

  close(): void {
    this.channel?.close();
    this.listeners.clear();
    this.db.close();
  }

  /** Call `listener` after every change, of this tab or of another. Returns what stops it. */
  watch(listener: Listener): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  private tell(): void {
    for (const listener of this.listeners) listener();
  }

  private changed(): void {
    this.channel?.postMessage("changed");
    this.tell();
  }

  /** Read everything again from the disk. */
  async load(): Promise<void> {
    const [items, receipts, rows, drafts, keys, values] = await Promise.all([
      this.db.getAll("items"),
      this.db.getAll("receipts"),
      this.db.getAll("rows"),
      this.db.getAll("drafts"),
      this.db.getAllKeys("keep"),
      this.db.getAll("keep"),
    ]);
    const opened = <T>(all: { sealed: Sealed }[]) => Promise.all(all.map(({ sealed }) => open<T>(this.key, sealed)));
    const [openItems, openReceipts, openRows, openDrafts] = await Promise.all([
      opened<Item>(items),
      opened<Receipt>(receipts),
      opened<Row>(rows),
      opened<Draft>(drafts),
    ]);
    const openKept = await Promise.all(values.map((value) => open<unknown>(this.key, value)));
    this.items.clear();
    this.receipts.clear();
    this.parts.clear();
    this.drafts.clear();
    this.kept.clear();
    for (const item of openItems) this.items.set(item.id, item);
    for (const receipt of openReceipts) this.receipts.set(receipt.id, receipt);
    rows.forEach(({ part }, index) => this.partOf(part).set(String(openRows[index]!.id), openRows[index]!));
    for (const draft of openDrafts) this.drafts.set(draft.id, draft);
    keys.forEach((name, index) => this.kept.set(name, openKept[index]));
    this.nameSent();
  }

  private partOf(part: string): Map<string, Row> {
    let rows = this.parts.get(part);
    if (!rows) this.parts.set(part, (rows = new Map()));
    return rows;
  }

  private nameSent(): void {
    this.names.clear();
    for (const row of this.rows<SentRow & Row>("sent")) this.names.set(row.id, row);
    // A request for help has a part of its own: that it stands there says that it was received.
    for (const { item, title, at } of this.rows<Row & { item?: string | null; title: string; at: string }>("requests")) {
      if (item) this.names.set(item, { id: item, kind: "helpdesk.request", state: "received", words: "", title, day: null, place: null, at, changed_at: at, fields: {} });
    }
  }

  rows<T = Row>(part: string): T[] {
    return [...(this.parts.get(part)?.values() ?? [])] as T[];
  }

  row<T = Row>(part: string, id: string | number): T | undefined {
    return this.parts.get(part)?.get(String(id)) as T | undefined;
  }

  /** What the server tells of an item, under the item's id or that of the record it made. */
  told(item: Item): SentRow | undefined {
    const result = this.receipts.get(item.id)?.result;
    const other = result?.["record"] ?? result?.["submission"];
    return this.names.get(item.id) ?? (item.kind.endsWith(".record") || item.kind === "forms.submission" ? this.names.get(String(other)) : undefined);
  }

  /** The row that an item mended, as the server tells it now. */
  mended(item: Item): SentRow | undefined {
    return item.about ? this.names.get(item.about) : undefined;
  }

  get session(): Session | undefined {
    return this.kept.get("session") as Session | undefined;
  }

  unsent(): Item[] {
    return unsent(this.items.values(), this.receipts);
  }

  async keep(name: string, value: unknown): Promise<void> {
    await this.db.put("keep", await seal(this.key, value), name);
    this.kept.set(name, value);
    this.changed();
  }

  async forget(name: string): Promise<void> {
    await this.db.delete("keep", name);
    this.kept.delete(name);
    this.changed();
  }

  /**
   * Put new work into the outbox, wholly or not at all: its items, in their order, and the end of its draft.
   * The number is given inside the transaction, so two tabs never give the same one.
   */
  async write(work: Written[], { at = new Date(), steady = performance.now(), ending }: { at?: Date; steady?: number; ending?: string } = {}): Promise<Item[]> {
    const before = (this.kept.get("clocks") as Clocks | undefined) ?? null;
    const now: Clocks = { wall: at.getTime(), steady, run: performance.timeOrigin };
    const clock_jumped = hasJumped(before, now);
    for (;;) {
      const last = (await this.db.transaction("items").store.index("seq").openCursor(null, "prev"))?.value.seq ?? 0;
      const items = work.map((one, index): Item => ({
        id: one.id ?? newId(),
        seq: last + 1 + index,
        kind: one.kind,
        made_at: momentOf(at),
        clock_jumped,
        after: one.after ?? [],
        ...(one.replaces ? { replaces: one.replaces } : {}),
        body: one.body,
        title: one.title,
        media: one.media ?? [],
        ...(one.about ? { about: one.about } : {}),
      }));
      const sealed = await Promise.all(items.map((item) => seal(this.key, item)));
      const clocks = await seal(this.key, now);
      const change = this.db.transaction(["items", "drafts", "keep"], "readwrite", { durability: "strict" });
      try {
        await Promise.all([
          ...items.map((item, index) => change.objectStore("items").add({ id: item.id, seq: item.seq, sealed: sealed[index]! })),
          change.objectStore("keep").put(clocks, "clocks"),
          ...(ending ? [change.objectStore("drafts").delete(ending)] : []),
          change.done,
        ]);
      } catch (error) {
        await change.done.catch(() => undefined);
        if ((error as DOMException).name === "ConstraintError") continue; // another tab took the number
        throw error;
      }
      for (const item of items) this.items.set(item.id, item);
      if (ending) this.drafts.delete(ending);
      this.kept.set("clocks", now);
      this.changed();
      return items;
    }
  }

  async receive(receipts: Receipt[]): Promise<void> {
    const fresh = receipts.filter((receipt) => this.items.has(receipt.id)).map((receipt) => received(this.receipts.get(receipt.id), receipt));
    const sealed = await Promise.all(fresh.map((receipt) => seal(this.key, receipt)));
    const change = this.db.transaction("receipts", "readwrite", { durability: "strict" });
    await Promise.all([...fresh.map((receipt, index) => change.store.put({ id: receipt.id, sealed: sealed[index]! })), change.done]);
    for (const receipt of fresh) this.receipts.set(receipt.id, receipt);
    if (fresh.length) this.changed();
  }

  /** A refused item is judged anew when it is sent again unchanged. */
  async askAgain(id: string): Promise<void> {
    if (this.receipts.get(id)?.state !== "refused") return;
    await this.db.delete("receipts", id);
    this.receipts.delete(id);
    this.changed();
  }

  async draft(draft: Draft): Promise<void> {
    await this.db.put("drafts", { id: draft.id, sealed: await seal(this.key, draft) });
    this.drafts.set(draft.id, draft);
    this.changed();
  }

  async dropDraft(id: string): Promise<void> {
    await this.db.delete("drafts", id);
    this.drafts.delete(id);
    this.changed();
  }

  /** Keep a file under the digest of its bytes. Returns the digest. */
  async addMedia(bytes: ArrayBuffer): Promise<string> {
    const digest = await sha256(bytes);
    const sealed = await sealBytes(this.key, bytes);
    await this.db.put("media", { sha256: digest, size: bytes.byteLength, is_sent: false, sealed });
    return digest;
  }

  async media(digest: string): Promise<ArrayBuffer | null> {
    const found = await this.db.get("media", digest);
    return found ? openBytes(this.key, found.sealed) : null;
  }

  /** The file is on the server. It stays here as long as `sweepMedia` finds a use for it. */
  async mediaSent(digest: string): Promise<void> {
    const found = await this.db.get("media", digest);
    if (found) await this.db.put("media", { ...found, is_sent: true });
  }

  /** Drop files that are on the server and that no draft and no form still under review needs. */
  async sweepMedia(): Promise<void> {
    const needed = new Set<string>();
    for (const draft of this.drafts.values()) for (const digest of JSON.stringify(draft.data).match(/[0-9a-f]{64}/g) ?? []) needed.add(digest);
    for (const item of this.items.values()) {
      if (item.kind !== "forms.media") continue;
      const about = this.items.get(item.after[0] ?? "");
      const state = about && this.told(about)?.state;
      if (state !== "approved" && state !== "withdrawn") for (const digest of item.media) needed.add(digest);
    }
    for (const { sha256, is_sent } of await this.db.getAll("media")) if (is_sent && !needed.has(sha256)) await this.db.delete("media", sha256);
  }

  /** Files that acknowledged or unsent items name and that still lie here. */
  async waitingMedia(): Promise<{ sha256: string; size: number; item: Item }[]> {
    const here = new Map((await this.db.getAll("media")).filter((one) => !one.is_sent).map((one) => [one.sha256, one.size]));
    const closed = closedIds(this.items.values());
    const waiting: { sha256: string; size: number; item: Item }[] = [];
    for (const item of this.items.values()) {
      if (closed.has(item.id)) continue;
      for (const digest of item.media) {
        const size = here.get(digest);
        if (size !== undefined) waiting.push({ sha256: digest, size, item });
      }
    }
    return waiting.sort((a, b) => a.item.seq - b.item.seq);
  }

  /** Take one page of what came down: rows and cursor in one transaction, so that a cut costs one page. */
  async takeDown(changes: Change[], cursor: string, dropOthers: ReadonlyMap<string, Set<string>> | null = null): Promise<void> {
    const sealedRows = await Promise.all(changes.flatMap(({ part, rows }) => rows.map(async (row) => ({ part, id: String(row.id), row, sealed: await seal(this.key, row) }))));
    const sealedCursor = await seal(this.key, cursor);
    const gone: [string, string][] = changes.flatMap(({ part, gone }) => gone.map((id): [string, string] => [part, String(id)]));
    if (dropOthers) {
      for (const [part, rows] of this.parts) for (const id of rows.keys()) if (!dropOthers.get(part)?.has(id)) gone.push([part, id]);
    }
    const change = this.db.transaction(["rows", "keep"], "readwrite");
    const rows = change.objectStore("rows");
    await Promise.all([
      ...gone.map((key) => rows.delete(key)),
      ...sealedRows.map(({ part, id, sealed }) => rows.put({ part, id, sealed })),
      change.objectStore("keep").put(sealedCursor, "cursor"),
      change.done,
    ]);
    for (const [part, id] of gone) this.parts.get(part)?.delete(id);
    for (const { part, id, row } of sealedRows) this.partOf(part).set(id, row);
    this.kept.set("cursor", cursor);
    this.nameSent();
    if (gone.length || sealedRows.length) this.changed();
  }

  /** Everything unsent, as it lies on the disk: sealed, with what is needed to open it on another day. */
  async copy(): Promise<Blob> {
    const stores = ["items", "receipts", "media", "drafts", "keep"] as const satisfies readonly (keyof Tables)[];
    const out: Record<string, unknown> = { format: "toso-copy-1", device: this.device, profile: this.profile, made_at: momentOf(new Date()) };
    out["locks"] = await this.db.get("clear", "locks");
    for (const name of stores) {
      const [keys, values] = await Promise.all([this.db.getAllKeys(name), this.db.getAll(name)]);
      out[name] = values.map((value, index) => [keys[index], packed(value)]);
    }
    return new Blob([JSON.stringify(out)], { type: "application/json" });
  }
}

function packed(value: unknown): unknown {
  if (value instanceof ArrayBuffer || value instanceof Uint8Array) {
    const bytes = value instanceof Uint8Array ? value : new Uint8Array(value);
    let raw = "";
    for (let start = 0; start < bytes.length; start += 8192) raw += String.fromCharCode(...bytes.subarray(start, start + 8192));
    return { $: value instanceof Uint8Array ? "u8" : "ab", raw: btoa(raw) };
  }
  if (value && typeof value === "object") return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, packed(one)]));
  return value;
}

export function unpacked(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(unpacked);
  if (value && typeof value === "object") {
    const { $, raw } = value as { $?: string; raw?: string };
    if ($ && typeof raw === "string") {
      const bytes = Uint8Array.from(atob(raw), (letter) => letter.charCodeAt(0));
      return $ === "u8" ? bytes : bytes.buffer;
    }
    return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, unpacked(one)]));
  }
  return value;
}

/** One round of sending and fetching. Only one tab of a phone does it at a time. */

import { FIRST_LIMITS, type Limits, type Receipt, type SentRow, batches, pause, wire } from "../outbox/rules.ts";
import { sha256 } from "../store/codec.ts";
import type { Change, House, Row, Session } from "../store/house.ts";
import { locksOf } from "../store/phone.ts";
import { momentOf } from "../words.ts";
import { APP, Refused, Silent, ask, askJson } from "./remote.ts";

export interface FormRow extends Row {
  form_id: string;
  title: string;
  version: string;
  sha256: string;
  bytes: number;
  url: string;
  media: { name: string; sha256: string; bytes: number; url: string }[];
}

interface Answer {
  server_at: string;
  skew_seconds: number;
  receipts: Receipt[];
  later: Receipt[];
}

interface Down {
  server_at: string;
  cursor: string;
  more: boolean;
  reset: boolean;
  parts: Record<string, { rows?: Row[]; gone?: (string | number)[] }>;
}

export type Outcome = { name: "done" } | { name: "busy" } | { name: "silent" } | { name: "refused"; refused: Refused } | { name: "not_paired" };

/** What is going on, for the line at the top of the app. */
export interface Progress {
  words: "sending" | "media" | "fetching" | "forms" | null;
  /** What is about to come down, told before it is asked for. */
  bytes?: number;
}

async function storage(): Promise<Record<string, unknown>> {
  try {
    const [{ usage = 0, quota = 0 }, persisted] = await Promise.all([navigator.storage.estimate(), navigator.storage.persisted()]);
    return { used: Math.round(usage), quota: Math.round(quota), persisted };
  } catch {
    return {};
  }
}

async function send(house: House, secret: string, limits: Limits): Promise<void> {
  try {
    await sendBatches(house, secret, limits);
  } catch (error) {
    if (!(error instanceof Refused) || error.code !== "too_large") throw error;
    const waiting = house.unsent();
    if (limits.items > 1) return send(house, secret, { ...limits, items: Math.max(1, Math.floor(Math.min(limits.items, waiting.length) / 2)) });
    // One alone is too large: no server will take it. The person is told and can make it smaller.
    const [first] = waiting;
    if (first) await house.receive([{ id: first.id, state: "refused", code: "too_large", at: momentOf(new Date()), words: error.words }]);
    if (waiting.length > 1) await send(house, secret, limits);
  }
}

async function sendBatches(house: House, secret: string, limits: Limits): Promise<void> {
  const waiting = house.unsent();
  let rest = waiting;
  for (const batch of [...batches(waiting, limits), []]) {
    const media = await house.waitingMedia();
    const answer = await askJson<Answer>("outbox/", {
      method: "POST",
      secret,
      body: {
        device: house.device,
        app: APP,
        sent_at: momentOf(new Date()),
        unsent: { count: rest.length, oldest_at: rest[0]?.made_at ?? null, media_bytes: media.reduce((sum, { size }) => sum + size, 0) },
        storage: await storage(),
        items: batch.map(wire),
      },
    });
    await house.receive([...answer.receipts, ...(answer.later ?? [])]);
    rest = house.unsent();
    await house.keep("skew", answer.skew_seconds);
    if (!batch.length || !rest.length) break;
  }
}

async function sendMedia(house: House, secret: string, limits: Limits): Promise<void> {
  for (const { sha256: digest } of await house.waitingMedia()) {
    const bytes = await house.media(digest);
    if (!bytes) continue;
    let state = await askJson<{ received: number; done: boolean }>(`media/${digest}/`, { secret });
    while (!state.done) {
      const chunk = bytes.slice(state.received, state.received + limits.chunk_bytes);
      try {
        state = await askJson(`media/${digest}/?offset=${state.received}&size=${bytes.byteLength}`, { method: "PUT", bytes: chunk, secret });
      } catch (error) {
        if (!(error instanceof Refused) || error.code !== "wrong_offset") throw error;
        state = { received: Number(error.details["received"] ?? 0), done: false };
      }
    }
    await house.mediaSent(digest);
  }
}

async function fetchDown(house: House, secret: string): Promise<void> {
  let seen: Map<string, Set<string>> | null = null;
  for (;;) {
    const cursor = (house.kept.get("cursor") as string | undefined) ?? "";
    const down = await askJson<Down>(`changes/${cursor ? `?cursor=${encodeURIComponent(cursor)}` : ""}`, { secret });
    const changes: Change[] = Object.entries(down.parts).map(([part, { rows = [], gone = [] }]) => ({ part, rows, gone }));
    if (down.reset) seen ??= new Map();
    for (const { part, rows } of seen ? changes : []) {
      if (!seen!.has(part)) seen!.set(part, new Set());
      for (const row of rows) seen!.get(part)!.add(String(row.id));
    }
    await house.takeDown(changes, down.cursor, down.more ? null : seen);
    if (!down.more) return;
  }
}

export const formKey = (form: { id: string | number }) => `form:${form.id}`;
export interface KeptForm {
  sha256: string;
  xml: string;
  media: { name: string; sha256: string; text: string | null; bytes: string | null }[];
}

async function whole(url: string, digest: string, secret: string): Promise<ArrayBuffer> {
  const bytes = await (await ask(url, { secret })).arrayBuffer().catch((error) => {
    throw new Silent(String(error));
  });
  if ((await sha256(bytes)) !== digest) throw new Silent(`${url} came damaged`);
  return bytes;
}

async function fetchForms(house: House, secret: string): Promise<void> {
  const forms = house.rows<FormRow>("forms");
  for (const form of forms) {
    const wanted = [form.sha256, ...form.media.map((one) => one.sha256)].join(" ");
    const kept = house.kept.get(formKey(form)) as KeptForm | undefined;
    if (kept?.sha256 === wanted) continue;
    const decoder = new TextDecoder();
    const xml = decoder.decode(await whole(form.url, form.sha256, secret));
    const media = [];
    for (const one of form.media) {
      const bytes = await whole(one.url, one.sha256, secret);
      const isText = /\.(csv|xml|geojson|json|txt)$/i.test(one.name);
      media.push({ name: one.name, sha256: one.sha256, text: isText ? decoder.decode(bytes) : null, bytes: null });
    }
    await house.keep(formKey(form), { sha256: wanted, xml, media } satisfies KeptForm);
  }
  const current = new Set(forms.map(formKey));
  const inUse = new Set([...house.drafts.values()].map((draft) => `form:${(draft.data as { form?: unknown })?.form}`));
  for (const name of [...house.kept.keys()]) {
    if (name.startsWith("form:") && !current.has(name) && !inUse.has(name)) await house.forget(name);
  }
}

export const returnedKey = (id: string) => `returned:${id}`;

/** A filled form that came back is fetched while there is a network, so that it can be mended without one. */
async function fetchReturned(house: House, secret: string): Promise<void> {
  const wanted = new Set<string>();
  for (const row of house.rows<SentRow & Row>("sent")) {
    if (row.kind !== "forms.submission" || row.state !== "returned") continue;
    const key = returnedKey(row.id);
    wanted.add(key);
    const mark = `${row.version ?? 0}|${row.changed_at}`;
    if ((house.kept.get(key) as KeptReturned | undefined)?.mark === mark) continue;
    const xml = await (await ask(String(row.fields["url"]), { secret })).text().catch((error) => {
      throw new Silent(String(error));
    });
    await house.keep(key, { mark, xml } satisfies KeptReturned);
  }
  for (const name of [...house.kept.keys()]) if (name.startsWith("returned:") && !wanted.has(name)) await house.forget(name);
}

export interface KeptReturned {
  mark: string;
  xml: string;
}

async function sendEnvelope(house: House, session: Session): Promise<void> {
  if (session.envelope_sent) return;
  const { envelope } = await locksOf(house.profile);
  if (!envelope) return;
  await ask("envelope/", { method: "PUT", body: envelope, secret: session.secret });
  await house.keep("session", { ...session, envelope_sent: true });
}

async function round(house: House, tell: (progress: Progress) => void): Promise<Outcome> {
  const session = house.session;
  if (!session?.secret) return { name: "not_paired" };
  try {
    const hello = await askJson<{ limits: Limits }>("hello/");
    const limits = { ...FIRST_LIMITS, ...hello.limits };
    await sendEnvelope(house, session);
    if (house.unsent().length) tell({ words: "sending" });
    await send(house, session.secret, limits);
    if ((await house.waitingMedia()).length) tell({ words: "media" });
    await sendMedia(house, session.secret, limits);
    const cursor = (house.kept.get("cursor") as string | undefined) ?? "";
    const size = await askJson<{ bytes: number; forms_bytes: number }>(`size/${cursor ? `?cursor=${encodeURIComponent(cursor)}` : ""}`, { secret: session.secret });
    tell({ words: "fetching", bytes: size.bytes + size.forms_bytes });
    await fetchDown(house, session.secret);
    tell({ words: "forms" });
    await fetchForms(house, session.secret);
    await fetchReturned(house, session.secret);
    await house.sweepMedia();
    await house.keep("last_sync", momentOf(new Date()));
    if (house.session?.closed) await house.keep("session", { ...house.session, closed: null });
    return { name: "done" };
  } catch (error) {
    if (error instanceof Refused) {
      if (["key_unknown", "key_revoked", "account_closed"].includes(error.code) && house.session) {
        await house.keep("session", { ...house.session, secret: null, closed: error.words });
      }
      return { name: "refused", refused: error };
    }
    if (error instanceof Silent) return { name: "silent" };
    throw error;
  } finally {
    tell({ words: null });
  }
}

/** A round, unless another tab is at it. */
export async function sync(house: House, tell: (progress: Progress) => void = () => {}): Promise<Outcome> {
  if (!navigator.locks) return round(house, tell);
  return navigator.locks.request(`toso-sync-${house.profile}`, { ifAvailable: true }, async (held) => (held ? round(house, tell) : { name: "busy" as const }));
}

/** Keeps sending and fetching while the app is open: now, when the network comes back, and with patience after failures. */
export class Keeper {
  private failures = 0;
  private timer: ReturnType<typeof setTimeout> | undefined;
  private isStopped = false;
  private running: Promise<Outcome> | null = null;
  private again = false;
  outcome: Outcome | null = null;
  progress: Progress = { words: null };

  constructor(
    private readonly house: House,
    private readonly told: () => void,
    private readonly every = 300_000,
  ) {}

  start(): void {
    addEventListener("online", this.now);
    document.addEventListener("visibilitychange", this.seen);
    void this.now();
  }

  stop(): void {
    this.isStopped = true;
    clearTimeout(this.timer);
    removeEventListener("online", this.now);
    document.removeEventListener("visibilitychange", this.seen);
  }

  private readonly seen = () => {
    if (document.visibilityState === "visible") void this.now();
  };

  readonly now = async (): Promise<Outcome> => {
    if (this.running) {
      this.again = true;
      return this.running;
    }
    clearTimeout(this.timer);
    this.running = sync(this.house, (progress) => {
      this.progress = progress;
      this.told();
    });
    try {
      this.outcome = await this.running;
    } finally {
      this.running = null;
    }
    const isFine = this.outcome.name === "done" || this.outcome.name === "busy";
    this.failures = isFine ? 0 : this.failures + 1;
    this.told();
    if (!this.isStopped && this.outcome.name !== "not_paired") {
      const retry = this.outcome.name === "refused" ? Math.max(this.outcome.refused.retryAfter, 60_000) : pause(this.failures, Math.random());
      const wait = this.again && isFine ? 0 : isFine ? this.every : retry;
      this.again = false;
      this.timer = setTimeout(() => void this.now(), wait);
    }
    return this.outcome;
  };
}

/** Fill a form: the form page stands in a frame that may run the engine but call nobody; all keeping is done here. */

import type { SentRow } from "../outbox/rules.ts";
import type { Asked, FormFile, Start, Told } from "../forms/messages.ts";
import { type FormRow, type KeptForm, type KeptReturned, formKey, returnedKey } from "../port/sync.ts";
import { newId } from "../store/codec.ts";
import type { Written } from "../store/house.ts";
import { h, toast } from "../ui.ts";
import { spoken, t } from "../words.ts";
import type { App, Page } from "./app.ts";
import { notKept } from "./settings.ts";

export interface FormDraft {
  form: string | number;
  title: string;
  xml: string | null;
  files: Record<string, { sha256: string; type: string }>;
  at: string | null;
  oneByOne: boolean;
  /** Set when a sent one came back: which, and why. */
  edits?: { row: string; words: string };
  replaces?: string;
}

const MODE = "toso-form-mode";

function wishOneByOne(): boolean {
  try {
    return localStorage.getItem(MODE) !== "whole";
  } catch {
    return true;
  }
}

/** The words between two marks of an instance: its own name, its id. */
export function metaOf(xml: string, name: "instanceID" | "instanceName"): string {
  const found = new DOMParser().parseFromString(xml, "text/xml").getElementsByTagNameNS("*", name)[0];
  return found?.textContent?.trim() ?? "";
}

export function fill(app: App, rest: string[]): Page {
  const [verb, id = ""] = rest;
  const draft = draftFor(app, verb ?? "", id);
  const kept = draft && (app.house.kept.get(formKey({ id: draft.data.form })) as KeptForm | undefined);
  if (!draft || !kept) return { title: t("Biểu mẫu"), back: "#/bieu-mau", body: h("p", {}, t("Phiếu hoặc biểu mẫu này không còn trên máy. Biểu mẫu tự tải lại khi có mạng.")) };
  const frame = h("iframe", { class: "frame", src: "/field/form/", title: draft.data.title, allow: "geolocation; camera" });
  const channel = new MessageChannel();
  let isOver = false;
  let pending: Promise<void> = Promise.resolve();
  const say = (asked: Asked): void => channel.port1.postMessage(asked);
  const keepDraft = async (told: Extract<Told, { what: "draft" | "done" }>): Promise<void> => {
    await keepFiles(app, draft.data, told.names, told.files);
    draft.data.xml = told.xml;
    if (told.what === "draft") {
      draft.data.at = told.at;
      draft.data.oneByOne = told.oneByOne;
      rememberMode(told.oneByOne);
      await app.house.draft({ id: draft.id, kind: "form", title: metaOf(told.xml, "instanceName") || draft.data.title, at: new Date().toISOString(), data: draft.data });
    }
  };
  channel.port1.onmessage = ({ data }: MessageEvent<Told>) => {
    if (isOver) return;
    if (data.what === "draft") pending = pending.then(() => keepDraft(data));
    if (data.what === "leave") void pending.then(() => app.go("bieu-mau"));
    if (data.what === "failed") {
      isOver = true;
      toast(data.words);
      app.go("bieu-mau");
    }
    if (data.what === "done") {
      isOver = true;
      void pending.then(() => keepDraft(data)).then(() => finish(app, draft.id, draft.data)).catch((error: unknown) => {
        toast(notKept(error));
        app.go("bieu-mau");
      });
    }
  };
  const ready = async (event: MessageEvent): Promise<void> => {
    if (event.source !== frame.contentWindow || event.origin !== location.origin || event.data !== "ready") return;
    removeEventListener("message", ready);
    const files: FormFile[] = [];
    for (const [name, { sha256, type }] of Object.entries(draft.data.files)) {
      const bytes = await app.house.media(sha256);
      if (bytes) files.push({ name, bytes, type });
    }
    const start: Start = {
      what: "start",
      title: draft.data.title,
      xml: kept.xml,
      media: kept.media.map(({ name, text }) => ({ name, text })),
      instance: draft.data.xml,
      files,
      isEdit: Boolean(draft.data.edits) && !app.house.drafts.has(draft.id),
      at: draft.data.at,
      words: draft.data.edits?.words || null,
      oneByOne: draft.data.oneByOne,
      theme: document.documentElement.dataset["bsTheme"] ?? "light",
      language: spoken(),
      device: app.house.device,
      person: app.house.session?.person.name ?? "",
    };
    frame.contentWindow!.postMessage(start, location.origin, [channel.port2]);
  };
  addEventListener("message", ready);
  const hide = (): void => {
    if (document.visibilityState === "hidden" && !isOver) say({ what: "flush" });
  };
  document.addEventListener("visibilitychange", hide);
  return {
    title: draft.data.title,
    back: "#/bieu-mau",
    body: frame,
    leave: () => {
      document.removeEventListener("visibilitychange", hide);
      removeEventListener("message", ready);
      isOver = true;
      setTimeout(() => channel.port1.close(), 2000);
    },
  };
}

function rememberMode(oneByOne: boolean): void {
  try {
    localStorage.setItem(MODE, oneByOne ? "one" : "whole");
  } catch {
    // the wish is asked again next time
  }
}

function draftFor(app: App, verb: string, id: string): { id: string; data: FormDraft } | null {
  const { house } = app;
  if (verb === "phieu") {
    const found = house.drafts.get(`form:${id}`);
    return found ? { id: found.id, data: structuredClone(found.data) as FormDraft } : null;
  }
  if (verb === "moi") {
    const form = house.row<FormRow>("forms", id);
    return form ? { id: `form:${newId()}`, data: { form: form.id, title: form.title, xml: null, files: {}, at: null, oneByOne: wishOneByOne() } } : null;
  }
  if (verb !== "sua") return null;
  const row = house.row<SentRow>("sent", id);
  const item = [...house.items.values()].find((one) => one.kind === "forms.submission" && (one.id === id || house.told(one)?.id === id));
  const xml = String((house.kept.get(returnedKey(id)) as KeptReturned | undefined)?.xml ?? item?.body["xml"] ?? "");
  const form = xml ? formOf(app, xml) : undefined;
  const draftId = `form:edit-${id}`;
  if (house.drafts.has(draftId)) return draftFor(app, "phieu", `edit-${id}`);
  if (!form) return null;
  const refused = item && house.receipts.get(item.id)?.state === "refused";
  return {
    id: draftId,
    data: {
      form: form.id,
      title: form.title,
      xml,
      files: filesOf(app, metaOf(xml, "instanceID")),
      at: null,
      oneByOne: wishOneByOne(),
      ...(refused ? { replaces: item.id } : { edits: { row: id, words: row?.words ?? "" } }),
    },
  };
}

/** The files that went with a filled form and still lie here. */
function filesOf(app: App, submission: string): FormDraft["files"] {
  const sent = [...app.house.items.values()].filter((one) => one.kind === "forms.media" && one.body["submission"] === submission);
  return Object.fromEntries(sent.map(({ body }) => [String(body["name"]), { sha256: String(body["sha256"]), type: String(body["name"]).endsWith(".jpg") ? "image/jpeg" : "application/octet-stream" }]));
}


function formOf(app: App, xml: string): FormRow | undefined {
  const root = new DOMParser().parseFromString(xml, "text/xml").documentElement;
  const all = app.house.rows<FormRow>("forms").filter((one) => one.form_id === root.getAttribute("id"));
  return all.find((one) => one.version === root.getAttribute("version")) ?? all[0];
}

async function keepFiles(app: App, draft: FormDraft, names: string[], files: FormFile[]): Promise<void> {
  for (const file of files) draft.files[file.name] = { sha256: await app.house.addMedia(file.bytes), type: file.type };
  for (const name of Object.keys(draft.files)) if (!names.includes(name)) delete draft.files[name];
}

async function finish(app: App, draftId: string, draft: FormDraft): Promise<void> {
  const xml = draft.xml!;
  const submission = metaOf(xml, "instanceID");
  const title = metaOf(xml, "instanceName") || draft.title;
  const id = newId();
  const written: Written[] = [{ id, kind: "forms.submission", title, body: { xml }, ...(draft.replaces ? { replaces: draft.replaces } : {}), ...(draft.edits ? { about: draft.edits.row } : {}) }];
  for (const [name, { sha256 }] of Object.entries(draft.files)) {
    const bytes = await app.house.media(sha256);
    if (bytes) written.push({ kind: "forms.media", title: t("Tệp: {title}", { title: name }), body: { submission, name, sha256, size: bytes.byteLength }, after: [id], media: [sha256] });
  }
  await app.house.write(written, { ending: draftId });
  toast(navigator.onLine ? t("Đã lưu trên máy, đang gửi.") : t("Đã lưu trên máy, tự gửi khi có mạng."));
  void app.keeper.now();
  app.go("da-gui");
}

/** What somebody asked for: where it stands, what was said, and the answer to it, without a network too. */

import { newId } from "../store/codec.ts";
import type { Row } from "../store/house.ts";
import { field, h, icon, toast } from "../ui.ts";
import { clock, t } from "../words.ts";
import type { App } from "./app.ts";
import { notKept } from "./settings.ts";
import { standingLine } from "./standing.ts";

interface Request extends Row {
  id: number;
  title: string;
  state: string;
  words: string;
  at: string;
  steps: { kind: string; words?: string; text: string; at: string }[];
}

type Says = "added" | "reopened" | "closed";

const WAITS_FOR_US = "waiting";
const SETTLED = new Set(["answered", "refused", "closed"]);
const CLOSABLE = new Set(["answered", "refused", WAITS_FOR_US]);

/** My requests: those that wait for my word first, the rest newest first. */
export function asked(app: App): HTMLElement | null {
  const all = app.house.rows<Request>("requests").sort((a, b) => Number(b.state === WAITS_FOR_US) - Number(a.state === WAITS_FOR_US) || b.at.localeCompare(a.at));
  return all.length ? h("section", { id: "asked" }, h("h2", {}, t("Đã gọi")), h("ul", { class: "plain list" }, all.map((one) => request(app, one)))) : null;
}

/** How many of my requests wait for an answer of mine that I have not written yet. */
export function questionsToMe(app: App): number {
  const answered = new Set([...app.house.items.values()].filter((item) => item.kind === "helpdesk.reply" && !app.house.receipts.get(item.id)).map((item) => item.body["request"]));
  return app.house.rows<Request>("requests").filter((one) => one.state === WAITS_FOR_US && !answered.has(one.id)).length;
}

function request(app: App, one: Request): HTMLElement {
  const mine = [...app.house.items.values()].filter((item) => item.kind === "helpdesk.reply" && item.body["request"] === one.id && item.made_at > (one.steps.at(-1)?.at ?? ""));
  const isAsked = one.state === WAITS_FOR_US && !mine.length;
  return h(
    "li",
    { "data-request": String(one.id) },
    h("strong", {}, one.title),
    h("p", {}, h("span", { class: isAsked ? "st wait" : "st" }, isAsked ? icon("alert-triangle") : null, isAsked ? t("Chờ anh chị trả lời") : one.words || one.state)),
    one.steps.filter((step) => step.text || step.kind !== "raised").map((step) => h("p", {}, h("span", { class: "quiet" }, `${step.words ?? t("Báo tin")}, ${clock(step.at)}`), step.text ? h("br") : null, step.text)),
    mine.map((item) => h("p", {}, h("span", { class: "quiet" }, t("Anh chị")), h("br"), String(item.body["text"] ?? "") || t("Đã xong."), h("br"), standingLine(app, item, undefined))),
    h("details", { open: isAsked }, h("summary", {}, one.state === "closed" ? t("Hỏi lại") : t("Trả lời, nói thêm")), reply(app, one)),
  );
}

function reply(app: App, one: Request): HTMLElement {
  const draft = `reply:${one.id}`;
  const said = h("p", { role: "alert" });
  let timer: ReturnType<typeof setTimeout> | undefined;
  const keep = async (): Promise<void> => {
    if (text.value.trim()) await app.house.draft({ id: draft, kind: "reply", title: t("Trả lời: {title}", { title: one.title }), at: new Date().toISOString(), data: { text: text.value } });
    else await app.house.dropDraft(draft);
  };
  const text: HTMLTextAreaElement = h("textarea", {
    value: (app.house.drafts.get(draft)?.data as { text?: string } | undefined)?.text ?? "",
    oninput: () => {
      clearTimeout(timer);
      timer = setTimeout(() => void keep(), 250);
    },
  });
  const send = async (says: Says): Promise<void> => {
    clearTimeout(timer);
    const words = text.value.trim();
    if (!words && says !== "closed") {
      said.textContent = t("Viết điều muốn nói trước.");
      return text.focus();
    }
    try {
      await app.house.write([{ id: newId(), kind: "helpdesk.reply", title: t("Trả lời: {title}", { title: one.title }), body: { request: one.id, says, ...(words ? { text: words } : {}) } }], { ending: draft });
    } catch (error) {
      said.textContent = notKept(error);
      return;
    }
    toast(t("Đã lưu trên máy, tự gửi khi có mạng."));
    void app.keeper.now();
    app.show();
  };
  const isSettled = SETTLED.has(one.state);
  return h(
    "div",
    { class: "stack" },
    said,
    field(t("Lời của anh chị"), text, { hint: t("Không ghi số giấy tờ, mật khẩu.") }),
    h("button", { class: "btn primary", type: "button", onclick: () => void send(isSettled ? "reopened" : "added") }, icon("check"), isSettled ? t("Chưa xong, hỏi lại") : t("Gửi lời này")),
    CLOSABLE.has(one.state) ? h("button", { class: "btn", type: "button", onclick: () => void send("closed") }, icon("checks"), t("Đã xong, cảm ơn")) : null,
  );
}

/** Gọi giúp: ask the commune for help, and see what became of it. */

import type { Row } from "../store/house.ts";
import { newId } from "../store/codec.ts";
import { field, h, icon, toast } from "../ui.ts";
import { t } from "../words.ts";
import type { App, Page } from "./app.ts";
import { asked as requests, questionsToMe } from "./asked.ts";
import { notKept } from "./settings.ts";
import { shrunk } from "./photo.ts";
import { choose, resumed } from "./record.ts";

interface Asked {
  place: number | null;
  title: string;
  text: string;
  category: string;
  impact: string;
  urgency: string;
  photo: string;
}

const DRAFT = "help:";

export function help(app: App, rest: string[]): Page {
  const { house } = app;
  const mended = rest[0] === "sua" ? house.items.get(rest[1] ?? "") : undefined;
  const me = house.row<{ usual_place?: number }>("me", "me");
  const places = house.rows<Row>("places");
  const kept = house.drafts.get(DRAFT)?.data as Asked | undefined;
  const empty: Asked = { place: me?.usual_place ?? (places[0]?.id as number | undefined) ?? null, title: "", text: "", category: "", impact: "1", urgency: "1", photo: "" };
  const before = mended ? Object.fromEntries(Object.entries(mended.body).map(([name, value]) => [name, name === "place" ? value : String(value)])) : {};
  const asked: Asked = kept ? { ...kept } : { ...empty, ...before };
  let timer: ReturnType<typeof setTimeout> | undefined;
  const saveDraft = async (): Promise<void> => {
    clearTimeout(timer);
    timer = undefined;
    if (asked.title || asked.text) await house.draft({ id: DRAFT, kind: "help", title: asked.title || t("Gọi giúp"), at: new Date().toISOString(), data: { ...asked } });
  };
  const set = <K extends keyof Asked>(name: K, value: Asked[K]): void => {
    asked[name] = value;
    clearTimeout(timer);
    timer = setTimeout(() => void saveDraft(), 250);
  };
  const said = h("p", { role: "alert" });
  const title: HTMLInputElement = h("input", { maxlength: "200", value: asked.title, oninput: () => set("title", title.value) });
  const text: HTMLTextAreaElement = h("textarea", { value: asked.text, oninput: () => set("text", text.value) });
  const photo = h("input", {
    type: "file",
    accept: "image/*",
    onchange: async () => {
      const file = photo.files?.[0];
      if (!file) return;
      try {
        set("photo", await house.addMedia(await (await shrunk(file)).arrayBuffer()));
        said.textContent = t("Đã thêm ảnh.");
      } catch (error) {
        said.textContent = (error as Error).message;
      }
    },
  });
  const send = async (): Promise<void> => {
    if (asked.title.trim().length < 5) {
      said.textContent = t("Viết ngắn gọn đang vướng gì, ít nhất năm chữ cái.");
      title.setAttribute("aria-invalid", "true");
      return title.focus();
    }
    clearTimeout(timer);
    timer = undefined;
    const id = newId();
    const body: Record<string, unknown> = { place: asked.place, title: asked.title.trim(), impact: Number(asked.impact), urgency: Number(asked.urgency) };
    if (asked.text.trim()) body["text"] = asked.text.trim();
    if (asked.category) body["category"] = asked.category;
    const bytes = asked.photo ? await house.media(asked.photo) : null;
    const more = bytes ? [{ kind: "helpdesk.photo", title: t("Ảnh: {title}", { title: asked.title }), body: { request: id, sha256: asked.photo, size: bytes.byteLength }, after: [id], media: [asked.photo] }] : [];
    try {
      await house.write([{ id, kind: "helpdesk.request", title: t("Gọi giúp: {title}", { title: asked.title.trim() }), body, ...(mended ? { replaces: mended.id } : {}) }, ...more], { ending: DRAFT });
    } catch (error) {
      said.textContent = notKept(error);
      return;
    }
    toast(t("Đã lưu trên máy, tự gửi khi có mạng."));
    void app.keeper.now();
    app.go("da-gui");
  };
  const waiting = questionsToMe(app); // then the answer is the main act of the page
  const act = h("button", { class: "btn primary", type: "button", onclick: () => void send() }, icon("phone"), t("Gọi giúp"));
  return {
    title: t("Gọi giúp"),
    back: "#/viec",
    body: [
      kept ? resumed(app, DRAFT) : null,
      waiting ? requests(app) : null,
      waiting ? h("h2", {}, t("Gọi việc mới")) : null,
      said,
      field(t("Đang vướng gì?"), title, { hint: t("Một câu, thí dụ: Máy quét ở nhà văn hoá không bật được.") }),
      field(t("Nói thêm"), text, { hint: t("Đã thử gì, cần giúp thế nào. Không ghi số giấy tờ, mật khẩu.") }),
      field(t("Nơi cần giúp"), choose(places.map((one) => [String(one.id), String(one["name"])]), String(asked.place ?? ""), (value) => set("place", Number(value) || null))),
      field(t("Về việc gì"), choose(house.rows<Row>("categories").map((one) => [String(one.id), String(one["name"])]), asked.category, (value) => set("category", value), t("Chưa rõ"))),
      field(t("Ảnh hưởng đến"), choose([["0", t("một người")], ["1", t("vài người")], ["2", t("nhiều người")]], asked.impact, (value) => set("impact", value || "1"))),
      field(t("Gấp thế nào"), choose([["0", t("đợi được")], ["1", t("sớm")], ["2", t("công việc đang dừng")]], asked.urgency, (value) => set("urgency", value || "1"))),
      field(t("Ảnh"), photo, { hint: t("Không chụp giấy tờ tuỳ thân.") }),
      waiting ? [h("p", {}), act] : requests(app),
    ],
    ...(waiting ? {} : { foot: act }),
    leave: () => {
      if (timer !== undefined) void saveDraft();
    },
  };
}

/** Where a piece of work stands, in words, with a picture: the same everywhere. */

import { type Item, type SentRow, type Standing, standing } from "../outbox/rules.ts";
import { h, icon } from "../ui.ts";
import { clock, t } from "../words.ts";
import type { App } from "./app.ts";

export function wordsFor(state: Standing): { look: string; picture: string; words: string } {
  switch (state.name) {
    case "on_phone":
      return { look: "wait", picture: "device-mobile", words: t("Trên máy, chưa gửi") };
    case "sent":
      return { look: "work", picture: "check", words: t("Đã gửi lúc {time}", { time: clock(state.at) }) };
    case "waiting":
      return { look: "wait", picture: "cloud-upload", words: state.isForMedia ? t("Đã gửi lúc {time}, chờ ảnh", { time: clock(state.at) }) : t("Đã gửi lúc {time}, chờ việc đi trước", { time: clock(state.at) }) };
    case "received":
      return { look: "good", picture: "checks", words: t("Đã nhận lúc {time}", { time: clock(state.at) }) };
    case "approved":
      return { look: "good", picture: "checks", words: t("Đã duyệt") };
    case "returned":
      return { look: "bad", picture: "arrow-back-up", words: t("Bị trả lại. {words}", { words: state.words }) };
    case "corrected":
      return { look: "work", picture: "pencil", words: t("Người khác đã sửa: {words}", { words: state.words }) };
    case "withdrawn":
      return { look: "", picture: "trash", words: t("Đã bỏ") };
    case "refused":
      return { look: "bad", picture: "alert-triangle", words: t("Chưa nhận được vì: {words}", { words: state.words }) };
  }
}

export function standingLine(app: App, item: Item | undefined, row: SentRow | undefined): HTMLElement {
  const told = row ?? (item ? app.house.told(item) : undefined);
  const state = standing(item ? app.house.receipts.get(item.id) : undefined, told);
  const { look, picture, words } = wordsFor(state);
  return h("span", { class: `st ${look}` }, icon(picture), words);
}

import { h } from "../ui.ts";
import { t } from "../words.ts";
import type { App, Page } from "./app.ts";

export function fill(_app: App, _rest: string[]): Page {
  return { title: t("Biểu mẫu"), back: "#/bieu-mau", body: h("p", {}, t("Phiếu này không còn trên máy.")) };
}

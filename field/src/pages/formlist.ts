/** Biểu mẫu: what may be filled here. */

import { type FormRow, formKey } from "../port/sync.ts";
import { h } from "../ui.ts";
import { clock, t } from "../words.ts";
import type { App, Page } from "./app.ts";
import { go } from "./today.ts";

export function formlist(app: App): Page {
  const { house } = app;
  const forms = house.rows<FormRow>("forms").sort((a, b) => a.title.localeCompare(b.title, "vi"));
  const drafts = [...house.drafts.values()].filter((draft) => draft.kind === "form").sort((a, b) => b.at.localeCompare(a.at));
  return {
    title: t("Biểu mẫu"),
    tab: "bieu-mau",
    isLive: true,
    body: [
      drafts.length ? h("section", {}, h("h2", {}, t("Đang làm dở")), h("ul", { class: "plain list" }, drafts.map((draft) => h("li", {}, go(`#/bieu-mau/phieu/${encodeURIComponent(draft.id.slice("form:".length))}`, "pencil", draft.title, t("Lưu lúc {time}", { time: clock(draft.at) })))))) : null,
      h("h2", {}, t("Bắt đầu phiếu mới")),
      forms.length
        ? h("ul", { class: "plain list" }, forms.map((form) => h("li", {}, house.kept.has(formKey(form)) ? go(`#/bieu-mau/moi/${form.id}`, "clipboard-text", form.title, t("phiên bản {version}", { version: form.version })) : h("p", { class: "quiet" }, form.title, " – ", t("chưa tải xong, cần mạng")))))
        : h("p", { class: "quiet" }, t("Chưa có biểu mẫu nào mở cho thôn của anh chị. Khi xã mở, biểu mẫu tự tải về.")),
    ],
  };
}

/** One row of the register: who it is, what was answered last, what waits on this phone. */

import { type Question, type Registrant, alike, valueOf } from "../outbox/register.ts";
import type { Likeness } from "../outbox/names.ts";
import type { House, Row } from "../store/house.ts";
import { type Child, h, icon } from "../ui.ts";
import { dayWords, t } from "../words.ts";
import type { App, Page } from "./app.ts";
import { labelOf, registrants } from "./households.ts";

export const VALUE_NAMES: Record<string, string> = { yes: "Có", no: "Không", unknown: "Không biết", refused: "Từ chối", not_asked: "Chưa hỏi" };
const LIKENESS_NAMES: Record<Likeness, string> = { phone: "Cùng số điện thoại", name: "Cùng tên trong một thôn", near_name: "Tên gần giống trong một thôn" };

export const valueWords = (value: string): string => (value in VALUE_NAMES ? t(VALUE_NAMES[value]!) : value);

export function questionsOf(house: House, kind: string): Question[] {
  return house.rows<Question>("questions").filter((one) => one.kinds.includes(kind)).sort((a, b) => a.order - b.order);
}

/** The questions under the names of their sections, in order. */
export function bySection(questions: Question[]): [string, Question[]][] {
  const found = new Map<string, Question[]>();
  for (const one of questions) found.set(one.section, [...(found.get(one.section) ?? []), one]);
  return [...found];
}

export function alikeNotes(found: [Registrant, Likeness][]): Child[] {
  return found.map(([row, likeness]) => h("p", {}, `${t(LIKENESS_NAMES[likeness])}: `, h("a", { href: `#/so-ho/xem/${row.id}` }, labelOf(row)), row.fields["address"] ? `, ${row.fields["address"]}` : ""));
}

export function household(app: App, id: string): Page {
  const { house } = app;
  const all = registrants(house);
  const row = all.get(id);
  if (!row) return { title: t("Sổ hộ"), back: "#/so-ho", body: h("p", {}, t("Dòng này không còn trong sổ trên máy: có thể đã gộp, chuyển thôn, hoặc ra khỏi sổ.")) };
  const { fields } = row;
  const place = house.row<Row & { name: string }>("places", row.place)?.name ?? "";
  const like = alike(row, all.values());
  const pair = (name: string, value: Child) => [h("dt", {}, name), h("dd", {}, value)];
  const phone = fields["phone"];
  return {
    title: labelOf(row),
    back: "#/so-ho",
    isLive: true,
    body: [
      row.waiting.length ? h("div", { class: "note" }, h("p", { class: "st wait" }, icon("device-mobile"), row.isNew ? t("Mới ghi trên máy, máy chủ chưa nhận.") : t("Bản sửa đang ở trên máy, chưa gửi."))) : null,
      like.length ? h("div", { class: "note" }, h("p", {}, h("strong", {}, t("Có thể trùng với dòng khác"))), alikeNotes(like), h("p", { class: "quiet" }, t("Tổ trưởng, cán bộ xã xem và gộp trên máy tính."))) : null,
      h(
        "dl",
        { class: "pairs" },
        pair(t("Thôn, tổ dân phố"), place),
        fields["address"] ? pair(t("Số nhà, xóm"), fields["address"]) : null,
        pair(t("Người đại diện"), fields["contact_name"] ? `${fields["contact_name"]}${row.kind === "household" && valueOf(fields, "is_head") === "yes" ? ` (${t("chủ hộ")})` : ""}` : t("Chưa ghi: chưa có sự đồng ý")),
        phone ? pair(t("Điện thoại"), h("a", { href: `tel:${phone}` }, phone)) : null,
        pair(t("Khảo sát gần nhất"), row.answered_on ? dayWords(row.answered_on) : t("chưa khảo sát")),
      ),
      bySection(questionsOf(house, row.kind)).map(([name, questions]) => h("section", {}, h("h2", {}, name), h("dl", { class: "pairs" }, questions.map((one) => pair(one.label, valueWords(valueOf(fields, one.id))))))),
    ],
    foot: h("a", { class: "btn primary", href: `#/so-ho/khao-sat/${id}` }, icon("pencil"), t("Khảo sát, sửa")),
  };
}

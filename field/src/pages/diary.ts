/** Nhật ký ngày: a view of the day's own records, nothing typed twice. */

import { h, icon } from "../ui.ts";
import { dayOf, dayWords, t } from "../words.ts";
import type { App, Page } from "./app.ts";
import { QUIET_KINDS, lines } from "./sent.ts";
import { standingLine } from "./standing.ts";

export function diary(app: App, rest: string[]): Page {
  const day = rest[0] ?? dayOf(new Date());
  const step = (by: number) => {
    const other = new Date(`${day}T12:00:00`);
    other.setDate(other.getDate() + by);
    return dayOf(other);
  };
  const all = lines(app).filter((line) => !QUIET_KINDS.has(line.item?.kind ?? line.row?.kind ?? "")).filter((line) => String(line.item?.body["day"] ?? line.row?.day ?? line.at).slice(0, 10) === day);
  const people = all.reduce((sum, line) => {
    const counts = (line.item?.body["counts"] ?? line.row?.fields ?? {}) as Record<string, number>;
    return sum + Number(counts["citizens"] ?? 0);
  }, 0);
  return {
    title: t("Nhật ký ngày"),
    back: "#/viec",
    isLive: true,
    body: [
      h(
        "div",
        { class: "row" },
        h("a", { class: "btn slim", href: `#/nhat-ky/${step(-1)}`, "aria-label": t("Ngày trước") }, icon("chevron-left")),
        h("strong", {}, dayWords(day)),
        day < dayOf(new Date()) ? h("a", { class: "btn slim", href: `#/nhat-ky/${step(1)}`, "aria-label": t("Ngày sau") }, icon("chevron-right")) : null,
      ),
      h("p", {}, t("{count} việc, {people} lượt người được hướng dẫn.", { count: all.length, people })),
      all.length
        ? h("ul", { class: "plain list" }, all.map((line) => h("li", {}, h("strong", {}, line.title), h("br"), standingLine(app, line.item, line.row))))
        : h("p", { class: "quiet" }, t("Chưa ghi việc nào trong ngày này.")),
      h("a", { class: "btn", href: "#/ghi" }, icon("pencil"), t("Ghi thêm việc")),
    ],
  };
}

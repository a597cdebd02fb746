/** Hôm nay: what waits for me, and how far my hamlet is from its targets. */

import { refusedOnes } from "../outbox/rules.ts";
import { h, icon } from "../ui.ts";
import { clock, dayOf, dayWords, figure, t } from "../words.ts";
import type { App, Page } from "./app.ts";
import { questionsToMe } from "./asked.ts";

interface Job {
  id: string;
  title: string;
  detail: string;
  due_at: string | null;
  due_words: string;
  is_returned: boolean;
}

interface Target {
  id: string;
  name: string;
  unit: string;
  year: number;
  target: string;
  done: string | null;
  percent: string | null;
  as_of: string | null;
}

interface Planned {
  id: string;
  name: string;
  first_day: string;
  last_day: string;
  quantity: string | null;
  unit: string;
  is_mine: boolean;
}

interface Announcement {
  id: number;
  title: string;
  text: string;
  asks_acknowledgement: boolean;
  acknowledged_at: string | null;
  from: string;
  until: string | null;
}

function bar(percent: number): SVGSVGElement {
  const space = "http://www.w3.org/2000/svg";
  const svg = document.createElementNS(space, "svg");
  svg.setAttribute("class", "bar");
  svg.setAttribute("viewBox", "0 0 100 14");
  svg.setAttribute("preserveAspectRatio", "none");
  svg.setAttribute("aria-hidden", "true");
  for (const [name, width] of [["trk", 100], ["val", Math.max(0, Math.min(100, percent))]] as const) {
    const rect = document.createElementNS(space, "rect");
    rect.setAttribute("class", name);
    rect.setAttribute("width", String(width));
    rect.setAttribute("height", "14");
    svg.append(rect);
  }
  return svg;
}

function targetCard(target: Target): HTMLElement {
  const unit = target.unit ? ` ${target.unit}` : "";
  const done = target.done === null ? t("chưa có mẫu số") : t("đã đạt {done} trên {target}", { done: figure(target.done), target: figure(target.target) }) + unit;
  return h(
    "li",
    {},
    h("strong", {}, target.name),
    h("p", { class: "quiet" }, done + (target.percent === null ? "" : ` (${figure(target.percent)}%)`) + (target.as_of ? `, ${t("tính đến {day}", { day: dayWords(target.as_of) })}` : "")),
    target.percent === null ? null : bar(Number(target.percent)),
  );
}

export function go(path: string, picture: string, title: string, detail = ""): HTMLElement {
  return h("a", { class: "go", href: path }, icon(picture), h("span", {}, title, detail ? h("small", {}, detail) : null), icon("chevron-right"));
}

function announcementCard(app: App, one: Announcement): HTMLElement {
  const isWaiting = [...app.house.items.values()].some((item) => item.kind === "notices.acknowledgement" && item.body["announcement"] === one.id);
  const isOpen = one.asks_acknowledgement && !one.acknowledged_at && !isWaiting;
  return h(
    "li",
    {},
    h("strong", {}, one.title),
    one.text ? h("p", {}, one.text) : null,
    isOpen
      ? h(
          "button",
          {
            class: "btn",
            type: "button",
            onclick: async () => {
              await app.house.write([{ kind: "notices.acknowledgement", title: t("Đã đọc: {title}", { title: one.title }), body: { announcement: one.id } }]);
              void app.keeper.now();
            },
          },
          icon("check"),
          t("Tôi đã đọc"),
        )
      : null,
  );
}

export function today(app: App): Page {
  const { house } = app;
  const day = dayOf(new Date());
  const jobs = house.rows<Job>("jobs").sort((a, b) => Number(b.is_returned) - Number(a.is_returned) || (a.due_at ?? "9").localeCompare(b.due_at ?? "9"));
  const refused = refusedOnes(house.items.values(), house.receipts).length;
  const returned = house.rows<{ state: string; id: string }>("sent").filter((row) => row.state === "returned").length;
  const plan = house.rows<Planned>("plan").filter((one) => one.is_mine && one.first_day <= day && day <= one.last_day);
  const news = house.rows<Announcement>("announcements").filter((one) => !one.until || one.until >= day);
  const targets = house.rows<Target>("targets").filter((one) => one.year === Number(day.slice(0, 4)));
  const drafts = [...house.drafts.values()];
  const questions = questionsToMe(app);
  return {
    title: t("Hôm nay"),
    tab: "viec",
    isLive: true,
    body: [
      h("p", {}, t("Chào {name}.", { name: house.session?.person.name ?? "" })),
      refused || returned
        ? h("div", { class: "note bad" }, h("p", {}, t("{count} việc bị trả lại hoặc chưa nhận được.", { count: refused + returned })), h("a", { class: "btn", href: "#/da-gui" }, t("Xem và sửa")))
        : null,
      questions ? h("div", { class: "note" }, h("p", {}, t("{count} yêu cầu chờ anh chị trả lời.", { count: questions })), h("a", { class: "btn", href: "#/goi-giup" }, t("Xem và trả lời"))) : null,
      drafts.length
        ? h("section", {}, h("h2", {}, t("Đang làm dở")), h("ul", { class: "plain list" }, drafts.map((one) => h("li", {}, go(draftPath(one.id), "pencil", one.title, t("Lưu lúc {time}", { time: clock(one.at) }))))))
        : null,
      h(
        "section",
        {},
        h("h2", {}, t("Làm gì bây giờ?")),
        h(
          "ul",
          { class: "plain list" },
          h("li", {}, go("#/ghi", "pencil", t("Ghi việc hướng dẫn"), t("một phút"))),
          h("li", {}, go("#/so-ho", "home", t("Sổ hộ: tìm, khảo sát"))),
          h("li", {}, go("#/bieu-mau", "clipboard-list", t("Điền biểu mẫu"))),
          h("li", {}, go("#/diem-danh", "qrcode", t("Điểm danh lớp"))),
          h("li", {}, go("#/nhat-ky", "notebook", t("Nhật ký ngày"))),
          h("li", {}, go("#/goi-giup", "phone", t("Gọi giúp"))),
        ),
      ),
      jobs.length
        ? h("section", {}, h("h2", {}, t("Việc của tôi")), h("ul", { class: "plain list" }, jobs.map((job) => h("li", {}, h("strong", {}, job.title), job.detail ? h("p", {}, job.detail) : null, h("span", { class: job.is_returned ? "st bad" : "quiet" }, job.is_returned ? t("Bị trả lại") : job.due_words)))))
        : null,
      plan.length
        ? h("section", {}, h("h2", {}, t("Kế hoạch tháng này")), h("ul", { class: "plain list" }, plan.map((one) => h("li", {}, one.name, one.quantity ? ` – ${figure(one.quantity)} ${one.unit}` : ""))))
        : null,
      news.length ? h("section", {}, h("h2", {}, t("Thông báo")), h("ul", { class: "plain list" }, news.map((one) => announcementCard(app, one)))) : null,
      h("section", {}, h("h2", {}, t("Chỉ tiêu của tôi")), targets.length ? h("ul", { class: "plain list" }, targets.map(targetCard)) : h("p", { class: "quiet" }, t("Chưa có chỉ tiêu được giao cho thôn của anh chị."))),
    ],
  };
}

export function draftPath(id: string): string {
  const [kind, rest] = [id.split(":")[0], id.split(":").slice(1).join(":")];
  if (kind === "form") return `#/bieu-mau/phieu/${encodeURIComponent(rest)}`;
  if (kind === "help" || kind === "reply") return "#/goi-giup";
  if (kind === "household") return `#/so-ho/${rest}`;
  return rest ? `#/ghi/${rest}` : "#/ghi";
}

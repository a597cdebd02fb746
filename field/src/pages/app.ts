/** The open app: where it stands, what it shows, how it moves between pages. */

import type { Keeper } from "../port/sync.ts";
import type { House } from "../store/house.ts";
import { type Child, h, icon } from "../ui.ts";
import { clock, megabytes, t } from "../words.ts";

export interface Page {
  title: string;
  body: Child;
  /** The one main act, at the bottom of the screen; without it the tabs stand there. */
  foot?: Child;
  /** Where the arrow leads; none on the pages of the tabs. */
  back?: string;
  tab?: string;
  /** Called when the data changed; a page that is being written in has none. */
  isLive?: boolean;
  leave?: () => void;
}

export interface App {
  house: House;
  keeper: Keeper;
  go: (path: string) => void;
  show: () => void;
  lockUp: () => void;
}

export type Maker = (app: App, rest: string[]) => Page | Promise<Page>;

const TABS = [
  ["viec", "home", "Hôm nay"],
  ["ghi", "pencil", "Ghi việc"],
  ["bieu-mau", "clipboard-list", "Biểu mẫu"],
  ["da-gui", "checks", "Đã gửi"],
] as const;

/** Below so many bytes nobody asks what it costs. */
const LITTLE = 100_000;

/** The truth about the network and the unsent work, in one line. */
export function netLine(app: App): HTMLElement {
  const count = app.house.unsent().length;
  const last = app.house.kept.get("last_sync") as string | undefined;
  const { outcome, progress } = app.keeper;
  const isOff = !navigator.onLine || outcome?.name === "silent";
  const line = h("div", { class: isOff || count || progress.words || app.house.session?.closed ? "net" : "net on", role: "status", id: "net" });
  const doing = { sending: t("Đang gửi…"), media: t("Đang gửi ảnh…"), fetching: (progress.bytes ?? 0) < LITTLE ? t("Đang lấy việc mới…") : t("Đang lấy việc mới ({size})…", { size: megabytes(progress.bytes!) }), forms: t("Đang lấy biểu mẫu…") };
  if (app.house.session?.closed) line.append(icon("lock"), t("Máy chủ không nhận máy này."), " ", h("a", { href: "#/may" }, t("Xem lý do")));
  else if (outcome?.name === "refused") line.append(icon("alert-triangle"), outcome.refused.words || t("Máy chủ chưa nhận. Việc vẫn nguyên trên máy."));
  else if (progress.words) line.append(icon("cloud-upload"), doing[progress.words]);
  else if (isOff) line.append(icon("wifi-off"), t("Không có mạng."));
  else line.append(icon(count ? "device-mobile" : "checks"));
  line.append(h("span", {}, `${count ? t("{count} việc trên máy", { count }) : t("Mọi việc đã gửi")}, ${last ? t("gửi gần nhất {time}", { time: clock(last) }) : t("chưa gửi lần nào")}`));
  return line;
}

export function frame(app: App, page: Page): HTMLElement {
  const band = h(
    "header",
    { class: "band" },
    h(
      "div",
      {},
      page.back ? h("a", { href: page.back }, icon("chevron-left"), t("Quay lại")) : null,
      h("span", { class: "name" }, page.back ? "" : "Tổ Số"),
      h("a", { href: "#/may", "aria-label": t("Máy này") }, icon("settings")),
      h("button", { type: "button", "aria-label": t("Khoá máy"), onclick: () => app.lockUp() }, icon("lock")),
    ),
  );
  const main = h("main", { class: "wrap", id: "main" }, h("h1", { tabindex: "-1" }, page.title), page.body);
  const tabs = h(
    "nav",
    { class: "tabs", "aria-label": t("Các trang chính") },
    TABS.map(([path, picture, name]) => h("a", { href: `#/${path}`, "aria-current": page.tab === path ? "page" : null }, icon(picture), t(name))),
  );
  const foot = page.foot ? h("div", { class: "foot" }, h("div", {}, page.foot)) : tabs;
  return h("div", {}, h("a", { class: "skip", href: "#main", onclick: skip }, t("Đến nội dung chính")), band, netLine(app), main, foot);
}

function skip(event: Event): void {
  event.preventDefault();
  document.querySelector<HTMLElement>("h1")?.focus();
}

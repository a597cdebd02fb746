/** The phone app: entrance, pages, versions, and the lock that closes by itself. */

import { Keeper } from "./port/sync.ts";
import type { House } from "./store/house.ts";
import { h, icon, toast } from "./ui.ts";
import { t } from "./words.ts";
import { type App, type Maker, type Page, frame, netLine } from "./pages/app.ts";
import { attendance } from "./pages/attendance.ts";
import { device } from "./pages/device.ts";
import { diary } from "./pages/diary.ts";
import { enter, screen } from "./pages/entrance.ts";
import { fill } from "./pages/fill.ts";
import { formlist } from "./pages/formlist.ts";
import { help } from "./pages/help.ts";
import { household } from "./pages/household.ts";
import { households } from "./pages/households.ts";
import { record } from "./pages/record.ts";
import { sent } from "./pages/sent.ts";
import { notKept, wearKept } from "./pages/settings.ts";
import { survey } from "./pages/survey.ts";
import { today } from "./pages/today.ts";

const PAGES: Record<string, Maker> = {
  viec: today,
  ghi: record,
  "so-ho": (app, [verb = "", id = ""]) => (verb === "xem" ? household(app, id) : verb ? survey(app, verb, id) : households(app)),
  "bieu-mau": (app, rest) => (rest.length ? fill(app, rest) : formlist(app)),
  "diem-danh": attendance,
  "nhat-ky": diary,
  "goi-giup": help,
  "da-gui": sent,
  may: device,
};
const QUIET = 10 * 60_000;

class Running implements App {
  readonly keeper: Keeper;
  private page: Page | null = null;
  private quiet: ReturnType<typeof setTimeout> | undefined;
  private shown = 0;
  private readonly unwatch: () => void;

  constructor(readonly house: House) {
    this.keeper = new Keeper(house, () => this.netChanged());
    this.unwatch = house.watch(() => this.dataChanged());
    addEventListener("hashchange", this.show);
    addEventListener("online", this.netChanged);
    addEventListener("offline", this.netChanged);
    for (const sign of ["pointerdown", "keydown"]) addEventListener(sign, this.stirred, { passive: true });
    this.stirred();
    void this.show();
    this.keeper.start();
  }

  readonly go = (path: string): void => {
    if (location.hash === `#/${path}`) void this.show();
    else location.hash = `#/${path}`;
  };

  readonly show = async (): Promise<void> => {
    const turn = ++this.shown;
    this.page?.leave?.();
    this.page = null;
    const [name = "", ...rest] = location.hash.replace(/^#\/?/, "").split("/").map(decodeURIComponent);
    const make = PAGES[name] ?? today;
    const page = await make(this, rest);
    if (turn !== this.shown) return page.leave?.();
    this.page = page;
    document.getElementById("app")!.replaceChildren(frame(this, page));
    document.title = `${page.title} – Tổ Số`;
    scrollTo(0, 0);
    document.querySelector<HTMLElement>("h1")?.focus({ preventScroll: true });
  };

  private readonly netChanged = (): void => {
    document.getElementById("net")?.replaceWith(netLine(this));
  };

  private pending = false;
  private dataChanged(): void {
    if (this.pending) return;
    this.pending = true;
    setTimeout(async () => {
      this.pending = false;
      this.netChanged();
      const isWriting = document.activeElement instanceof HTMLInputElement || document.querySelector("details[open] input");
      if (!this.page?.isLive || isWriting) return;
      const [name = "", ...rest] = location.hash.replace(/^#\/?/, "").split("/").map(decodeURIComponent);
      const [turn, held] = [this.shown, scrollY];
      const page = await (PAGES[name] ?? today)(this, rest);
      if (turn !== this.shown) return;
      const hadFocus = document.activeElement?.tagName === "H1";
      this.page = page;
      document.getElementById("app")!.replaceChildren(frame(this, page));
      scrollTo(0, held);
      if (hadFocus) document.querySelector<HTMLElement>("h1")?.focus({ preventScroll: true });
    }, 50);
  }

  private readonly stirred = (): void => {
    clearTimeout(this.quiet);
    this.quiet = setTimeout(() => this.lockUp(), QUIET);
  };

  readonly lockUp = (): void => {
    this.shown += 1;
    this.page?.leave?.();
    this.page = null;
    clearTimeout(this.quiet);
    this.keeper.stop();
    this.unwatch();
    removeEventListener("hashchange", this.show);
    removeEventListener("online", this.netChanged);
    removeEventListener("offline", this.netChanged);
    for (const sign of ["pointerdown", "keydown"]) removeEventListener(sign, this.stirred);
    // The last draft is being sealed at this moment: the house closes a little later.
    setTimeout(() => this.house.close(), 1000);
    void begin();
  };
}

function outdated(): void {
  screen(t("Có bản mới"), h("p", {}, t("Ứng dụng đã được cập nhật ở một cửa sổ khác. Việc đã ghi vẫn nguyên.")), h("button", { class: "btn primary", type: "button", onclick: () => location.reload() }, t("Mở lại")));
}

function begin(): Promise<void> {
  return enter({
    entered: (house) => {
      if (location.hash.includes("pair=")) history.replaceState(null, "", "#/");
      new Running(house);
      keepForms();
    },
    outdated,
  });
}

/** The form page is heavy: it is fetched once the phone is paired, and kept. */
function keepForms(): void {
  void navigator.serviceWorker?.ready.then((registration) => registration.active?.postMessage("keep-forms"));
}

function offer(waiting: ServiceWorker): void {
  if (document.getElementById("newer")) return;
  const change = h("button", { class: "btn", type: "button", onclick: () => waiting.postMessage("skip-waiting") }, icon("refresh"), t("Cập nhật"));
  document.body.append(h("div", { class: "toast", id: "newer", role: "status" }, h("p", {}, t("Có bản mới của ứng dụng. Việc trên máy được giữ nguyên.")), change));
}

async function register(): Promise<void> {
  const worker = navigator.serviceWorker;
  if (!worker) return;
  let hadOne = Boolean(worker.controller);
  worker.addEventListener("controllerchange", () => {
    if (hadOne) location.reload();
    hadOne = true;
  });
  const registration = await worker.register("/field/sw.js", { scope: "/field/" });
  if (registration.waiting && worker.controller) offer(registration.waiting);
  registration.addEventListener("updatefound", () => {
    const fresh = registration.installing;
    fresh?.addEventListener("statechange", () => fresh.state === "installed" && worker.controller && offer(fresh));
  });
  document.addEventListener("visibilitychange", () => document.visibilityState === "visible" && void registration.update().catch(() => undefined));
}

addEventListener("unhandledrejection", ({ reason }) => {
  if ((reason as DOMException | undefined)?.name === "QuotaExceededError") toast(notKept(reason));
});
wearKept();
void register().catch(() => toast(t("Trình duyệt này không giữ được ứng dụng để dùng khi mất mạng.")));
begin().catch((error: unknown) => {
  screen(t("Không mở được"), h("p", {}, t("Trình duyệt không cho ứng dụng giữ dữ liệu (cửa sổ ẩn danh, hoặc máy đã đầy). Hãy mở bằng cửa sổ thường, dọn bớt máy rồi thử lại. Việc đã ghi không bị xoá.")), h("p", { class: "quiet" }, String(error)));
});

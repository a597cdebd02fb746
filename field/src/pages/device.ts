/** Máy này: who, how much room, the second copy, PIN, colours, leaving. */

import { ask } from "../port/remote.ts";
import { lock, locksOf, remove, tryPin } from "../store/phone.ts";
import { field, h, icon, toast } from "../ui.ts";
import { type Language, clock, dayOf, megabytes, spoken, t } from "../words.ts";
import type { App, Page } from "./app.ts";
import { askNewPin, askToPair, askToStay, sessionOf, wordsOf } from "./entrance.ts";
import { wearTheme } from "./settings.ts";

async function room(): Promise<HTMLElement[]> {
  if (!navigator.storage?.estimate) return [h("p", {}, t("Trình duyệt này không cho biết chỗ còn trống."))];
  const { usage = 0, quota = 0 } = await navigator.storage.estimate();
  const isKept = await askToStay();
  const left = Math.max(0, quota - usage);
  const words = [h("p", {}, t("Đang dùng {used}, còn khoảng {left}.", { used: megabytes(usage), left: megabytes(left) }))];
  if (left < 50 * 1048576) words.push(h("p", { class: "note bad" }, t("Sắp hết chỗ. Hãy gửi việc lên, rồi xoá bớt ảnh, ứng dụng không dùng trên điện thoại.")));
  if (quota && quota < 200 * 1048576) words.push(h("p", { class: "note" }, t("Chỗ rất ít: có thể anh chị đang mở cửa sổ ẩn danh. Dữ liệu sẽ mất khi đóng cửa sổ; hãy mở bằng cửa sổ thường.")));
  words.push(isKept ? h("p", {}, t("Trình duyệt hứa không tự xoá dữ liệu của ứng dụng.")) : h("p", { class: "note" }, t("Trình duyệt chưa hứa giữ dữ liệu: khi máy đầy nó có thể tự xoá. Hãy thêm ứng dụng vào màn hình chính, gửi việc thường xuyên và lưu bản sao.")));
  return words;
}

export async function saveCopy(app: App): Promise<void> {
  const blob = await app.house.copy();
  const address = URL.createObjectURL(blob);
  const link = h("a", { href: address, download: `to-so-${dayOf(new Date())}.toso` });
  document.body.append(link);
  link.click();
  link.remove();
  setTimeout(() => URL.revokeObjectURL(address), 30_000);
  await app.house.keep("last_copy", new Date().toISOString());
  toast(t("Đã lưu bản sao vào thư mục tải xuống."));
}

function pairAgain(app: App): HTMLElement {
  const code = h("input", { autocapitalize: "characters", autocomplete: "off", maxlength: "12" });
  const said = h("p", { role: "status" });
  const button = h(
    "button",
    {
      class: "btn",
      type: "button",
      onclick: async () => {
        try {
          const paired = await askToPair(code.value, app.house.device);
          const session = app.house.session;
          if (session && session.person.id !== paired.person.id) {
            said.textContent = t("Mã này của {name}. Máy đang giữ việc của {owner}: hãy khoá máy, chọn “Người khác dùng máy này”.", { name: paired.person.name, owner: session.person.name });
            return;
          }
          await app.house.keep("session", sessionOf(paired));
          app.keeper.start();
          app.show();
        } catch (error) {
          said.textContent = wordsOf(error);
        }
      },
    },
    t("Ghép lại máy này"),
  );
  return h("div", {}, field(t("Mã ghép máy"), code), said, button);
}

function changePin(app: App): HTMLElement {
  const old = h("input", { type: "password", autocomplete: "off", class: "pin" });
  const said = h("p", { role: "status" });
  const button = h(
    "button",
    {
      class: "btn",
      type: "button",
      onclick: async () => {
        const { house } = app;
        const done = await tryPin(house.profile, house.device, old.value, Date.now());
        if (!("raw" in done)) {
          const { tries } = await locksOf(house.profile);
          said.textContent = tries.until > Date.now() ? t("Nhập sai nhiều lần. Hãy đợi đến {time} rồi thử lại; không có gì bị xoá.", { time: clock(tries.until) }) : t("Mã PIN chưa đúng. Việc trên máy vẫn nguyên.");
          return;
        }
        askNewPin(t("Đổi mã PIN"), t("Dữ liệu trên máy vẫn nguyên."), async (pin) => {
          await lock(house.profile, house.device, done.raw, pin, house.session?.recovery ?? null);
          done.raw.fill(0);
          if (house.session) await house.keep("session", { ...house.session, envelope_sent: false });
          app.show();
          toast(t("Đã đổi mã PIN."));
        });
      },
    },
    t("Đổi mã PIN"),
  );
  return h("div", {}, field(t("Mã PIN đang dùng"), old), said, button);
}

function leaving(app: App): HTMLElement {
  const count = app.house.unsent().length;
  const drafts = app.house.drafts.size;
  const said = h("p", { role: "status" });
  const leave = async (): Promise<void> => {
    const session = app.house.session;
    const waiting = app.house.unsent();
    const media = await app.house.waitingMedia();
    try {
      if (session?.secret) {
        await ask("leave/", { method: "POST", secret: session.secret, body: { unsent: { count: waiting.length, oldest_at: waiting[0]?.made_at ?? null, media_bytes: media.reduce((sum, one) => sum + one.size, 0) } } });
      }
    } catch (error) {
      said.textContent = wordsOf(error);
      return;
    }
    if (session) await app.house.keep("session", { ...session, secret: null });
    const isEmpty = !waiting.length && !media.length && !app.house.drafts.size && !refusedLeft(app);
    const { profile } = app.house;
    app.lockUp();
    if (isEmpty) await remove(profile);
    location.reload();
  };
  return h(
    "div",
    {},
    count + drafts ? h("p", { class: "note" }, t("Còn {count} việc chưa gửi và {drafts} bản làm dở: chúng được giữ khoá trên máy, mở lại bằng mã PIN của anh chị.", { count, drafts })) : h("p", {}, t("Mọi việc đã gửi; dữ liệu trên máy sẽ được xoá.")),
    said,
    h("button", { class: "btn bad", type: "button", onclick: () => void leave() }, t("Thôi dùng máy này")),
  );
}

const refusedLeft = (app: App) => [...app.house.receipts.values()].some((receipt) => receipt.state === "refused");

export async function device(app: App): Promise<Page> {
  const { house } = app;
  const session = house.session;
  const copied = house.kept.get("last_copy") as string | undefined;
  const theme = document.documentElement.dataset["bsTheme"] ?? "light";
  const pick = (name: string, words: string, value: string, current: string, set: (value: string) => void) =>
    h("label", { class: value === current ? "pick chosen" : "pick" }, h("input", { type: "radio", name, checked: value === current, onchange: () => set(value) }), h("span", {}, words));
  return {
    title: t("Máy này"),
    back: "#/viec",
    body: [
      h("p", {}, t("Máy của {name}.", { name: session?.person.name ?? "" })),
      session?.closed ? h("div", { class: "note bad" }, h("p", {}, session.closed), h("p", {}, t("Việc chưa gửi vẫn khoá an toàn trên máy; ghép lại máy thì gửi tiếp."))) : null,
      session?.secret ? null : pairAgain(app),
      h("section", {}, h("h2", {}, t("Chỗ chứa")), await room()),
      h(
        "section",
        {},
        h("h2", {}, t("Bản sao giữ riêng")),
        h("p", {}, t("Một tệp đã khoá bằng mã PIN, có việc chưa gửi và bản làm dở. Cất ở thẻ nhớ hoặc gửi cho chính mình; khi cần thì mở ở trang ghép máy.")),
        h("p", { class: "quiet" }, copied ? t("Lưu gần nhất {time}.", { time: clock(copied) }) : t("Chưa lưu lần nào.")),
        h("button", { class: "btn", type: "button", onclick: () => void saveCopy(app) }, icon("download"), t("Lưu bản sao")),
      ),
      h(
        "section",
        {},
        h("h2", {}, t("Màu màn hình")),
        (["light", "dark", "sunlight"] as const).map((one) => pick("theme", { light: t("Sáng"), dark: t("Tối"), sunlight: t("Ngoài nắng") }[one], one, theme, (value) => (wearTheme(value, spoken()), app.show()))),
      ),
      h("section", {}, h("h2", {}, t("Ngôn ngữ")), (["vi", "en"] as const).map((one) => pick("language", one === "vi" ? "Tiếng Việt" : "English", one, spoken(), (value) => (wearTheme(theme, value as Language), app.show())))),
      h("section", {}, h("h2", {}, t("Mã PIN")), changePin(app)),
      h("section", {}, h("h2", {}, t("Rời máy này")), leaving(app)),
      h("p", { class: "quiet" }, t("Trình duyệt xoá dữ liệu khi: bấm “Xoá dữ liệu trang web”, gỡ trình duyệt, hoặc máy đầy mà chưa hứa giữ. Việc máy chủ “đã nhận” không mất trong mọi trường hợp.")),
    ],
  };
}

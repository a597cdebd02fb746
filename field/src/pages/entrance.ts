/** Before the data is open: pair the phone, choose a PIN, unlock, forgotten PIN, bring a copy back. */

import { House, type Session } from "../store/house.ts";
import { type Phone, begin, lock, locksOf, readPhone, restore, tryPin } from "../store/phone.ts";
import { type Envelope, type Recovery, isGoodPin, newRescuePair, openEnvelope, waitLeft, workingKey } from "../store/vault.ts";
import { APP, PROTOCOL, Refused, askJson } from "../port/remote.ts";
import { type Child, field, h, icon } from "../ui.ts";
import { clock, momentOf, t } from "../words.ts";

export interface Entrance {
  /** What opened the data: the house stands and the app begins. */
  entered: (house: House) => void;
  outdated: () => void;
}

export function screen(title: string, ...children: Child[]): void {
  const heading = h("h1", { tabindex: "-1" }, title);
  document.getElementById("app")!.replaceChildren(h("header", { class: "band" }, h("div", {}, h("span", { class: "name" }, "Tổ Số"))), h("main", { class: "wrap stack" }, heading, children));
  heading.focus();
  document.title = `${title} – Tổ Số`;
}

export const pairCode = () => /[#&]pair=([\w-]+)/.exec(location.hash)?.[1] ?? "";

interface Paired {
  secret: string;
  key: number;
  person: { id: number; name: string };
  recovery: Recovery | null;
}

export async function askToPair(code: string, device: string): Promise<Paired> {
  const label = /Android [^;)]*; ([^;)]+)/.exec(navigator.userAgent)?.[1] ?? t("Điện thoại của tôi");
  return askJson<Paired>("pair/", { method: "POST", body: { code, device, label, protocols: [PROTOCOL], app: APP } });
}

export const sessionOf = (paired: Paired): Session => ({
  secret: paired.secret,
  key: paired.key,
  person: paired.person,
  recovery: paired.recovery,
  envelope_sent: false,
  closed: null,
});

/** What went wrong with a request, in words for a person. */
export function wordsOf(error: unknown): string {
  return error instanceof Refused && error.words ? error.words : t("Chưa gọi được máy chủ. Hãy tìm chỗ có sóng rồi thử lại; những gì đã ghi vẫn nguyên trên máy.");
}

export async function enter(doors: Entrance): Promise<void> {
  const phone = await readPhone();
  const latest = phone.profiles.at(-1);
  if (!latest || pairCode()) return welcome(doors, phone);
  return unlock(doors, phone, latest.id);
}

export function welcome(doors: Entrance, phone: Phone, error = "", typed = pairCode()): void {
  const code = h("input", { autocomplete: "off", autocapitalize: "characters", spellcheck: "false", value: typed, maxlength: "12", required: true });
  const button = h("button", { class: "btn primary" }, t("Ghép máy này"));
  const form = h(
    "form",
    {
      novalidate: true,
      onsubmit: async (event: Event) => {
        event.preventDefault();
        if (code.value.replace(/[\s-]/g, "").length < 8) return welcome(doors, phone, t("Mã ghép có tám chữ và số, thí dụ K7QM-2XHF."), code.value);
        button.disabled = true;
        try {
          const paired = await askToPair(code.value, phone.device);
          history.replaceState(null, "", "#/");
          choosePin(doors, phone, paired);
        } catch (problem) {
          welcome(doors, phone, wordsOf(problem), code.value);
        }
      },
    },
    field(t("Mã ghép máy"), code, { hint: t("Trên máy tính của tổ hoặc của xã: vào “Điện thoại của tôi”, bấm “Ghép ứng dụng Tổ Số”. Mã dùng một lần trong mười phút."), error: error || undefined }),
    h("p", {}),
    button,
  );
  screen(
    t("Ghép điện thoại"),
    h("p", {}, t("Ghi việc, khảo sát hộ, điểm danh ngay tại thôn. Không có mạng vẫn dùng được; có mạng thì tự gửi.")),
    form,
    h("p", { class: "quiet" }, t("Hãy đặt khoá màn hình cho điện thoại trước khi ghép: mã PIN của ứng dụng không thay được khoá máy.")),
    phone.profiles.length ? h("a", { class: "btn", href: "#/", onclick: () => setTimeout(() => location.reload()) }, t("Mở dữ liệu đã có trên máy")) : null,
    copyBack(doors),
  );
}

function copyBack(doors: Entrance): HTMLElement {
  const said = h("p", { role: "status" });
  const file = h("input", {
    type: "file",
    accept: ".toso,application/json",
    onchange: async () => {
      const chosen = file.files?.[0];
      if (!chosen) return;
      const done = await restore(await chosen.text());
      if (done) return enter(doors);
      said.textContent = t("Tệp này không phải bản sao của Tổ Số, hoặc máy đang giữ dữ liệu của người khác.");
    },
  });
  return h("details", { class: "card" }, h("summary", {}, t("Có bản sao lưu từ trước?")), field(t("Chọn tệp bản sao"), file, { hint: t("Tệp có đuôi .toso. Mở bằng mã PIN của lúc sao lưu.") }), said);
}

function pinField(name: string, hint: string, error?: string): [HTMLInputElement, HTMLElement] {
  const input = h("input", { class: "pin", type: "password", inputmode: "numeric", autocomplete: "off", required: true });
  return [input, field(name, input, { hint, error })];
}

/** Ask for a new PIN, twice; `done` gets a good one. */
export function askNewPin(title: string, words: string, done: (pin: string) => void | Promise<void>, error = ""): void {
  const [first, firstField] = pinField(t("Mã PIN mới"), t("Sáu chữ số trở lên, không dễ đoán như 111111, 123456. Muốn chắc hơn: tám chữ số hoặc một câu."), error || undefined);
  const [second, secondField] = pinField(t("Nhập lại mã PIN"), "");
  const letters = h("input", { type: "checkbox", onchange: () => [first, second].forEach((one) => (one.inputMode = letters.checked ? "text" : "numeric")) });
  const button = h("button", { class: "btn primary" }, t("Dùng mã này"));
  screen(
    title,
    h("p", {}, words),
    h(
      "form",
      {
        class: "stack",
        novalidate: true,
        onsubmit: async (event: Event) => {
          event.preventDefault();
          if (!isGoodPin(first.value)) return askNewPin(title, words, done, t("Mã PIN cần sáu chữ số trở lên và khó đoán; nếu có chữ thì tám ký tự trở lên."));
          if (first.value !== second.value) return askNewPin(title, words, done, t("Hai lần nhập chưa giống nhau. Hãy nhập lại cả hai."));
          button.disabled = true;
          button.textContent = t("Đang khoá dữ liệu, đợi vài giây…");
          await done(first.value);
        },
      },
      firstField,
      secondField,
      h("label", { class: "pick" }, letters, t("Dùng cả chữ")),
      button,
    ),
  );
  first.focus();
}

function choosePin(doors: Entrance, phone: Phone, paired: Paired): void {
  askNewPin(t("Chọn mã PIN"), t("Chào {name}. Mã PIN mở ứng dụng khi không có mạng và khoá dữ liệu trên máy.", { name: paired.person.name }), async (pin) => {
    const { house } = await begin(phone.device, pin, paired.recovery, momentOf(new Date()));
    await house.keep("session", sessionOf(paired));
    await askToStay();
    doors.entered(house);
  });
}

/** Ask the browser not to clear our storage by itself. */
export async function askToStay(): Promise<boolean> {
  try {
    return (await navigator.storage.persisted()) || (await navigator.storage.persist());
  } catch {
    return false;
  }
}

export async function unlock(doors: Entrance, phone: Phone, profile: string, error = ""): Promise<void> {
  const locks = await locksOf(profile);
  if (!locks.pin) return welcome(doors, phone, t("Dữ liệu trên máy đã bị trình duyệt xoá. Việc đã gửi vẫn còn ở máy chủ; hãy ghép lại máy."));
  const wait = waitLeft(locks.tries, Date.now());
  const waiting = wait ? t("Nhập sai nhiều lần. Hãy đợi đến {time} rồi thử lại; không có gì bị xoá.", { time: clock(Date.now() + wait) }) : "";
  const [pin, pinBox] = pinField(t("Mã PIN"), "", waiting || error || undefined);
  const letters = h("input", { type: "checkbox", onchange: () => void (pin.inputMode = letters.checked ? "text" : "numeric") });
  const button = h("button", { class: "btn primary", disabled: Boolean(wait) }, icon("lock"), t("Mở"));
  screen(
    t("Mở khoá"),
    h(
      "form",
      {
        class: "stack",
        novalidate: true,
        onsubmit: async (event: Event) => {
          event.preventDefault();
          button.disabled = true;
          const done = await tryPin(profile, phone.device, pin.value, Date.now());
          if (!document.contains(button)) return; // the person went on meanwhile: a late answer takes no page away
          if (!("raw" in done)) return unlock(doors, phone, profile, "wrong" in done ? t("Mã PIN chưa đúng. Việc trên máy vẫn nguyên.") : "");
          const key = await workingKey(done.raw);
          done.raw.fill(0);
          doors.entered(await House.open(profile, phone.device, key, doors.outdated));
        },
      },
      pinBox,
      button,
      h("label", { class: "pick" }, letters, t("Dùng cả chữ")),
    ),
    h("button", { class: "btn text", type: "button", onclick: () => forgotten(doors, phone, profile) }, t("Quên mã PIN")),
    phone.profiles.length > 1
      ? h(
          "details",
          { class: "card" },
          h("summary", {}, t("Dữ liệu của người khác trên máy này")),
          phone.profiles
            .filter((one) => one.id !== profile)
            .map((one) => h("button", { class: "btn", type: "button", onclick: () => unlock(doors, phone, one.id) }, t("Máy ghép lúc {time}", { time: clock(one.made_at) }))),
        )
      : null,
    h("button", { class: "btn text", type: "button", onclick: () => welcome(doors, phone) }, t("Người khác dùng máy này")),
  );
  if (!wait) pin.focus();
  else setTimeout(() => document.contains(pin) && void unlock(doors, phone, profile), Math.min(wait, 3_600_000) + 200);
}

interface RescueAnswer {
  state: "waiting" | "approved" | "refused" | "expired";
  envelope?: Envelope;
  words?: string;
}

async function forgotten(doors: Entrance, phone: Phone, profile: string): Promise<void> {
  const again = h("button", { class: "btn", type: "button", onclick: () => unlock(doors, phone, profile) }, t("Thử lại mã PIN"));
  const { envelope } = await locksOf(profile);
  if (!envelope) return screen(t("Quên mã PIN"), h("p", {}, t("Máy này chưa có khoá cứu của xã nên chỉ mở được bằng mã PIN. Không có gì bị xoá.")), again);
  let asked: { rescue: string; number: string; until: string };
  const { pair, public: own } = await newRescuePair();
  try {
    asked = await askJson("rescue/", { method: "POST", body: { device: phone.device, envelope, public: own } });
  } catch (problem) {
    return screen(t("Quên mã PIN"), h("p", { class: "error" }, wordsOf(problem)), again);
  }
  const said = h("p", { role: "status" }, t("Đang chờ cán bộ duyệt…"));
  screen(
    t("Quên mã PIN"),
    h("p", {}, t("Gặp hoặc gọi cán bộ xã, tổ trưởng; nhờ mở “Cứu dữ liệu điện thoại” và đọc số này:")),
    h("p", { class: "card" }, h("strong", {}, asked.number)),
    h("p", {}, t("Số dùng được đến {time}. Giữ trang này mở.", { time: clock(asked.until) })),
    said,
    again,
  );
  const look = async (): Promise<void> => {
    if (!document.contains(said)) return;
    try {
      const answer = await askJson<RescueAnswer>(`rescue/${asked.rescue}/`);
      if (answer.state === "approved" && answer.envelope) {
        const raw = await openEnvelope(answer.envelope, pair, phone.device, "toso-rescue-1");
        return askNewPin(t("Chọn mã PIN mới"), t("Dữ liệu đã mở được; việc chưa gửi vẫn nguyên."), async (pin) => {
          const key = await workingKey(raw);
          const house = await House.open(profile, phone.device, key, doors.outdated);
          await lock(profile, phone.device, raw, pin, house.session?.recovery ?? null);
          raw.fill(0);
          if (house.session) await house.keep("session", { ...house.session, envelope_sent: false });
          doors.entered(house);
        });
      }
      if (answer.state !== "waiting") {
        said.textContent = answer.words || t("Yêu cầu đã hết hạn hoặc không được duyệt. Bấm “Thử lại mã PIN”.");
        return;
      }
    } catch {
      said.textContent = t("Đang chờ mạng…");
    }
    setTimeout(() => void look(), 4000);
  };
  void look();
}


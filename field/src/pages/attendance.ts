/** Điểm danh: scan the code on the wall, or type it; the holder of a class ticks who came. */

import type { Row } from "../store/house.ts";
import { field, h, icon, toast } from "../ui.ts";
import { dayOf, dayWords, t } from "../words.ts";
import type { App, Page } from "./app.ts";
import { scanner } from "./scan.ts";

interface Class extends Row {
  id: number;
  title: string;
  day: string;
  starts: string;
  venue: string;
  is_mine: boolean;
  is_present: boolean;
  is_registered: boolean;
  persons?: { id: number; name: string; is_present: boolean }[];
}

/** The token of a check-in: the last step of the address in the code, or what somebody typed. */
export function tokenOf(text: string): string {
  const path = text.trim().split(/[?#]/)[0]!.replace(/\/+$/, "");
  return path.slice(path.lastIndexOf("/") + 1);
}

export function attendance(app: App): Page {
  const { house } = app;
  const today = dayOf(new Date());
  const classes = house.rows<Class>("classes").sort((a, b) => a.day.localeCompare(b.day));
  const said = h("p", { role: "status" });
  const checkIn = async (text: string): Promise<void> => {
    const token = tokenOf(text);
    if (!/^[\w-]{4,}$/.test(token)) {
      said.textContent = t("Mã này không phải mã điểm danh. Hãy quét lại mã dán ở lớp.");
      return;
    }
    const isHere = [...house.items.values()].some((item) => item.kind === "training.check_in" && item.body["token"] === token && item.made_at.startsWith(today));
    if (!isHere) await house.write([{ kind: "training.check_in", title: t("Điểm danh lớp"), body: { token } }]);
    said.textContent = isHere ? t("Mã này đã điểm danh hôm nay rồi.") : t("Đã điểm danh trên máy, tự gửi khi có mạng.");
    toast(said.textContent);
    void app.keeper.now();
  };

  const camera = scanner(t("Quét mã ở lớp"), (text) => void checkIn(text), (words) => (said.textContent = words), ["qr_code"]);
  camera?.button.classList.add("primary");
  const typed = h("input", { autocomplete: "off", autocapitalize: "off", spellcheck: "false" });
  const mine = classes.filter((one) => one.is_mine && one.persons);
  const open = classes.filter((one) => !one.is_mine && one.day >= today);
  return {
    title: t("Điểm danh lớp"),
    back: "#/viec",
    body: [
      camera ? camera.parts : h("p", { class: "quiet" }, t("Trình duyệt này không quét được mã; hãy gõ mã ghi dưới hình.")),
      said,
      h(
        "form",
        {
          onsubmit: (event: Event) => {
            event.preventDefault();
            void checkIn(typed.value);
          },
        },
        field(t("Hoặc gõ mã"), typed),
        h("p", {}),
        h("button", { class: "btn" }, t("Điểm danh")),
      ),
      open.length ? h("section", {}, h("h2", {}, t("Lớp sắp tới")), h("ul", { class: "plain list" }, open.map((one) => h("li", {}, h("strong", {}, one.title), h("p", { class: "quiet" }, `${dayWords(one.day)} ${one.starts ?? ""}, ${one.venue ?? ""}`), one.is_present ? h("span", { class: "st good" }, icon("check"), t("Đã điểm danh")) : null)))) : null,
      mine.map((one) => rollCall(app, one)),
    ],
    leave: () => camera?.stop(),
  };
}

function rollCall(app: App, one: Class): HTMLElement {
  const waiting = new Set([...app.house.items.values()].filter((item) => item.kind === "training.attendance" && item.body["class"] === one.id).flatMap((item) => item.body["persons"] as number[]));
  const chosen = new Set<number>();
  const save = async (): Promise<void> => {
    if (!chosen.size) return toast(t("Chọn người có mặt trước."));
    await app.house.write([{ kind: "training.attendance", title: t("Điểm danh {count} người: {title}", { count: chosen.size, title: one.title }), body: { class: one.id, persons: [...chosen] } }]);
    toast(t("Đã lưu trên máy, tự gửi khi có mạng."));
    void app.keeper.now();
    app.show();
  };
  return h(
    "fieldset",
    { class: "card" },
    h("legend", {}, `${one.title}, ${dayWords(one.day)}`),
    one.persons!.map((person) => {
      const isDone = person.is_present || waiting.has(person.id);
      return h("label", { class: "pick" }, h("input", { type: "checkbox", checked: isDone, disabled: isDone, onchange: (event: Event) => void ((event.target as HTMLInputElement).checked ? chosen.add(person.id) : chosen.delete(person.id)) }), h("span", {}, person.name));
    }),
    h("p", {}),
    h("button", { class: "btn", type: "button", onclick: () => void save() }, icon("check"), t("Lưu người có mặt")),
  );
}

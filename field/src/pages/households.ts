/** Sổ hộ: the households, businesses and cooperatives of my hamlets, found without marks, network or waiting. */

import { isFound } from "../outbox/names.ts";
import { type Registrant, asWritten, codeKey, searchText } from "../outbox/register.ts";
import type { House, Row } from "../store/house.ts";
import { h, icon } from "../ui.ts";
import { dayWords, figure, t } from "../words.ts";
import type { App, Page } from "./app.ts";
import { choose } from "./record.ts";
import { go } from "./today.ts";

export const KIND_NAMES: Record<string, string> = { household: "Hộ gia đình", business: "Cơ sở kinh doanh", cooperative: "Hợp tác xã" };
const AT_ONCE = 30;

/** What was looked for, so that who comes back from a household finds the list as it was. */
interface Wish {
  text: string;
  kind: string;
  place: string;
  isUnasked: boolean;
}
const wishes = new WeakMap<House, Wish>();

export function registrants(house: House): Map<string, Registrant> {
  return asWritten(house.rows<Registrant>("register"), house.items.values(), house.receipts);
}

/** "Hộ gia đình 12, Nguyễn Mẫu An": as the desk names a row. */
export function labelOf({ kind, fields }: { kind: string; fields: Record<string, string> }): string {
  const who = fields["name"] || fields["contact_name"];
  const head = `${t(KIND_NAMES[kind] ?? "Hộ gia đình")} ${fields["code"] || t("(mã do máy chủ đánh)")}`;
  return who ? `${head}, ${who}` : head;
}

export function households(app: App): Page {
  const { house } = app;
  const wish = wishes.get(house) ?? { text: "", kind: "household", place: "", isUnasked: false };
  wishes.set(house, wish);
  const places = new Map(house.rows<Row & { name: string }>("places").map((place) => [Number(place.id), place.name]));
  const all = [...registrants(house).values()].sort((a, b) => a.place - b.place || (codeKey(a.fields["code"] ?? "") < codeKey(b.fields["code"] ?? "") ? -1 : 1));
  const kinds = Object.keys(KIND_NAMES).filter((kind) => kind === "household" || all.some((row) => row.kind === kind));
  const hamlets = [...new Set(all.map((row) => row.place))];
  const texts = new Map(all.map((row) => [row.id, searchText(row)]));
  const said = h("p", { role: "status", class: "quiet" });
  const list = h("ul", { class: "plain list", id: "households" });
  const more = h("button", { class: "btn", type: "button", onclick: () => draw((shown += AT_ONCE)) }, t("Xem tiếp"));
  let shown = AT_ONCE;
  const draw = (most = AT_ONCE): void => {
    shown = most;
    const found = all.filter((row) => row.kind === wish.kind && (!wish.place || String(row.place) === wish.place) && (!wish.isUnasked || !row.answered_on) && isFound(wish.text, texts.get(row.id)!, row.fields["phone"] ?? ""));
    said.textContent = found.length ? t("{count} dòng.", { count: figure(found.length) }) : all.length ? t("Không có dòng nào khớp. Thử ít chữ hơn, hoặc thêm mới.") : t("Sổ trên máy còn trống. Khi có mạng, các hộ của thôn anh chị tự tải về.");
    list.replaceChildren(...found.slice(0, shown).map((row) => h("li", {}, go(`#/so-ho/xem/${row.id}`, "home", labelOf(row), detailOf(row)))));
    more.hidden = found.length <= shown;
  };
  const detailOf = (row: Registrant): string =>
    [row.fields["address"], hamlets.length > 1 ? places.get(row.place) : "", row.answered_on ? t("hỏi {day}", { day: dayWords(row.answered_on) }) : t("chưa khảo sát"), row.waiting.length ? t("chưa gửi xong") : ""].filter(Boolean).join(", ");
  const search: HTMLInputElement = h("input", { type: "search", id: "find", value: wish.text, autocomplete: "off", placeholder: t("Mã, tên, số nhà, điện thoại"), oninput: () => ((wish.text = search.value), draw()) });
  const pick = (kind: string) => h("label", { class: kind === wish.kind ? "pick chosen" : "pick" }, h("input", { type: "radio", name: "kind", checked: kind === wish.kind, onchange: () => ((wish.kind = kind), app.show()) }), h("span", {}, t(KIND_NAMES[kind]!)));
  draw();
  return {
    title: t("Sổ hộ"),
    back: "#/viec",
    isLive: true,
    body: [
      h("label", { class: "field", for: "find" }, t("Tìm, không cần dấu")),
      search,
      kinds.length > 1 || hamlets.length > 1
        ? h(
            "details",
            {},
            h("summary", {}, t("Lọc")),
            kinds.length > 1 ? h("fieldset", {}, h("legend", {}, t("Loại")), kinds.map(pick)) : null,
            hamlets.length > 1 ? h("div", {}, h("label", { class: "field", for: "hamlet" }, t("Thôn")), withId("hamlet", choose(hamlets.map((id) => [String(id), places.get(id) ?? String(id)]), wish.place, (value) => ((wish.place = value), draw()), t("Mọi thôn")))) : null,
          )
        : null,
      h("label", { class: "pick" }, h("input", { type: "checkbox", checked: wish.isUnasked, onchange: (event: Event) => ((wish.isUnasked = (event.target as HTMLInputElement).checked), draw()) }), h("span", {}, t("Chỉ những nơi chưa khảo sát"))),
      said,
      list,
      more,
    ],
    foot: h("a", { class: "btn primary", href: `#/so-ho/moi/${wish.kind}` }, icon("plus"), t("Thêm vào sổ")),
  };
}

function withId<T extends HTMLElement>(id: string, element: T): T {
  element.id = id;
  return element;
}

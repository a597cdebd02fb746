/** One control for each kind of question. A control is made once and told to look again when the form changed. */

import type { AnyInputNode, AnyNode, AnyRangeNode, RankNode, SelectNode, TriggerNode, UploadNode } from "@getodk/xforms-engine";
import { type Child, fresh, h, icon } from "../ui.ts";
import { megabytes, t } from "../words.ts";
import { fold } from "../outbox/names.ts";
import { shrunk } from "../pages/photo.ts";
import { scanner } from "../pages/scan.ts";
import { type Control, whereNow } from "./engine.ts";
import { words } from "./text.ts";
import { decimal, localMoment, moved, point, pointText, pointWords, wholeNumber } from "./values.ts";

export interface Widget {
  element: HTMLElement;
  /** Look at the node again: value, options, label, whether it may be changed. */
  look: () => void;
  /** Put the cursor into the question. */
  focus: () => void;
  /** Words of a fault to show, or none. */
  blame: (words: string | null) => void;
  /** A fault of what was typed, before the form even sees it. */
  typed: () => string | null;
}

interface Parts {
  control: HTMLElement;
  look: () => void;
  isGroup?: boolean;
  typed?: () => string | null;
}

const LONG_LIST = 25;
const looksOf = (node: AnyNode): Record<string, boolean> => (node.appearances as Record<string, boolean> | null) ?? {};

export function widget(node: Control, changed: () => void): Widget {
  const id = fresh("q");
  const label = h("span", {});
  const hint = h("span", { class: "hint", id: `${id}-hint` });
  const fault = h("p", { class: "error", id: `${id}-error`, hidden: true });
  const parts = partsOf(node, id, changed);
  const isNote = node.nodeType === "note";
  const heading = parts.isGroup ? h("legend", {}, label) : isNote ? h("p", {}, label) : h("label", { for: id, class: "label" }, label);
  const element = parts.isGroup ? h("fieldset", { class: "question" }, heading, hint, fault, parts.control) : h("div", { class: "question" }, heading, hint, fault, parts.control);
  const control = parts.isGroup ? element : parts.control;
  const look = (): void => {
    const { label: name, hint: more, required } = node.currentState;
    const said = words(name as Parameters<typeof words>[0]);
    const star = required ? h("span", { class: "star" }, " *", h("span", { class: "hide" }, t("bắt buộc"))) : null;
    label.replaceChildren(...flat([said.length ? said : isNote ? [] : [t("(câu không có lời)")], star]));
    const told = words(more as Parameters<typeof words>[0]);
    hint.replaceChildren(...flat(told));
    hint.hidden = !told.length;
    control.setAttribute("aria-describedby", `${id}-hint ${id}-error`);
    parts.look();
  };
  look();
  return {
    element,
    look,
    focus: () => (element.querySelector<HTMLElement>("input, select, textarea, button") ?? element).focus(),
    blame: (said) => {
      fault.hidden = !said;
      fault.replaceChildren(...(said ? [icon("alert-triangle"), said] : []));
      const field = element.querySelector("input, select, textarea");
      if (said) field?.setAttribute("aria-invalid", "true");
      else field?.removeAttribute("aria-invalid");
    },
    typed: parts.typed ?? (() => null),
  };
}

function flat(children: Child[]): (Node | string)[] {
  return children.flatMap((child) => (Array.isArray(child) ? flat(child) : child ? [child] : []));
}

function partsOf(node: Control, id: string, changed: () => void): Parts {
  switch (node.nodeType) {
    case "select":
      return select(node, id);
    case "rank":
      return rank(node);
    case "range":
      return range(node as AnyRangeNode, id);
    case "trigger":
      return trigger(node, id);
    case "upload":
      return upload(node, id, changed);
    case "note": {
      const value = h("p", {});
      return { control: value, look: () => (value.textContent = node.currentState.instanceValue ?? "") };
    }
    case "input":
      return input(node as AnyInputNode, id);
    default:
      return { control: h("p", {}), look: () => undefined };
  }
}

function shownValue(node: AnyInputNode): string {
  const { value, instanceValue } = node.currentState;
  if (value === null || value === undefined) return "";
  if (node.valueType === "dateTime") return instanceValue.slice(0, 16);
  if (node.valueType === "time") return instanceValue.slice(0, 5);
  if (node.valueType === "date") return instanceValue.slice(0, 10);
  if (node.valueType === "decimal") return instanceValue.replace(".", ",");
  return instanceValue;
}

/** Values are set through one untyped door: each kind of node takes another type. */
const put = (node: AnyInputNode | AnyRangeNode, value: unknown): void => void (node as unknown as { setValue: (value: unknown) => unknown }).setValue(value);

function input(node: AnyInputNode, id: string): Parts {
  if (node.valueType === "geopoint") return geopoint(node, id);
  if (node.valueType === "geotrace" || node.valueType === "geoshape") return geotrace(node, id);
  const looks = looksOf(node);
  const rows = (node.nodeOptions as { rows?: number | null } | null)?.rows;
  const isLong = node.valueType === "string" && (looks["multiline"] || Boolean(rows && rows > 1));
  const kinds: Record<string, string> = { date: "date", time: "time", dateTime: "datetime-local" };
  const isNumber = node.valueType === "int" || node.valueType === "decimal";
  const field: HTMLInputElement | HTMLTextAreaElement = isLong
    ? h("textarea", { id, rows: rows ?? 3 })
    : h("input", { id, type: kinds[node.valueType] ?? "text", autocomplete: "off", inputmode: node.valueType === "int" || looks["numbers"] ? "numeric" : node.valueType === "decimal" ? "decimal" : null });
  let wrong: string | null = null;
  const take = (): void => {
    wrong = null;
    const typed = field.value;
    if (node.valueType === "int") {
      const value = wholeNumber(typed);
      if (value === undefined) wrong = t("Chỉ ghi số nguyên, thí dụ 12.");
      put(node, value === undefined ? null : value);
    } else if (node.valueType === "decimal") {
      const value = decimal(typed);
      if (value === undefined) wrong = t("Chỉ ghi số, thí dụ 3,5.");
      put(node, value === undefined ? null : value);
    } else if (node.valueType === "dateTime") put(node, localMoment(typed, new Date(typed || 0).getTimezoneOffset()));
    else if (node.valueType === "time") put(node, typed ? `${typed.length === 5 ? `${typed}:00` : typed}` : null);
    else if (node.valueType === "date") put(node, typed || null);
    else put(node, typed.normalize("NFC"));
  };
  let isComposing = false;
  field.addEventListener("compositionstart", () => (isComposing = true));
  field.addEventListener("compositionend", () => {
    isComposing = false;
    take();
  });
  field.addEventListener("input", () => {
    if (!isComposing) take();
  });
  const said = h("p", { role: "status", class: "quiet" });
  const read = (text: string): void => {
    field.value = text;
    take();
  };
  // A plain text question that asks for a code by its look is scanned too.
  const isCode = node.valueType === "barcode" || looks["barcode"];
  const camera = isCode ? scanner(t("Quét mã"), read, (words) => (said.textContent = words)) : null;
  return {
    control: camera ? h("div", { class: "stack" }, camera.parts, said, field) : field,
    typed: () => wrong,
    look: () => {
      const { readonly } = node.currentState;
      field.disabled = readonly;
      if (camera) camera.button.disabled = readonly;
      const isBusy = document.activeElement === field || Boolean(wrong);
      const now = shownValue(node);
      if (!isBusy && field.value !== now && !(isNumber && field.value && String(wholeNumber(field.value) ?? decimal(field.value)) === node.currentState.instanceValue)) field.value = now;
    },
  };
}

function geopoint(node: AnyInputNode, id: string): Parts {
  const said = h("p", { role: "status" });
  const field = h("input", { id, autocomplete: "off", inputmode: "text" });
  let wrong: string | null = null;
  field.addEventListener("change", () => {
    const value = point(field.value);
    wrong = value === undefined ? t("Ghi vĩ độ và kinh độ, thí dụ 12.2388 109.1967.") : null;
    put(node, value ? pointText(value) : "");
  });
  const here = h("button", { class: "btn", type: "button", onclick: () => void find() }, icon("map-pin"), t("Lấy vị trí tại đây"));
  const find = async (): Promise<void> => {
    said.textContent = t("Đang tìm vị trí, có thể mất nửa phút…");
    const found = await whereNow();
    said.textContent = found ? "" : t("Chưa tìm được vị trí. Hãy bật định vị, ra chỗ thoáng rồi thử lại, hoặc gõ toạ độ.");
    wrong = null;
    if (found) put(node, found);
  };
  return {
    control: h("div", { class: "stack" }, here, said, field),
    typed: () => wrong,
    look: () => {
      const value = point(node.currentState.instanceValue);
      here.disabled = field.disabled = node.currentState.readonly;
      if (document.activeElement !== field && !wrong) field.value = value ? pointWords(value) : "";
    },
  };
}

function geotrace(node: AnyInputNode, id: string): Parts {
  const said = h("p", { role: "status" });
  const list = h("ol", {});
  const points = (): string[] => node.currentState.instanceValue.split(";").map((one) => one.trim()).filter(Boolean);
  // A line needs two points and an area four before the form keeps it: earlier ones wait here.
  let waiting: string[] = points();
  const least = node.valueType === "geotrace" ? 2 : 3;
  const give = (): void => {
    const closed = node.valueType === "geoshape" && waiting.length >= least ? [...waiting, waiting[0]!] : waiting;
    put(node, waiting.length >= least ? closed.join(";") : "");
    show();
  };
  const show = (): void => {
    list.replaceChildren(...waiting.map((one) => h("li", {}, pointWords(point(one)!))));
    said.textContent = waiting.length && waiting.length < least ? t("Cần ít nhất {count} điểm.", { count: least }) : "";
  };
  if (node.valueType === "geoshape" && waiting.length > 1 && waiting[0] === waiting.at(-1)) waiting = waiting.slice(0, -1);
  const field = h("input", { id, autocomplete: "off" });
  const add = (text: string): boolean => {
    const value = point(text);
    if (!value) return false;
    waiting = [...waiting, pointText(value)];
    give();
    return true;
  };
  const here = h("button", { class: "btn", type: "button", onclick: async () => void (add(await whereNow()) || (said.textContent = t("Chưa tìm được vị trí. Hãy bật định vị, ra chỗ thoáng rồi thử lại, hoặc gõ toạ độ."))) }, icon("map-pin"), t("Thêm điểm tại đây"));
  const typed = h("button", { class: "btn", type: "button", onclick: () => (add(field.value) ? (field.value = "") : (said.textContent = t("Ghi vĩ độ và kinh độ, thí dụ 12.2388 109.1967."))) }, icon("plus"), t("Thêm điểm đã gõ"));
  const back = h("button", { class: "btn", type: "button", onclick: () => ((waiting = waiting.slice(0, -1)), give()) }, icon("arrow-back-up"), t("Bỏ điểm cuối"));
  show();
  return { control: h("div", { class: "stack" }, list, here, field, h("div", { class: "two" }, typed, back), said), look: () => [here, typed, back].forEach((one) => (one.disabled = node.currentState.readonly)) };
}

function select(node: SelectNode, id: string): Parts {
  const isMany = node.selectType === "select";
  const looks = looksOf(node);
  const box = h("div", {});
  let shown = "";
  const isList = () => !isMany && (looks["minimal"] || looks["autocomplete"] || node.currentState.valueOptions.length > LONG_LIST);
  const filter = h("input", { type: "search", "aria-label": t("Tìm trong danh sách"), placeholder: t("Tìm trong danh sách"), oninput: () => sift() });
  const sift = (): void => {
    const wanted = fold(filter.value);
    box.querySelectorAll<HTMLElement>(".pick").forEach((one) => (one.hidden = Boolean(wanted) && !fold(one.textContent ?? "").includes(wanted)));
  };
  const build = (): void => {
    const options = node.currentState.valueOptions;
    if (isList()) {
      const field = h("select", { id, onchange: () => node.selectValue(field.value || null) } as Record<string, unknown>, h("option", { value: "" }, t("Chọn")), options.map((one) => h("option", { value: one.value }, one.label.asString || one.value))) as HTMLSelectElement;
      box.replaceChildren(field);
      return;
    }
    const group = fresh("choice");
    const rows = options.map((one) => {
      const field: HTMLInputElement = h("input", { type: isMany ? "checkbox" : "radio", name: group, value: one.value, onchange: () => pick(one.value, field.checked) });
      const said = flat(words(one.label));
      return h("label", { class: "pick" }, field, h("span", {}, ...(said.length ? said : [one.value])));
    });
    box.replaceChildren(...(options.length > LONG_LIST ? [filter] : []), ...rows);
    if (!options.length) box.replaceChildren(h("p", { class: "quiet" }, t("Chưa có lựa chọn nào. Hãy trả lời câu trước.")));
    sift();
  };
  const pick = (value: string, isChosen: boolean): void => {
    if (!isMany) return void node.selectValue(value);
    const now = node.currentState.value.filter((one) => one !== value);
    node.selectValues(isChosen ? [...now, value] : now);
  };
  return {
    control: box,
    isGroup: true,
    look: () => {
      const now = `${isList()}|${node.currentState.valueOptions.map((one) => `${one.value}=${one.label.asString}`).join("|")}`;
      if (now !== shown) build();
      shown = now;
      const list = box.querySelector("select");
      if (list) {
        list.setAttribute("aria-label", node.currentState.label?.asString ?? t("Chọn"));
        list.value = node.currentState.value[0] ?? "";
        list.disabled = node.currentState.readonly;
      }
      box.querySelectorAll<HTMLInputElement>(".pick input").forEach((one) => {
        one.checked = node.isSelected(one.value);
        one.disabled = node.currentState.readonly;
        one.closest(".pick")!.classList.toggle("chosen", one.checked);
      });
    },
  };
}

function rank(node: RankNode): Parts {
  const box = h("div", {});
  const order = (): string[] => {
    const all = node.currentState.valueOptions.map((one) => one.value);
    const kept = node.currentState.value.filter((value) => all.includes(value));
    return [...kept, ...all.filter((value) => !kept.includes(value))];
  };
  const look = (): void => {
    const now = order();
    const isGiven = node.currentState.value.length > 0;
    box.replaceChildren(
      h("p", { class: "hint" }, isGiven ? t("Xếp từ trên xuống bằng nút mũi tên.") : t("Chưa xếp. Bấm mũi tên để đổi chỗ, hoặc “Giữ thứ tự này”.")),
      ...now.map((value, index) => {
        const name = node.getValueLabel(value)?.asString ?? value;
        const step = (by: -1 | 1, sign: string, said: string) =>
          h("button", { class: "btn", type: "button", "aria-label": `${said}: ${name}`, disabled: node.currentState.readonly || (by < 0 ? index === 0 : index === now.length - 1), onclick: () => node.setValues(moved(now, index, by)) }, sign);
        return h("div", { class: "rank" }, h("span", {}, `${index + 1}. ${name}`), step(-1, "↑", t("Đưa lên")), step(1, "↓", t("Đưa xuống")));
      }),
      ...(isGiven ? [] : [h("button", { class: "btn", type: "button", onclick: () => node.setValues(now) }, icon("check"), t("Giữ thứ tự này"))]),
    );
  };
  return { control: box, isGroup: true, look };
}

function range(node: AnyRangeNode, id: string): Parts {
  const { start, end, step } = node.definition.bounds;
  const [low, high] = Number(start) <= Number(end) ? [start, end] : [end, start];
  const shown = h("strong", {});
  const field: HTMLInputElement = h("input", { id, type: "range", min: String(low), max: String(high), step: String(Math.abs(Number(step))), oninput: () => put(node, node.valueType === "int" ? BigInt(Math.round(Number(field.value))) : Number(field.value)) });
  const clear = h("button", { class: "btn slim", type: "button", onclick: () => put(node, null) }, t("Bỏ"));
  return {
    control: h("div", {}, shown, field, clear),
    look: () => {
      const { value, readonly } = node.currentState;
      shown.textContent = value === null ? t("Chưa chọn ({low} – {high})", { low: String(low), high: String(high) }) : String(value).replace(".", ",");
      if (document.activeElement !== field) field.value = value === null ? String(low) : String(value);
      field.disabled = clear.disabled = readonly;
    },
  };
}

function trigger(node: TriggerNode, id: string): Parts {
  const field: HTMLInputElement = h("input", { id, type: "checkbox", onchange: () => node.setValue(field.checked) });
  return {
    control: h("label", { class: "pick" }, field, h("span", {}, t("Tôi đã xem"))),
    isGroup: true,
    look: () => {
      field.checked = Boolean(node.currentState.value);
      field.disabled = node.currentState.readonly;
    },
  };
}

function upload(node: UploadNode, id: string, changed: () => void): Parts {
  const { accept, type } = node.nodeOptions.media;
  const said = h("p", { role: "status", class: "quiet" });
  const box = h("div", {});
  const field: HTMLInputElement = h("input", {
    id,
    type: "file",
    accept,
    capture: looksOf(node)["new"] ? "environment" : null,
    onchange: async () => {
      const file = field.files?.[0];
      if (!file) return;
      said.textContent = t("Đang xử lý tệp…");
      try {
        const isImage = type === "image" || file.type.startsWith("image/");
        const small = isImage ? new File([await shrunk(file, node.maxPixels ?? 1600)], `${file.name.replace(/\.\w+$/, "")}.jpg`, { type: "image/jpeg" }) : file;
        if (small.size > 10_000_000) throw new Error(t("Tệp lớn hơn 10 MB. Hãy chọn tệp nhỏ hơn."));
        node.setValue(small);
        said.textContent = "";
      } catch (error) {
        said.textContent = (error as Error).message;
      }
      changed();
    },
  });
  let address = "";
  let shown: File | null = null;
  return {
    control: h("div", {}, field, said, box),
    look: () => {
      const { value, readonly } = node.currentState;
      field.disabled = readonly;
      if (value === shown) return;
      shown = value;
      if (address) URL.revokeObjectURL(address);
      address = "";
      if (!value) {
        box.replaceChildren();
        return;
      }
      const kind = ["image", "audio", "video"].find((one) => value.type.startsWith(`${one}/`));
      if (kind) address = URL.createObjectURL(value);
      box.replaceChildren(
        kind === "image" ? h("img", { class: "thumb", src: address, alt: t("Ảnh đã chọn") }) : kind ? h(kind as "audio" | "video", { controls: true, src: address, "aria-label": value.name }) : h("p", {}, `${value.name}, ${megabytes(value.size)}`),
        h("button", { class: "btn text", type: "button", onclick: () => ((field.value = ""), node.setValue(null)) }, icon("trash"), t("Bỏ tệp này")),
      );
    },
  };
}

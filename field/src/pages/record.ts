/** Ghi việc: the one-minute page. Also mends what was refused and corrects what was returned. */

import type { Item, SentRow } from "../outbox/rules.ts";
import type { Row, Written } from "../store/house.ts";
import { newId } from "../store/codec.ts";
import { fold } from "../outbox/names.ts";
import { type Child, field, fresh, h, icon, toast } from "../ui.ts";
import { dayOf, dayWords, t } from "../words.ts";
import type { App, Page } from "./app.ts";
import { notKept } from "./settings.ts";
import { shrunk } from "./photo.ts";
import { standingLine } from "./standing.ts";

interface Place extends Row {
  id: number;
  name: string;
  level: string;
}
interface Task extends Row {
  id: string;
  name: string;
  short_name: string;
  order: number;
  is_common: boolean;
  asks_medium: boolean;
}
interface Person extends Row {
  id: number;
  name: string;
  places: number[];
}

const COUNTS: [string, string][] = [
  ["citizens", "Số người"],
  ["elderly", "Trong đó người cao tuổi"],
  ["households", "Số hộ"],
  ["businesses", "Số cơ sở kinh doanh"],
  ["cooperatives", "Số hợp tác xã"],
  ["disabled", "Trong đó người khuyết tật"],
  ["poor", "Hộ nghèo"],
  ["near_poor", "Hộ cận nghèo"],
  ["vulnerable", "Người yếu thế khác"],
];
const FIRST_COUNTS = 2;

export interface Work {
  place: number | null;
  day: string;
  task: string;
  counts: Record<string, number>;
  people: number[];
  platform: string;
  medium: string;
  reach: number | null;
  things: number;
  procedure: string;
  note: string;
  reason: string;
  photo: string;
}

type Purpose = { name: "new" } | { name: "mend"; item: Item } | { name: "correct"; row: SentRow; record: string };

function fromBody(body: Record<string, unknown>, empty: Work): Work {
  const counts = (body["counts"] as Record<string, number> | undefined) ?? Object.fromEntries(COUNTS.filter(([name]) => Number(body[name])).map(([name]) => [name, Number(body[name])]));
  return {
    ...empty,
    place: (body["place"] as number | null) ?? empty.place,
    day: String(body["day"] ?? empty.day),
    task: String(body["task"] ?? ""),
    counts,
    people: (body["people"] as number[] | undefined) ?? [],
    platform: String(body["platform"] ?? ""),
    medium: String(body["medium"] ?? ""),
    reach: body["reach"] ? Number(body["reach"]) : null,
    things: Number(body["things"] ?? 0),
    procedure: String(body["procedure"] ?? ""),
    note: String(body["note"] ?? ""),
  };
}

/** The body of a record: what was left empty is left out. */
export function bodyOf(work: Work): Record<string, unknown> {
  const counts = Object.fromEntries(Object.entries(work.counts).filter(([, number]) => number > 0));
  const body: Record<string, unknown> = { place: work.place, day: work.day, task: work.task, counts };
  if (work.people.length) body["people"] = work.people;
  for (const name of ["platform", "procedure", "medium", "note"] as const) if (work[name]) body[name] = work[name];
  if (work.reach) body["reach"] = work.reach;
  if (work.things) body["things"] = work.things;
  return body;
}

/** What a correction changes, and the values that it was based on. */
export function changesOf(before: Record<string, unknown>, after: Record<string, unknown>): { base: Record<string, unknown>; changes: Record<string, unknown> } {
  const flat = (body: Record<string, unknown>): Record<string, unknown> => {
    const { counts, ...rest } = body;
    return { ...rest, ...(counts as Record<string, unknown> | undefined) };
  };
  const [old, now] = [flat(before), flat(after)];
  const base: Record<string, unknown> = {};
  const changes: Record<string, unknown> = {};
  const names = new Set([...COUNTS.map(([name]) => name), "place", "day", "task", "platform", "procedure", "medium", "reach", "things", "note", "people"]);
  for (const name of names) {
    const isCount = COUNTS.some(([count]) => count === name);
    const blank = isCount || name === "reach" || name === "things" ? 0 : name === "people" ? [] : "";
    const [one, other] = [old[name] ?? blank, now[name] ?? blank];
    if (name === "people" && !(now[name] as unknown[] | undefined)?.length) continue;
    if (JSON.stringify(one) === JSON.stringify(other)) continue;
    base[name] = old[name] ?? blank;
    changes[name] = other;
  }
  return { base, changes };
}

export function faultsOf(work: Work, today: string, needsReason: boolean, mediumAsked: boolean): Record<string, string> {
  const faults: Record<string, string> = {};
  if (!work.place) faults["place"] = t("Chọn nơi làm việc.");
  if (!work.task) faults["task"] = t("Chọn việc đã giúp.");
  if (!work.day || work.day > today) faults["day"] = t("Chọn ngày đã làm, không sau hôm nay.");
  const { citizens = 0, households = 0, businesses = 0, cooperatives = 0, elderly = 0, disabled = 0, vulnerable = 0, poor = 0, near_poor = 0 } = work.counts;
  if (!mediumAsked && citizens + households + businesses + cooperatives === 0) faults["citizens"] = t("Ghi số người được hướng dẫn; ít nhất 1.");
  if (Math.max(elderly, disabled, vulnerable) > citizens) faults["elderly"] = t("Số người trong nhóm không thể nhiều hơn số người được hướng dẫn.");
  if (poor + near_poor > citizens + households) faults["poor"] = t("Hộ nghèo, cận nghèo không thể nhiều hơn số người và hộ đã giúp.");
  if (work.things > 5000) faults["things"] = t("Con số lớn hơn 5.000: hãy xem lại.");
  if (Object.values(work.counts).some((number) => number > 2000)) faults["citizens"] = t("Con số lớn hơn 2.000: hãy xem lại.");
  if (needsReason && work.reason.trim().length < 3) faults["reason"] = t("Ghi lý do sửa.");
  return faults;
}

function stepper(id: string, label: string, value: number, set: (value: number) => void, error?: string): HTMLElement {
  const input: HTMLInputElement = h("input", { id, inputmode: "numeric", value: String(value || 0), maxlength: "5", oninput: () => change(Number(input.value.replace(/\D/g, "")) || 0, false), onfocus: () => input.select() });
  const change = (next: number, show = true) => {
    set(Math.max(0, Math.min(99999, next)));
    if (show) input.value = String(Math.max(0, next));
  };
  const now = () => Number(input.value.replace(/\D/g, "")) || 0;
  if (error) {
    input.setAttribute("aria-invalid", "true");
    input.setAttribute("aria-describedby", `${id}-error`);
  }
  return h(
    "div",
    {},
    error ? h("p", { class: "error", id: `${id}-error` }, icon("alert-triangle"), error) : null,
    h(
      "div",
      { class: "step" },
      h("label", { for: id }, label),
      h("button", { class: "btn", type: "button", "aria-label": `${t("Bớt một")}: ${label}`, onclick: () => change(now() - 1) }, icon("minus")),
      input,
      h("button", { class: "btn", type: "button", "aria-label": `${t("Thêm một")}: ${label}`, onclick: () => change(now() + 1) }, icon("plus")),
    ),
  );
}

export function choose(options: [string, string][], value: string, set: (value: string) => void, blank = ""): HTMLSelectElement {
  const select: HTMLSelectElement = h("select", { onchange: () => set(select.value) }, h("option", { value: "" }, blank), options.map(([id, name]) => h("option", { value: id, selected: id === value }, name)));
  select.value = value;
  return select;
}

export async function record(app: App, rest: string[]): Promise<Page> {
  const { house } = app;
  const [verb, id = ""] = rest;
  const purpose: Purpose = purposeOf(app, verb, id);
  const draftId = purpose.name === "new" ? "record:" : `record:${verb}/${id}`;
  const me = house.row<{ usual_place?: number; person?: number }>("me", "me");
  const places = house.rows<Place>("places");
  const today = dayOf(new Date());
  const usual = me?.usual_place ?? places.find((place) => place.level === "hamlet")?.id ?? places[0]?.id ?? null;
  const empty: Work = { place: usual, day: today, task: "", counts: {}, people: [], platform: "", medium: "", reach: null, things: 0, procedure: "", note: "", reason: "", photo: "" };
  const given = purpose.name === "mend" ? fromBody(purpose.item.body, empty) : purpose.name === "correct" ? fromBody(purpose.row.fields, empty) : empty;
  const kept = house.drafts.get(draftId)?.data as Work | undefined;
  const work: Work = { ...given, ...kept };
  const isOld = purpose.name === "correct";
  if (purpose.name === "mend" && !kept) work.photo = photoOf(app, purpose.item.id);

  const box = h("div", {});
  let timer: ReturnType<typeof setTimeout> | undefined;
  let isDone = false;
  const saveDraft = async (): Promise<void> => {
    clearTimeout(timer);
    timer = undefined;
    if (isDone || JSON.stringify(work) === JSON.stringify(given)) return;
    const task = house.row<Task>("tasks", work.task);
    await house.draft({ id: draftId, kind: "record", title: task ? task.short_name || task.name : t("Ghi việc hướng dẫn"), at: new Date().toISOString(), data: { ...work } });
  };
  const touched = (): void => {
    clearTimeout(timer);
    timer = setTimeout(() => void saveDraft(), 250);
  };
  const set = <K extends keyof Work>(name: K, value: Work[K], redraw = false): void => {
    work[name] = value;
    touched();
    if (redraw) draw({});
  };
  const hide = (): void => {
    if (document.visibilityState === "hidden" && timer !== undefined) void saveDraft();
  };
  document.addEventListener("visibilitychange", hide);

  const draw = (faults: Record<string, string>): void => {
    const open = [...box.querySelectorAll("details")].map((one) => one.open);
    box.replaceChildren(...fields(app, work, set, faults, isOld).filter((one): one is HTMLElement => one instanceof HTMLElement));
    box.querySelectorAll("details").forEach((one, index) => (one.open ||= open[index] ?? false));
  };
  draw({});

  const save = async (): Promise<void> => {
    const asks = Boolean(house.row<Task>("tasks", work.task)?.asks_medium);
    const faults = faultsOf(work, today, isOld, asks);
    if (Object.keys(faults).length) {
      draw(faults);
      const summary = h("div", { class: "errors", role: "alert", tabindex: "-1" }, h("h2", {}, t("Chưa lưu được")), h("ul", {}, Object.values(faults).map((words) => h("li", {}, words))));
      box.prepend(summary);
      summary.focus();
      return;
    }
    const task = house.row<Task>("tasks", work.task);
    const title = `${task?.short_name || task?.name || work.task}${work.counts["citizens"] ? `, ${t("{count} người", { count: work.counts["citizens"] })}` : ""}`;
    const written = writtenOf(purpose, work, title);
    if (!written.length) return toast(t("Chưa có gì thay đổi."));
    if (work.photo) {
      const bytes = await house.media(work.photo);
      const about = written[0]!;
      const recordId = purpose.name === "correct" ? purpose.record : about.id!;
      if (bytes) written.push({ kind: "outreach.photo", title: t("Ảnh: {title}", { title }), body: { record: recordId, sha256: work.photo, size: bytes.byteLength }, after: [about.id!], media: [work.photo] });
    }
    isDone = true;
    clearTimeout(timer);
    try {
      await house.write(written, { ending: draftId });
    } catch (error) {
      isDone = false;
      const full = h("div", { class: "errors", role: "alert", tabindex: "-1" }, h("h2", {}, t("Chưa lưu được")), h("p", {}, notKept(error)));
      box.prepend(full);
      full.focus();
      return;
    }
    toast(navigator.onLine ? t("Đã lưu trên máy, đang gửi.") : t("Đã lưu trên máy, tự gửi khi có mạng."));
    void app.keeper.now();
    app.go("da-gui");
  };
  return {
    title: purpose.name === "new" ? t("Ghi việc hướng dẫn") : t("Sửa việc đã ghi"),
    back: purpose.name === "new" ? "#/viec" : "#/da-gui",
    body: [kept ? resumed(app, draftId) : null, purpose.name === "new" ? null : h("div", { class: "note bad" }, standingLine(app, purpose.name === "mend" ? purpose.item : undefined, purpose.name === "correct" ? purpose.row : undefined)), box],
    foot: h("button", { class: "btn primary", type: "button", onclick: () => void save() }, icon("check"), t("Lưu, tự gửi khi có mạng")),
    leave: () => {
      document.removeEventListener("visibilitychange", hide);
      if (timer !== undefined) void saveDraft();
    },
  };
}

function purposeOf(app: App, verb: string | undefined, id: string): Purpose {
  const item = verb === "sua" ? app.house.items.get(id) : undefined;
  if (item) return { name: "mend", item };
  const row = verb === "dinh-chinh" ? app.house.row<SentRow>("sent", id) : undefined;
  if (row) return { name: "correct", row, record: id };
  return { name: "new" };
}

function photoOf(app: App, item: string): string {
  const photo = [...app.house.items.values()].find((one) => one.kind === "outreach.photo" && one.body["record"] === item);
  return photo?.media[0] ?? "";
}

export function writtenOf(purpose: Purpose, work: Work, title: string): Written[] {
  if (purpose.name === "correct") {
    const { base, changes } = changesOf(purpose.row.fields, bodyOf(work));
    if (!Object.keys(changes).length) return [];
    return [{ id: newId(), kind: "outreach.correction", title: t("Sửa: {title}", { title }), body: { record: purpose.record, base, changes, reason: work.reason.trim() }, about: purpose.row.id }];
  }
  if (purpose.name === "mend" && purpose.item.kind !== "outreach.record") return [];
  return [{ id: newId(), kind: "outreach.record", title, body: bodyOf(work), ...(purpose.name === "mend" ? { replaces: purpose.item.id } : {}) }];
}

export function resumed(app: App, draftId: string): HTMLElement {
  return h(
    "div",
    { class: "note" },
    h("p", {}, t("Đây là bản đang làm dở, đã lưu trên máy.")),
    h(
      "button",
      {
        class: "btn text",
        type: "button",
        onclick: async () => {
          await app.house.dropDraft(draftId);
          app.show();
        },
      },
      t("Bỏ, làm lại từ đầu"),
    ),
  );
}

type Set = <K extends keyof Work>(name: K, value: Work[K], redraw?: boolean) => void;

function fields(app: App, work: Work, set: Set, faults: Record<string, string>, isOld: boolean): Child[] {
  const { house } = app;
  const places = house.rows<Place>("places").sort((a, b) => a.name.localeCompare(b.name, "vi"));
  const tasks = house.rows<Task>("tasks").filter((task) => !task["until"] || String(task["until"]) > work.day).sort((a, b) => a.order - b.order);
  const common = tasks.filter((task) => task.is_common).slice(0, 5);
  const others = tasks.filter((task) => !common.includes(task));
  const isOther = work.task !== "" && !common.some((task) => task.id === work.task);
  const place = places.find((one) => one.id === work.place);
  const people = house.rows<Person>("people").filter((person) => !work.place || !person.places?.length || person.places.includes(work.place));
  const day: HTMLInputElement = h("input", { type: "date", value: work.day, max: dayOf(new Date()), onchange: () => set("day", day.value) });
  const task = house.row<Task>("tasks", work.task);
  const count = ([name, label]: [string, string]) => stepper(`count-${name}`, t(label), work.counts[name] ?? 0, (value) => set("counts", { ...work.counts, [name]: value }), faults[name]);
  const radio = fresh("task");
  const tile = (name: string, chosen: boolean, pick: () => void) =>
    h("label", { class: chosen ? "pick chosen" : "pick" }, h("input", { type: "radio", name: radio, checked: chosen, onchange: pick }), h("span", {}, name));
  return [
    h(
      "details",
      { class: "card", open: Boolean(faults["place"] || faults["day"] || isOld) },
      h("summary", {}, icon("map-pin"), " ", h("strong", {}, place?.name ?? t("Chọn nơi")), `, ${work.day === dayOf(new Date()) ? t("hôm nay") : dayWords(work.day)}. `, h("span", { class: "quiet" }, work.people.length ? t("{count} người làm", { count: work.people.length }) : t("chỉ tôi"))),
      field(t("Nơi làm"), choose(places.map((one) => [String(one.id), one.name]), String(work.place ?? ""), (value) => set("place", Number(value) || null, true), t("Chọn nơi")), { error: faults["place"] }),
      field(t("Ngày làm"), day, { error: faults["day"] }),
      people.length
        ? h(
            "fieldset",
            {},
            h("legend", {}, t("Ai cùng làm (không chọn ai: chỉ tôi)")),
            people.map((person) =>
              h("label", { class: "pick" }, h("input", { type: "checkbox", checked: work.people.includes(person.id), onchange: (event: Event) => set("people", (event.target as HTMLInputElement).checked ? [...work.people, person.id] : work.people.filter((one) => one !== person.id)) }), h("span", {}, person.name)),
            ),
          )
        : null,
    ),
    h(
      "fieldset",
      {},
      h("legend", {}, t("Giúp việc gì?")),
      faults["task"] ? h("p", { class: "error" }, icon("alert-triangle"), faults["task"]) : null,
      h("div", { class: "tiles" }, common.map((one) => tile(one.short_name || one.name, one.id === work.task, () => set("task", one.id, true))), others.length ? tile(t("Việc khác"), isOther, () => set("task", others[0]!.id, true)) : null),
    ),
    isOther ? field(t("Việc khác"), choose(others.map((one) => [one.id, one.name]), work.task, (value) => set("task", value, true))) : null,
    task?.asks_medium ? field(t("Hình thức truyền thông"), choose(house.rows<Row>("mediums").map((one) => [String(one.id), String(one["name"])]), work.medium, (value) => set("medium", value))) : null,
    task?.asks_medium ? field(t("Ước số lượt người tiếp cận"), h("input", { inputmode: "numeric", value: work.reach ? String(work.reach) : "", oninput: (event: Event) => set("reach", Number((event.target as HTMLInputElement).value.replace(/\D/g, "")) || null) })) : null,
    ...COUNTS.slice(0, FIRST_COUNTS).map(count),
    h(
      "details",
      { class: "card", open: Boolean(faults["poor"] || faults["things"]) },
      h("summary", {}, t("Thêm: hộ, cơ sở, nhóm khác, nền tảng, thủ tục")),
      COUNTS.slice(FIRST_COUNTS).map(count),
      stepper("things", t("Số máy, phần mềm, hồ sơ"), work.things, (value) => set("things", value), faults["things"]),
      field(t("Nền tảng số"), choose(house.rows<Row>("platforms").map((one) => [String(one.id), String(one["name"])]), work.platform, (value) => set("platform", value))),
      procedureField(app, work, set),
    ),
    photoField(app, work, set),
    field(t("Ghi chú"), h("textarea", { maxlength: "1000", value: work.note, oninput: (event: Event) => set("note", (event.target as HTMLTextAreaElement).value) })),
    isOld ? field(t("Lý do sửa"), h("input", { value: work.reason, oninput: (event: Event) => set("reason", (event.target as HTMLInputElement).value) }), { error: faults["reason"] }) : null,
  ];
}

const MOST_FOUND = 8;

/** A procedure by a few words of its name or by its code, typed without marks. */
function procedureField(app: App, work: Work, set: Set): Child {
  const all = app.house.rows<Row & { name: string }>("procedures");
  if (!all.length && !work.procedure) return null;
  const said = h("p", { role: "status" });
  const found = h("div", {});
  const input: HTMLInputElement = h("input", { type: "search", autocomplete: "off", oninput: () => look() });
  const choose = (code: string): void => {
    set("procedure", code);
    input.value = "";
    look();
  };
  const look = (): void => {
    const words = fold(input.value);
    const hits = words.length < 2 ? [] : all.filter((one) => words.split(" ").every((word) => fold(`${one.id} ${one.name}`).includes(word)));
    const held = all.find((one) => one.id === work.procedure)?.name ?? work.procedure;
    said.replaceChildren(...(work.procedure ? [h("strong", {}, held), h("button", { class: "btn text", type: "button", onclick: () => choose("") }, icon("trash"), t("Bỏ thủ tục này"))] : words.length > 1 && !hits.length ? [t("Không có thủ tục nào khớp.")] : []));
    found.replaceChildren(...hits.slice(0, MOST_FOUND).map((one) => h("button", { class: "btn", type: "button", onclick: () => choose(String(one.id)) }, `${one.name} (${one.id})`)));
  };
  look();
  return h("div", { class: "stack" }, field(t("Thủ tục hành chính"), input, { hint: t("Gõ vài chữ trong tên, không cần dấu. Thí dụ: khai sinh.") }), found, said);
}

function photoField(app: App, work: Work, set: Set): HTMLElement {
  const said = h("p", { role: "status", class: "quiet" }, t("Không chụp giấy tờ tuỳ thân. Ảnh được nén và bỏ vị trí chụp."));
  const shown = h("div", {});
  const show = async (): Promise<void> => {
    const bytes = work.photo ? await app.house.media(work.photo) : null;
    if (!bytes) return shown.replaceChildren();
    const address = URL.createObjectURL(new Blob([bytes], { type: "image/jpeg" }));
    const remove = h("button", { class: "btn text", type: "button", onclick: () => (set("photo", ""), void show()) }, icon("trash"), t("Bỏ ảnh"));
    shown.replaceChildren(h("img", { class: "thumb", src: address, alt: t("Ảnh kèm bản ghi"), onload: () => URL.revokeObjectURL(address) }), remove);
  };
  const input = h("input", {
    type: "file",
    accept: "image/*",
    capture: "environment",
    onchange: async () => {
      const file = input.files?.[0];
      if (!file) return;
      try {
        set("photo", await app.house.addMedia(await (await shrunk(file)).arrayBuffer()));
        await show();
      } catch (error) {
        said.textContent = (error as Error).message;
      }
    },
  });
  void show();
  return h("div", {}, field(t("Ảnh"), input), said, shown);
}

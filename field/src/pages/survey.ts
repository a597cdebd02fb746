/** Khảo sát hộ: one page for a new row or an old one; what was not asked stays "not asked". */

import { fold, nameKey, phoneKey } from "../outbox/names.ts";
import { type Fields, NOT_ASKED, type Question, type Registrant, alike, changed, isAsked, needsConsent, valueOf } from "../outbox/register.ts";
import type { Item } from "../outbox/rules.ts";
import type { Row, Written } from "../store/house.ts";
import { newId } from "../store/codec.ts";
import { type Child, field, fresh, h, icon, toast } from "../ui.ts";
import { dayOf, t } from "../words.ts";
import type { App, Page } from "./app.ts";
import { alikeNotes, bySection, questionsOf, VALUE_NAMES } from "./household.ts";
import { KIND_NAMES, labelOf, registrants } from "./households.ts";
import { choose, resumed } from "./record.ts";
import { notKept } from "./settings.ts";

export interface Survey {
  kind: string;
  place: number | null;
  day: string;
  fields: Fields;
  way: string;
  proof: string;
}

type Purpose = { row?: Registrant; mends?: Item };

const MOST = 9999;
const sameName = (one: string, other: string): boolean => nameKey(one) === nameKey(other);

/** What stops the survey from being kept: field → words. The server judges it again. */
export function faultsOf(survey: Survey, before: Fields, questions: Question[], today: string, others: Iterable<Registrant>, own: string): Record<string, string> {
  const { fields } = survey;
  const faults: Record<string, string> = {};
  if (!survey.place) faults["place"] = t("Chọn thôn.");
  if (!survey.day || survey.day > today) faults["day"] = t("Chọn ngày đã hỏi, không sau hôm nay.");
  if (survey.kind !== "household" && !fields["name"]) faults["name"] = t("Ghi tên cơ sở, hợp tác xã.");
  if (fields["phone"] && !(/^0\d{9}$/.test(`0${phoneKey(fields["phone"])}`) && /^[+\d\s.-]{9,16}$/.test(fields["phone"]))) faults["phone"] = t("Số điện thoại có 10 số, thí dụ 0905 123 456.");
  for (const one of questions) {
    const value = fields[one.id];
    if (!one.is_number || !value || value === NOT_ASKED) continue;
    if (!/^\d{1,6}$/.test(value) || Number(value) > MOST) faults[one.id] = t("Ghi số nguyên từ 0 đến 9.999.");
    else if (one.at_most && Number(fields[one.at_most] || Infinity) < Number(value)) faults[one.id] = t("Không thể nhiều hơn số ở câu trước.");
  }
  for (const row of others) if (fields["code"] && row.id !== own && row.kind === survey.kind && row.place === survey.place && fold(row.fields["code"] ?? "") === fold(fields["code"])) faults["code"] = t("Mã này đã có trong thôn: {label}.", { label: labelOf(row) });
  if (needsConsent(before, fields, sameName)) {
    if (!survey.way) faults["consent"] = t("Chưa có sự đồng ý nên chưa ghi tên, số điện thoại. Hỏi rồi chọn cách đồng ý, hoặc bỏ trống tên và số.");
    else if (!survey.proof.trim()) faults["proof"] = t("Ghi ai làm chứng, hoặc giấy giữ ở đâu.");
  }
  return faults;
}

/** What goes into the outbox; nothing when nothing changed. */
export function writtenOf(survey: Survey, { row, mends }: Purpose, before: Fields): Written[] {
  const consent = survey.way && needsConsent(before, survey.fields, sameName) ? { consent: { way: survey.way, proof: survey.proof.trim(), given_on: survey.day } } : {};
  const label = labelOf({ kind: survey.kind, fields: survey.fields });
  const replaces = mends ? { replaces: mends.id } : {};
  if (!row) {
    const fields = Object.fromEntries(Object.entries(survey.fields).filter(([, value]) => value && value !== NOT_ASKED));
    return [{ id: newId(), kind: "registry.row", title: t("Thêm vào sổ: {label}", { label }), body: { place: survey.place, kind: survey.kind, day: survey.day, fields, ...consent }, ...replaces }];
  }
  const { base, changes } = changed(before, survey.fields);
  if (!Object.keys(changes).length) return [];
  return [{ id: newId(), kind: "registry.change", title: t("Khảo sát: {label}", { label }), body: { row: row.id, day: survey.day, base, changes, ...consent }, after: row.waiting, ...replaces }];
}

function purposeOf(app: App, verb: string, id: string, all: Map<string, Registrant>): Purpose | null {
  if (verb === "moi") return {};
  if (verb === "khao-sat") {
    const row = all.get(id);
    return row ? { row } : null;
  }
  const mends = app.house.items.get(id);
  if (!mends) return null;
  if (mends.kind === "registry.row") return { mends };
  const row = all.get(String(mends.body["row"]));
  return row ? { row, mends } : null;
}

export function survey(app: App, verb: string, id: string): Page {
  const { house } = app;
  const all = registrants(house);
  const purpose = purposeOf(app, verb, id, all);
  if (!purpose) return { title: t("Sổ hộ"), back: "#/so-ho", body: h("p", {}, t("Dòng này không còn trong sổ trên máy: có thể đã gộp, chuyển thôn, hoặc ra khỏi sổ.")) };
  const { row, mends } = purpose;
  const today = dayOf(new Date());
  const me = house.row<{ usual_place?: number }>("me", "me");
  const hamlets = house.rows<Row & { name: string; level: string }>("places").filter((place) => place.level === "hamlet");
  const before: Fields = row?.fields ?? {};
  const said = mends?.body;
  const agreed = said?.["consent"] as { way?: string; proof?: string } | undefined;
  const given: Survey = {
    kind: row?.kind ?? String(said?.["kind"] ?? (verb === "moi" && id in KIND_NAMES ? id : "household")),
    place: row?.place ?? ((said?.["place"] as number | undefined) ?? hamlets.find((one) => one.id === me?.usual_place)?.id ?? hamlets[0]?.id ?? null) as number | null,
    day: today,
    fields: { ...before, ...(said?.["fields"] as Fields | undefined), ...(said?.["changes"] as Fields | undefined) },
    way: agreed?.way ?? "",
    proof: agreed?.proof ?? "",
  };
  const draftId = `household:${verb}/${id}`;
  const kept = house.drafts.get(draftId)?.data as Survey | undefined;
  const work: Survey = structuredClone(kept ?? given);
  const questions = questionsOf(house, work.kind);
  const box = h("div", {});
  const own = row?.id ?? "";
  let accepted = "";
  let timer: ReturnType<typeof setTimeout> | undefined;
  let isDone = false;

  const saveDraft = async (): Promise<void> => {
    clearTimeout(timer);
    timer = undefined;
    if (isDone || JSON.stringify(work) === JSON.stringify(given)) return;
    await house.draft({ id: draftId, kind: "household", title: t("Khảo sát: {label}", { label: labelOf(work) }), at: new Date().toISOString(), data: structuredClone(work) });
  };
  const touched = (): void => {
    clearTimeout(timer);
    timer = setTimeout(() => void saveDraft(), 250);
  };
  const hide = (): void => {
    if (document.visibilityState === "hidden" && timer !== undefined) void saveDraft();
  };
  document.addEventListener("visibilitychange", hide);
  const say = (name: string, value: string): void => {
    work.fields[name] = value;
    touched();
  };

  const warning = h("div", {});
  /** Rows that may be this one, told as soon as the name or number is there: before anything is sent. */
  const warn = (): string => {
    const found = row && !changesWho(before, work.fields) ? [] : alike({ id: own, kind: work.kind, place: work.place, fields: work.fields }, all.values());
    warning.replaceChildren(...(found.length ? [h("div", { class: "note", id: "alike", role: "status", tabindex: "-1" }, h("p", {}, h("strong", {}, t("Có thể đã có trong sổ"))), ...(alikeNotes(found) as Node[]), h("p", {}, t("Cùng một hộ thì mở dòng đó mà sửa. Khác hộ thì bấm lưu lần nữa.")))] : []));
    return found.map(([one]) => one.id).join(" ");
  };
  const draw = (faults: Record<string, string>): void => {
    const open = [...box.querySelectorAll("details")].map((one) => one.open);
    box.replaceChildren(...(parts(faults).flat() as Node[]).filter(Boolean));
    box.querySelectorAll("details").forEach((one, index) => (one.open ||= open[index] ?? false));
    warn();
  };

  const line = (name: string, label: string, faults: Record<string, string>, more: Record<string, unknown> = {}, hint = ""): HTMLElement => {
    const input: HTMLInputElement = h("input", { value: work.fields[name] ?? "", autocomplete: "off", maxlength: "160", oninput: () => say(name, input.value.normalize("NFC")), ...more });
    return field(label, input, { error: faults[name], ...(hint ? { hint } : {}) });
  };
  const ask = (one: Question, faults: Record<string, string>): HTMLElement => {
    if (one.is_number) {
      const input: HTMLInputElement = h("input", { inputmode: "numeric", maxlength: "6", autocomplete: "off", value: valueOf(work.fields, one.id) === NOT_ASKED ? "" : work.fields[one.id]!, oninput: () => say(one.id, input.value.trim() || NOT_ASKED) });
      return field(one.label, input, { error: faults[one.id] });
    }
    const group = fresh("answer");
    const now = valueOf(work.fields, one.id);
    const names = now === NOT_ASKED ? Object.keys(VALUE_NAMES).slice(0, -1) : Object.keys(VALUE_NAMES);
    const redraws = questions.some((other) => other.asked_if === one.id);
    const box: HTMLElement = h("div", { class: "answers" });
    const options = names.map((value) =>
      h("label", { class: value === now ? "pick chosen" : "pick" }, h("input", { type: "radio", name: group, value, checked: value === now, onchange: () => choosing(value) }), h("span", {}, t(VALUE_NAMES[value]!))),
    );
    const choosing = (value: string): void => {
      say(one.id, value);
      options.forEach((option, index) => option.classList.toggle("chosen", names[index] === value));
      if (redraws) followers();
    };
    box.append(...options);
    return h("fieldset", { "data-question": one.id, hidden: !isAsked(one, work.fields) }, h("legend", {}, one.label), box);
  };
  const followers = (): void => {
    for (const one of questions) if (one.asked_if) box.querySelectorAll<HTMLElement>(`[data-question="${one.id}"]`).forEach((set) => (set.hidden = !isAsked(one, work.fields)));
  };
  const parts = (faults: Record<string, string>): Child[][] => {
    const held = Boolean(before["contact_name"] || before["phone"]);
    const agree = [
      field(t("Người đại diện có đồng ý cho ghi tên, số điện thoại?"), choose([["spoken", t("Đồng ý bằng lời nói, có người làm chứng")], ["paper", t("Đồng ý trên giấy có chữ ký")]], work.way, (value) => ((work.way = value), touched(), draw({})), held ? t("Đã đồng ý từ trước") : t("Chưa đồng ý, không ghi tên")), { error: faults["consent"] }),
      work.way ? field(t("Ai làm chứng, hoặc giấy giữ ở đâu"), h("input", { value: work.proof, maxlength: "200", oninput: (event: Event) => ((work.proof = (event.target as HTMLInputElement).value), touched()) }), { error: faults["proof"] }) : null,
    ];
    const showsNames = held || Boolean(work.way) || Boolean(work.fields["contact_name"] || work.fields["phone"]);
    const isHead: HTMLInputElement = h("input", { type: "checkbox", checked: valueOf(work.fields, "is_head") === "yes", onchange: () => say("is_head", isHead.checked ? "yes" : "no") });
    const day: HTMLInputElement = h("input", { type: "date", value: work.day, max: today, onchange: () => ((work.day = day.value), touched()) });
    return [
      [
        row ? null : field(t("Thôn, tổ dân phố"), choose(hamlets.map((one) => [String(one.id), one.name]), String(work.place ?? ""), (value) => ((work.place = Number(value) || null), touched(), void warn()), t("Chọn thôn")), { error: faults["place"] }),
        work.kind === "household" ? null : line("name", t("Tên cơ sở, hợp tác xã"), faults, { onchange: () => void warn() }),
        line("address", t("Số nhà, xóm"), faults),
      ],
      [h("section", {}, h("h2", {}, t("Người đại diện")), agree, showsNames ? [line("contact_name", t("Họ và tên"), faults, { maxlength: "120", onchange: () => void warn() }), line("phone", t("Điện thoại"), faults, { inputmode: "tel", maxlength: "16", onchange: () => void warn() }), work.kind === "household" ? h("label", { class: "pick" }, isHead, h("span", {}, t("Là chủ hộ"))) : null] : null, warning)],
      bySection(questions).map(([name, some]) => h("section", {}, h("h2", {}, name), some.map((one) => ask(one, faults)))),
      [h("details", { class: "card", open: Boolean(faults["day"] || faults["code"]) }, h("summary", {}, t("Ngày hỏi, mã số")), field(t("Ngày hỏi"), day, { error: faults["day"] }), line("code", t("Mã số"), faults, { maxlength: "30" }, t("Bỏ trống thì máy chủ đánh số tiếp.")))],
    ];
  };
  draw({});

  const save = async (): Promise<void> => {
    for (const one of questions) if (one.asked_if && !isAsked(one, work.fields) && work.fields[one.id] !== before[one.id]) delete work.fields[one.id];
    const faults = faultsOf(work, before, questions, today, all.values(), own);
    const fault = (words: string[]): void => {
      const summary = h("div", { class: "errors", role: "alert", tabindex: "-1" }, h("h2", {}, t("Chưa lưu được")), h("ul", {}, words.map((one) => h("li", {}, one))));
      box.prepend(summary);
      summary.focus();
    };
    if (Object.keys(faults).length) {
      draw(faults);
      return fault(Object.values(faults));
    }
    const found = warn();
    if (found && found !== accepted) {
      accepted = found;
      document.getElementById("alike")?.focus();
      warning.scrollIntoView({ block: "center" });
      return;
    }
    const written = writtenOf(work, purpose, before);
    if (!written.length) return fault([t("Chưa có gì thay đổi.")]);
    isDone = true;
    clearTimeout(timer);
    try {
      await house.write(written, { ending: draftId });
    } catch (error) {
      isDone = false;
      return fault([notKept(error)]);
    }
    toast(navigator.onLine ? t("Đã lưu trên máy, đang gửi.") : t("Đã lưu trên máy, tự gửi khi có mạng."));
    void app.keeper.now();
    app.go(`so-ho/xem/${row?.id ?? written[0]!.id}`);
  };
  return {
    title: row ? labelOf(row) : t("Thêm vào sổ: {kind}", { kind: t(KIND_NAMES[work.kind]!) }),
    back: row ? `#/so-ho/xem/${row.id}` : "#/so-ho",
    body: [kept ? resumed(app, draftId) : null, box],
    foot: h("button", { class: "btn primary", type: "button", onclick: () => void save() }, icon("check"), t("Lưu, tự gửi khi có mạng")),
    leave: () => {
      document.removeEventListener("visibilitychange", hide);
      if (timer !== undefined) void saveDraft();
    },
  };
}

/** Whether an edit says otherwise who the row is; without that no old likeness is told again. */
const changesWho = (before: Fields, after: Fields): boolean => ["name", "contact_name", "phone"].some((name) => (before[name] ?? "") !== (after[name] ?? ""));

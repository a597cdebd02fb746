/** Đã gửi: every piece of work with the truth about it in words. */

import type { Question } from "../outbox/register.ts";
import { type Conflict, type Item, type SentRow, SETTLED, closedIds, isMended, standing } from "../outbox/rules.ts";
import { h, icon, toast } from "../ui.ts";
import { clock, dayWords, t } from "../words.ts";
import type { App, Page } from "./app.ts";
import { valueWords } from "./household.ts";
import { standingLine } from "./standing.ts";

export interface Line {
  id: string;
  title: string;
  at: string;
  item?: Item;
  row?: SentRow;
}

/** Parts of other work: no work of their own. */
export const QUIET_KINDS = new Set(["outbox.dropped", "outreach.photo", "forms.media", "helpdesk.photo"]);

const KIND_WORDS: Record<string, string> = {
  "outreach.correction": "Sửa việc đã ghi",
  "outreach.withdrawal": "Bỏ việc đã ghi",
  "training.check_in": "Điểm danh lớp",
  "training.attendance": "Điểm danh lớp",
  "helpdesk.request": "Gọi giúp",
  "helpdesk.reply": "Trả lời yêu cầu",
  "registry.row": "Thêm vào sổ hộ",
  "registry.change": "Khảo sát hộ",
  "notices.acknowledgement": "Đã đọc thông báo",
};

/** One line for each piece of work: what lies here and what the server tells, joined where they are the same. */
export function lines(app: App): Line[] {
  const { house } = app;
  const closed = closedIds(house.items.values());
  const joined = new Set<string>();
  const all: Line[] = [];
  for (const item of house.items.values()) {
    if (closed.has(item.id)) continue;
    if (item.about && SETTLED.has(house.receipts.get(item.id)?.state ?? "held") && house.mended(item)) continue; // it is the line of what it mended
    const row = house.told(item);
    if (row) joined.add(row.id);
    const isQuiet = QUIET_KINDS.has(item.kind);
    const state = standing(house.receipts.get(item.id), row).name;
    if (isQuiet && state !== "refused" && state !== "on_phone") continue;
    if (item.kind === "outbox.dropped" && state !== "on_phone") continue;
    all.push({ id: item.id, title: item.title, at: item.made_at, item, ...(row ? { row } : {}) });
  }
  for (const row of house.rows<SentRow>("sent")) {
    if (joined.has(row.id) || (QUIET_KINDS.has(row.kind) && row.state === "received")) continue;
    all.push({ id: row.id, title: row.title || t(KIND_WORDS[row.kind] ?? "Việc khác"), at: row.at, row });
  }
  return all.sort((a, b) => Date.parse(b.at) - Date.parse(a.at));
}

const FIELD_WORDS: Record<string, string> = { citizens: "Số người", elderly: "Người cao tuổi", households: "Số hộ", note: "Ghi chú", day: "Ngày làm", task: "Việc", place: "Nơi làm", address: "Số nhà, xóm", contact_name: "Người đại diện", phone: "Điện thoại", code: "Mã số", name: "Tên cơ sở, hợp tác xã", is_head: "Là chủ hộ" };

function conflictRow(app: App, one: Conflict): HTMLElement {
  const name = app.house.row<Question>("questions", one.field)?.label ?? t(FIELD_WORDS[one.field] ?? one.field);
  return h("li", {}, `${name}: ${t("anh chị ghi {yours}; {by} đã ghi {theirs}", { yours: valueWords(String(one.yours)), by: one.by, theirs: valueWords(String(one.theirs)) })}`);
}

function acts(app: App, line: Line): (HTMLElement | null)[] {
  const { item, row } = line;
  const receipt = item ? app.house.receipts.get(item.id) : undefined;
  const state = standing(receipt, row);
  if (state.name === "refused" && item) {
    const mend = item.kind.startsWith("registry.") ? `#/so-ho/sua/${item.id}` : item.kind === "outreach.record" ? `#/ghi/sua/${item.id}` : item.kind === "outreach.correction" ? `#/ghi/dinh-chinh/${String(item.body["record"])}` : item.kind === "helpdesk.request" ? `#/goi-giup/sua/${item.id}` : item.kind === "forms.submission" ? `#/bieu-mau/sua/${item.id}` : null;
    return [
      receipt?.conflicts?.length ? h("ul", {}, receipt.conflicts.map((one) => conflictRow(app, one))) : null,
      mend ? h("a", { class: "btn", href: mend }, icon("pencil"), t("Sửa rồi gửi lại")) : null,
      h("button", { class: "btn", type: "button", onclick: async () => void (await app.house.askAgain(item.id), app.keeper.now()) }, icon("refresh"), t("Gửi lại như cũ")),
      giveUp(app, item),
    ];
  }
  const mended = row && isMended(row, app.house.items.values(), app.house.receipts);
  if (mended) return [h("p", { class: "quiet" }, mended === "waits" ? t("Bản sửa đang ở trên máy, chưa gửi.") : t("Bản sửa đã gửi."))];
  if (state.name === "returned" && row) {
    const mend = row.kind === "forms.submission" ? `#/bieu-mau/sua/${row.id}` : `#/ghi/dinh-chinh/${row.id}`;
    return [h("a", { class: "btn primary", href: mend }, icon("pencil"), t("Sửa"))];
  }
  if (row?.kind === "outreach.record" && ["received", "corrected"].includes(state.name)) return [h("a", { class: "btn slim", href: `#/ghi/dinh-chinh/${row.id}` }, icon("pencil"), t("Sửa"))];
  return [];
}

function giveUp(app: App, item: Item): HTMLElement {
  const box = h("details", {}, h("summary", {}, t("Bỏ việc này")));
  const reason = h("input", { "aria-label": t("Lý do bỏ"), placeholder: t("Lý do bỏ") });
  box.append(
    reason,
    h(
      "button",
      {
        class: "btn bad",
        type: "button",
        onclick: async () => {
          if (reason.value.trim().length < 3) return reason.focus();
          await app.house.write([{ kind: "outbox.dropped", title: t("Bỏ: {title}", { title: item.title }), body: { item: item.id, reason: reason.value.trim() } }]);
          toast(t("Đã bỏ; lý do được gửi lên khi có mạng."));
          void app.keeper.now();
        },
      },
      icon("trash"),
      t("Bỏ hẳn"),
    ),
  );
  return box;
}

export function sent(app: App): Page {
  const all = lines(app);
  const waiting = app.house.unsent().length;
  const last = app.house.kept.get("last_sync") as string | undefined;
  const shown = all.slice(0, 100);
  return {
    title: t("Việc đã gửi"),
    tab: "da-gui",
    isLive: true,
    body: [
      h("p", {}, waiting ? t("{count} việc còn trên máy, chưa gửi.", { count: waiting }) : t("Không còn việc nào chưa gửi."), " ", last ? t("Gửi gần nhất {time}.", { time: clock(last) }) : t("Máy này chưa gửi lần nào.")),
      h("button", { class: "btn", type: "button", onclick: () => void app.keeper.now() }, icon("refresh"), t("Gửi ngay")),
      shown.length
        ? h(
            "ul",
            { class: "plain list", id: "sent" },
            shown.map((line) =>
              h(
                "li",
                { class: "stack", "data-id": line.id },
                h("div", {}, h("strong", {}, line.title), h("br"), h("span", { class: "quiet" }, line.row?.day ? dayWords(line.row.day) : clock(line.at)), h("br"), standingLine(app, line.item, line.row)),
                acts(app, line),
              ),
            ),
          )
        : h("p", { class: "quiet" }, t("Việc anh chị ghi sẽ hiện ở đây, kèm lúc máy chủ đã nhận.")),
      all.length > shown.length ? h("p", { class: "quiet" }, t("Chỉ hiện {count} việc mới nhất.", { count: shown.length })) : null,
    ],
  };
}

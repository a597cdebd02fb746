"""Payment lists: drawn up from worked days, checked line by line by another person, closed."""

import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils.translation import gettext as _

from toso.ground.audit.actions import record as audit
from toso.ground.people.models import Person
from toso.ground.places.models import Place
from toso.ground.shared.calendar import VIETNAM
from toso.ground.shared.refusal import Refusal
from toso.ground.shared.scope import Scope
from toso.ground.shared.text import nfc
from toso.plan.programme.models import LegalDocument
from toso.work.allowance import queries, rules
from toso.work.allowance.models import METHODS, PaidDay, PaymentLine, PaymentList, Rate
from toso.work.allowance.rules import DaySource, Item, LineState, ListState, Method, PaidCell, WorkedDay

DATA = Path(__file__).parent / "data" / "rates.toml"
MOST_NAMED = 3


@transaction.atomic
def load_rates() -> int:
    """Write the shipped rates that are not there yet; what stands is never changed. Returns how many are new."""
    rows = tomllib.loads(nfc(DATA.read_text(encoding="utf-8")))["rate"]
    names = {document.code: str(document) for document in LegalDocument.objects.all()}
    known = set(Rate.objects.values_list("item", "valid_from"))
    new = [
        Rate(
            item=row["item"],
            amount=row.get("amount"),
            basis=f"{names.get(row['basis'], row['basis'])}, {row['article']}",
            note=row["note"],
            valid_from=row["valid_from"],
            valid_until=row.get("valid_until"),
        )
        for row in rows
        if (row["item"], row["valid_from"]) not in known
    ]
    Rate.objects.bulk_create(new)
    return len(new)


@dataclass(frozen=True, slots=True)
class NewRate:
    """A cell of the table as a document sets it; ``amount`` in dong."""

    item: Item
    amount: Decimal
    valid_from: date
    basis: str
    note: str = ""


@transaction.atomic
def set_rate(*, rate: NewRate, by: Person, scope: Scope, at: datetime) -> Rate:
    """A rate from a day on, by a document: a new circular, or what the province decided where the circular leaves
    it to the paying body (Circular 40/2017/TT-BTC, Art. 6.2). The rate before it stays for the days before.

    Lists that stand keep the amounts they were drawn up with.
    """
    if not queries.sets_rates(scope):
        raise Refusal(_("Chỉ cơ quan thường trực cấp tỉnh đặt mức chi."))
    basis = nfc(rate.basis).strip()[:200]
    if not 0 < rate.amount <= rules.MOST_AMOUNT:
        raise Refusal(_("Số tiền không hợp lý. Ghi lại bằng đồng."), field="amount")
    if not basis:
        raise Refusal(_("Ghi số văn bản, điều khoản đặt mức này."), field="basis")
    rows = Rate.objects.select_for_update().filter(item=rate.item)
    last = rows.order_by("-valid_from").first()
    if last is not None and rate.valid_from <= last.valid_from:
        raise Refusal(
            _("Khoản này đã có mức từ %(day)s; mức mới phải từ ngày sau đó.") % {"day": f"{last.valid_from:%d/%m/%Y}"},
            field="valid_from",
        )
    rows.filter(valid_until__isnull=True).update(valid_until=rate.valid_from)
    made = Rate.objects.create(
        item=rate.item,
        amount=rate.amount,
        basis=basis,
        note=nfc(rate.note).strip()[:300],
        valid_from=rate.valid_from,
    )
    detail = {"kind": str(rate.item), "amount": str(rate.amount), "on": rate.valid_from.isoformat()}
    audit("allowance.rate.set", by=by, about=made, at=at, path=scope.place_roots[0], detail=detail)
    return made


@transaction.atomic
def draw_up_list(
    *,
    place: Place,
    label: str,
    decision_number: str,
    decided_on: date,
    days: Sequence[WorkedDay],
    by: Person,
    scope: Scope,
    at: datetime,
    method: Method = Method.DAYS,
    by_hand: str = "",
    is_sample: bool = False,
) -> PaymentList:
    """Draw up who is paid for which worked days, by the body at ``place``.

    The days are given by whoever keeps them (a campaign's log) with their evidence; typed ones need ``by_hand``, why
    no log tells them. A day that stands in another list is
    refused, and so is one that has not come. What the table does not tell stays empty until the accountant sets it.
    """
    place = Place.objects.visible_to(scope).get(pk=place.pk)
    if not queries.pays(scope, place):
        raise Refusal(_("Tài khoản này không lập danh sách chi của %(place)s.") % {"place": place}, field="place")
    label, number = nfc(label).strip(), nfc(decision_number).strip()
    if not label:
        raise Refusal(_("Ghi tên đợt."), field="label")
    if not number:
        raise Refusal(_("Ghi số quyết định cử đi; có quyết định mới chi."), field="decision_number")
    if method not in METHODS:
        raise Refusal(_("Chọn cách chi trong danh sách."), field="method")
    by_hand = nfc(by_hand).strip()[:300]
    if not by_hand and any(worked.source == DaySource.HAND for worked in days):
        raise Refusal(_("Ngày công ghi tay cần lý do: vì sao không lấy từ nhật ký."), field="by_hand")
    _refuse_wrong_days(days, at=at)
    payment = PaymentList.objects.create(
        place=place,
        label=label[:120],
        decision_number=number[:60],
        decided_on=decided_on,
        method=method,
        by_hand=by_hand,
        made_by=by,
        recorded_at=at,
        is_sample=is_sample or place.is_sample,
    )
    try:
        with transaction.atomic():
            _write_lines(payment, days)
    except IntegrityError as error:  # another list took a day while this one was being looked at
        raise Refusal(_("Có ngày vừa được đưa vào danh sách khác. Xem lại rồi lập lại."), field="days") from error
    detail = {"number": number, "days": len(days), "reason": by_hand}
    audit("allowance.list.drawn_up", by=by, about=payment, at=at, path=place.path, detail=detail)
    return payment


def _refuse_wrong_days(days: Sequence[WorkedDay], *, at: datetime) -> None:
    if not days:
        raise Refusal(_("Chưa có ngày công nào để chi."), field="days")
    if len(days) > rules.MOST_DAYS:
        raise Refusal(_("Danh sách quá dài; chia theo tháng hoặc theo xã."), field="days")
    today = at.astimezone(VIETNAM).date()
    if any(worked.day > today for worked in days):
        raise Refusal(_("Có ngày chưa đến. Chỉ chi cho ngày đã đi."), field="days")
    if twice := rules.doubled(days):
        raise Refusal(
            _("Ngày %(day)s ghi hai lần cho một người; mỗi ngày chỉ chi một lần.")
            % {"day": f"{twice[0].day:%d/%m/%Y}"},
            field="days",
        )
    if paid := queries.taken(days):
        named = "; ".join(f"{one.person} {one.day:%d/%m/%Y} ({one.label})" for one in paid[:MOST_NAMED])
        raise Refusal(
            _("%(count)s ngày đã có trong danh sách khác: %(named)s.") % {"count": len(paid), "named": named},
            field="days",
        )


def _write_lines(payment: PaymentList, days: Sequence[WorkedDay]) -> None:
    cells = queries.cells()
    by_person: dict[int, list[PaidCell]] = {}
    for paid in rules.reckon(days, cells):
        by_person.setdefault(paid.worked.person_id, []).append(paid)
    lines = []
    for person, paid_days in by_person.items():
        computed, unknown = _amount_of(payment, paid_days)
        lines.append(
            PaymentLine(list=payment, person_id=person, computed=computed, unknown_days=unknown, amount=computed)
        )
    PaymentLine.objects.bulk_create(lines)
    is_daily = payment.method == Method.DAYS
    PaidDay.objects.bulk_create(
        [
            PaidDay(
                line=line,
                person_id=line.person_id,
                place_id=paid.worked.place_id,
                day=paid.worked.day,
                kind=paid.worked.kind,
                is_lodged=paid.worked.is_lodged,
                source=paid.worked.source,
                address=paid.worked.address,
                allowance=paid.allowance if is_daily else None,
                lodging=paid.lodging if is_daily else None,
            )
            for line in lines
            for paid in by_person[line.person_id]
        ],
        batch_size=1000,
    )


def _amount_of(payment: PaymentList, days: Sequence[PaidCell]) -> tuple[Decimal | None, int]:
    """What the table gives one person, empty when it is silent on one of the days; and on how many it is."""
    if payment.method == Method.MONTHLY:
        amount, months = rules.lump([paid.worked.day for paid in days], queries.cells())
        return amount, months if amount is None else 0
    unknown = sum(paid.is_unknown for paid in days)
    return (None if unknown else rules.total(days)), unknown


def _line(line_id: int, scope: Scope, by: Person) -> PaymentLine:
    visible = PaymentList.objects.visible_to(scope)
    rows = PaymentLine.objects.filter(list__in=visible).select_for_update(of=("self",))
    line: PaymentLine = rows.select_related("list__place", "person").get(pk=line_id)
    _refuse_checker(line.list, scope, by)
    return line


def _refuse_checker(payment: PaymentList, scope: Scope, by: Person) -> None:
    if not queries.pays(scope, payment.place):
        raise Refusal(_("Tài khoản này chỉ xem danh sách chi."))
    if payment.state != ListState.DRAFT:
        raise Refusal(_("Danh sách đã chốt hoặc đã huỷ, không sửa được."))
    if payment.made_by_id == by.pk:
        raise Refusal(_("Người lập không tự soát. Nhờ kế toán hoặc người khác soát từng dòng."))


@transaction.atomic
def check_line(
    *,
    line_id: int,
    by: Person,
    scope: Scope,
    at: datetime,
    amount: Decimal | None = None,
    reason: str = "",
) -> PaymentLine:
    """Say that one line is right. Another amount than the table's needs its ground."""
    line = _line(line_id, scope, by)
    if line.state == LineState.STRUCK:
        raise Refusal(_("Dòng này đã gạch."))
    reason = nfc(reason).strip()[:300]
    chosen = line.computed if amount is None else amount
    if chosen is None:
        raise Refusal(_("Bảng mức chi chưa có mức cho dòng này. Ghi số tiền và căn cứ."), field="amount")
    if not 0 <= chosen <= rules.MOST_AMOUNT:
        raise Refusal(_("Số tiền không hợp lý. Ghi lại bằng đồng."), field="amount")
    if chosen != line.computed and not reason:
        raise Refusal(_("Số khác bảng mức chi cần ghi căn cứ."), field="reason")
    line.amount, line.reason, line.state = chosen, reason, LineState.CHECKED
    line.checked_by, line.checked_at = by, at
    line.save(update_fields=["amount", "reason", "state", "checked_by", "checked_at"])
    detail = {"person": line.person_id, "amount": str(chosen)}
    audit("allowance.line.checked", by=by, about=line.list, at=at, path=line.list.place.path, detail=detail)
    return line


@transaction.atomic
def check_lines(*, list_id: int, lines: Sequence[int], by: Person, scope: Scope, at: datetime) -> int:
    """Say of several lines that were looked at that the table's amount is right. Returns how many are new."""
    payment = _list(list_id, scope)
    _refuse_checker(payment, scope, by)
    rows = payment.lines.select_for_update().filter(pk__in=lines, state=LineState.OPEN, computed__isnull=False)
    chosen = [row.pk for row in rows]
    if not chosen:
        raise Refusal(_("Không có dòng nào đang chờ soát mà bảng mức chi đã có mức."))
    PaymentLine.objects.filter(pk__in=chosen).update(
        amount=F("computed"), reason="", state=LineState.CHECKED, checked_by=by, checked_at=at
    )
    detail = {"count": len(chosen)}
    audit("allowance.lines.checked", by=by, about=payment, at=at, path=payment.place.path, detail=detail)
    return len(chosen)


@transaction.atomic
def strike_line(*, line_id: int, reason: str, by: Person, scope: Scope, at: datetime) -> PaymentLine:
    """Take a person out of the list; the days may then stand in another."""
    line = _line(line_id, scope, by)
    reason = nfc(reason).strip()[:300]
    if not reason:
        raise Refusal(_("Ghi lý do gạch."), field="reason")
    line.state, line.reason, line.checked_by, line.checked_at = LineState.STRUCK, reason, by, at
    line.save(update_fields=["state", "reason", "checked_by", "checked_at"])
    PaidDay.objects.filter(line=line).update(stands=False)
    detail = {"person": line.person_id, "reason": reason}
    audit("allowance.line.struck", by=by, about=line.list, at=at, path=line.list.place.path, detail=detail)
    return line


@transaction.atomic
def close_list(*, list_id: int, by: Person, scope: Scope, at: datetime) -> PaymentList:
    """Settle a list whose every line was checked or struck."""
    payment = _list(list_id, scope)
    _refuse_checker(payment, scope, by)
    left = payment.lines.filter(state=LineState.OPEN).count()
    if left:
        raise Refusal(_("Còn %(count)s dòng chưa soát.") % {"count": left})
    payment.state, payment.closed_by, payment.closed_at = ListState.CLOSED, by, at
    payment.save(update_fields=["state", "closed_by", "closed_at"])
    audit("allowance.list.closed", by=by, about=payment, at=at, path=payment.place.path)
    return payment


@transaction.atomic
def cancel_list(*, list_id: int, reason: str, by: Person, scope: Scope, at: datetime) -> PaymentList:
    """Give up a list that is not settled; its days are free for another."""
    payment = _list(list_id, scope)
    if not queries.pays(scope, payment.place):
        raise Refusal(_("Tài khoản này chỉ xem danh sách chi."))
    if payment.state != ListState.DRAFT:
        raise Refusal(_("Danh sách đã chốt hoặc đã huỷ, không sửa được."))
    reason = nfc(reason).strip()[:300]
    if not reason:
        raise Refusal(_("Ghi lý do huỷ."), field="reason")
    payment.state, payment.reason = ListState.CANCELLED, reason
    payment.save(update_fields=["state", "reason"])
    PaidDay.objects.filter(line__list=payment).update(stands=False)
    audit("allowance.list.cancelled", by=by, about=payment, at=at, path=payment.place.path, detail={"reason": reason})
    return payment


def _list(list_id: int, scope: Scope) -> PaymentList:
    rows = PaymentList.objects.visible_to(scope).select_for_update(of=("self",))
    payment: PaymentList = rows.select_related("place").get(pk=list_id)
    return payment

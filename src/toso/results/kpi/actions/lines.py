"""Lines of a month: assigned, noted in between, updated with evidence, handed over, split over months."""

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal

from django.db import transaction
from django.db.models import Sum
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from toso.ground.audit.actions import record
from toso.ground.people.models import Person
from toso.ground.shared.refusal import Refusal
from toso.ground.shared.scope import Scope
from toso.ground.shared.text import nfc
from toso.results.kpi.actions.checks import (
    line_to_change,
    path_of,
    refuse_if_closed,
    refuse_unless_own,
    refuse_unless_scorer,
    sheet_to_change,
    standing_at,
)
from toso.results.kpi.actions.months import open_month
from toso.results.kpi.models import Line, Product, Sheet, Update
from toso.results.kpi.queries.access import readable
from toso.results.kpi.queries.evidence import proposals_for
from toso.results.kpi.queries.months import body_on, catalogue_on
from toso.results.kpi.queries.rule_sets import policy_of
from toso.results.kpi.rules.states import EDITABLE
from toso.results.kpi.rules.terms import Origin
from toso.results.kpi.rules.watch import LONG_BACK_DAYS, delays


@dataclass(frozen=True, slots=True)
class Task:
    """Something to do: a product of the catalogue, or a name with a coefficient from outside it."""

    quantity: Decimal
    product: Product | None = None
    name: str = ""
    coefficient: Decimal | None = None
    measure: str = ""
    due_on: date | None = None

    @property
    def words(self) -> str:
        return self.product.name if self.product else " ".join(nfc(self.name).split())

    @property
    def weight(self) -> Decimal:
        return self.product.coefficient if self.product else self.coefficient or Decimal(0)


def check_task(task: Task) -> None:
    """Refuse what nobody can do: no words, no weight, no quantity."""
    if not task.words:
        raise Refusal(_("Nhập tên việc hoặc chọn một sản phẩm trong danh mục."), field="name")
    if task.weight <= 0:
        raise Refusal(
            _("Hệ số phải lớn hơn 0. Việc ngoài danh mục: so với sản phẩm chuẩn (hệ số 1)."), field="coefficient"
        )
    if task.quantity <= 0:
        raise Refusal(_("Số lượng phải lớn hơn 0."), field="quantity")


def new_line(sheet: Sheet, task: Task, *, origin: Origin, by: Person, at: datetime, body_id: int) -> Line:
    """A line that is not saved yet; its coefficient is that of today."""
    return Line(
        sheet=sheet,
        product=task.product,
        name=task.words,
        measure=task.product.measure if task.product else task.measure,
        coefficient=task.weight,
        assigned=task.quantity if origin == Origin.ASSIGNED else Decimal(0),
        origin=origin,
        due_on=task.due_on,
        body_id=body_id,
        assigned_by=by,
        captured_at=at,
        recorded_at=at,
    )


@transaction.atomic
def assign(
    *,
    sheet_ids: Sequence[int],
    tasks: Sequence[Task],
    by: Person,
    scope: Scope,
    at: datetime,
    plan: str = "",
    is_repeating: bool = False,
) -> list[Line]:
    """Assign the same tasks to one person or to many. The coefficient is frozen here, whatever comes after."""
    for task in tasks:
        check_task(task)
    if not tasks:
        raise Refusal(_("Chọn ít nhất một việc để giao."), field="name")
    standing = standing_at(scope, at)
    rows = readable(standing).filter(pk__in=sheet_ids).select_for_update(of=("self",)).order_by("pk")
    sheets = list(rows)
    if not sheets or len(sheets) != len(set(sheet_ids)):
        raise Refusal(_("Chọn ít nhất một người để giao."), field="sheets")
    refuse_unless_scorer(sheets, by, localdate(at))
    for sheet in sheets:
        refuse_if_closed(sheet)
        for task in tasks:
            _check_day(task, sheet)
    lines = []
    for sheet in sheets:
        for task in tasks:
            line = new_line(sheet, task, origin=Origin.ASSIGNED, by=by, at=at, body_id=sheet.body_id)
            line.plan, line.is_repeating = plan.strip(), is_repeating
            lines.append(line)
    Line.objects.bulk_create(lines)
    detail = {"lines": len(lines), "sheets": [sheet.pk for sheet in sheets], "plan": plan}
    record("kpi.lines.assigned", by=by, about=sheets[0], at=at, path=path_of(sheets[0].month), detail=detail)
    return lines


def _check_day(task: Task, sheet: Sheet) -> None:
    if task.due_on and not sheet.month.first_day <= task.due_on <= sheet.month.last_day:
        raise Refusal(
            _("Hạn phải nằm trong tháng KPI, từ %(first)s đến %(last)s. Việc dài hơn thì chia theo tháng.")
            % {"first": f"{sheet.month.first_day:%d/%m/%Y}", "last": f"{sheet.month.last_day:%d/%m/%Y}"},
            field="due_on",
        )


@transaction.atomic
def note_adhoc(
    *, sheet_id: int, task: Task, by: Person, scope: Scope, at: datetime, on: date | None = None, note: str = ""
) -> Line:
    """Work that nobody assigned, noted in a few seconds: it adds to the result and never to what was assigned.

    It counts provisionally until the scorer has looked at it.
    """
    check_task(task)
    sheet = sheet_to_change(sheet_id, standing_at(scope, at))
    refuse_unless_own(sheet, by)
    post = body_on(by.pk, localdate(at))
    line = new_line(sheet, task, origin=Origin.ADHOC, by=by, at=at, body_id=post.body_id if post else sheet.body_id)
    line.save()
    _keep_update(line, task.quantity, by=by, at=at, on=on or localdate(at), note=note)
    record("kpi.line.noted", by=by, about=line, at=at, path=path_of(sheet.month))
    return line


@transaction.atomic
def update_line(
    *,
    line_id: int,
    quantity: Decimal,
    by: Person,
    scope: Scope,
    at: datetime,
    on: date | None = None,
    note: str = "",
    address: str = "",
    captured_at: datetime | None = None,
) -> Line:
    """Say that so much more is done (or less, to put right a slip), on which day, and where it can be seen.

    The day it was captured counts, not the day it reached the server.
    """
    line = line_to_change(line_id, standing_at(scope, at))
    refuse_unless_own(line.sheet, by)
    if line.origin == Origin.HANDED_OVER:
        raise Refusal(_("Việc này đã chuyển cho người khác nên không ghi thêm kết quả được."))
    if not quantity:
        raise Refusal(_("Nhập số lượng vừa làm xong."), field="quantity")
    if line.done + quantity < 0:
        raise Refusal(
            _("Mới ghi %(done)s nên không bớt được nhiều hơn thế.") % {"done": line.done.normalize()}, field="quantity"
        )
    day = on or localdate(captured_at or at)
    if not line.sheet.month.first_day <= day <= min(line.sheet.month.last_day, localdate(at)):
        raise Refusal(_("Ngày làm phải nằm trong tháng KPI này và không sau hôm nay."), field="on")
    _keep_update(line, quantity, by=by, at=at, on=day, note=note, address=address, captured_at=captured_at)
    record(
        "kpi.line.updated", by=by, about=line, at=at, path=path_of(line.sheet.month), detail={"quantity": str(quantity)}
    )
    return line


def _keep_update(
    line: Line,
    quantity: Decimal,
    *,
    by: Person,
    at: datetime,
    on: date,
    note: str = "",
    address: str = "",
    captured_at: datetime | None = None,
) -> None:
    captured = captured_at or at
    is_late = localdate(captured) - on > timedelta(days=LONG_BACK_DAYS)
    Update.objects.create(
        line=line,
        person=by,
        quantity=quantity,
        on=on,
        note=" ".join(nfc(note).split()),
        address=address.strip(),
        captured_at=captured,
        recorded_at=at,
        flags=["late_capture"] if is_late else [],
    )
    _count(line)


def _count(line: Line) -> None:
    """What is done is the sum of the updates; the delay follows from the day on which the last of it was done."""
    line.done = line.updates.aggregate(total=Sum("quantity"))["total"] or Decimal(0)
    unit = policy_of(line.sheet.month.policy).late_unit
    days = list(line.updates.filter(quantity__gt=0).values_list("on", flat=True))
    line.late = delays(due_on=line.due_on, finished_on=max(days, default=None), unit=unit)
    line.accepted = line.accepted_by = line.accepted_at = None
    line.save(update_fields=["done", "late", "accepted", "accepted_by", "accepted_at"])


@transaction.atomic
def take_evidence(*, sheet_id: int, by: Person, scope: Scope, at: datetime, line_id: int | None = None) -> int:
    """Take over what other rooms have already recorded of this person's work; nothing is typed a second time."""
    sheet = sheet_to_change(sheet_id, standing_at(scope, at))
    refuse_unless_own(sheet, by)
    offered = [one for one in proposals_for(sheet) if line_id in (None, one.line.pk)]
    for one in offered:
        Update.objects.bulk_create(
            Update(
                line=one.line,
                person=by,
                quantity=evidence.quantity,
                on=evidence.on,
                note=evidence.words[:300],
                evidence_kind=evidence.kind,
                evidence_id=evidence.id,
                address=evidence.address,
                captured_at=at,
                recorded_at=at,
            )
            for evidence in one.evidence
        )
        _count(one.line)
    taken = sum(len(one.evidence) for one in offered)
    if taken:
        record("kpi.evidence.taken", by=by, about=sheet, at=at, path=path_of(sheet.month), detail={"records": taken})
    return taken


@transaction.atomic
def hand_over(*, line_id: int, to: int, by: Person, scope: Scope, at: datetime, reason: str) -> Line:
    """A task goes to somebody else: it stays in what was assigned to the first and is never done for him.

    For the second it adds to the result (Article 18.1.d). What the first has already done stays his, on a
    line of its own.
    """
    standing = standing_at(scope, at)
    line = line_to_change(line_id, standing)
    refuse_unless_scorer([line.sheet], by, localdate(at))
    if line.origin != Origin.ASSIGNED:
        raise Refusal(_("Chỉ chuyển được việc đã giao trong tháng."))
    if not reason.strip():
        raise Refusal(_("Ghi lý do chuyển việc."), field="reason")
    receiver = readable(standing).filter(pk=to, month=line.sheet.month).exclude(pk=line.sheet_id).first()
    if receiver is None:
        raise Refusal(_("Chọn người nhận việc trong cùng tháng."), field="to")
    refuse_if_closed(receiver)
    rest = line.assigned - line.done
    if rest <= 0:
        raise Refusal(_("Việc này đã xong, không còn gì để chuyển."))
    if line.done:
        line.assigned = line.done
        line.save(update_fields=["assigned"])
        line = _part(line, rest, at)
    line.origin, line.accepted_reason = Origin.HANDED_OVER, reason.strip()
    line.save()
    taken = Line.objects.create(
        sheet=receiver,
        product=line.product,
        name=line.name,
        measure=line.measure,
        coefficient=line.coefficient,
        assigned=0,
        origin=Origin.TAKEN_OVER,
        due_on=line.due_on,
        body_id=receiver.body_id,
        taken_from=line,
        plan=line.plan,
        plan_of_id=line.plan_of_id,
        plan_work=line.plan_work,
        assigned_by=by,
        captured_at=at,
        recorded_at=at,
    )
    detail = {"to": receiver.pk, "line": taken.pk, "reason": reason}
    record("kpi.line.handed_over", by=by, about=line, at=at, path=path_of(line.sheet.month), detail=detail)
    return taken


def _part(line: Line, rest: Decimal, at: datetime) -> Line:
    return Line(
        sheet=line.sheet,
        product=line.product,
        name=line.name,
        measure=line.measure,
        coefficient=line.coefficient,
        assigned=rest,
        due_on=line.due_on,
        body_id=line.body_id,
        plan=line.plan,
        plan_of_id=line.plan_of_id,
        plan_work=line.plan_work,
        assigned_by_id=line.assigned_by_id,
        captured_at=line.captured_at,
        recorded_at=at,
    )


@transaction.atomic
def withdraw_line(*, line_id: int, by: Person, scope: Scope, at: datetime) -> Line:
    """Take a line back: the scorer what he assigned, the official what he noted himself. It stays in the trail."""
    line = line_to_change(line_id, standing_at(scope, at))
    if line.origin == Origin.ADHOC:
        refuse_unless_own(line.sheet, by)
    else:
        refuse_unless_scorer([line.sheet], by, localdate(at))
        if line.done:
            raise Refusal(_("Việc này đã có kết quả nên không rút được; hãy chuyển phần còn lại cho người khác."))
    line.withdrawn_at = at
    line.save(update_fields=["withdrawn_at"])
    line.updates.exclude(evidence_id="").delete()
    record("kpi.line.withdrawn", by=by, about=line, at=at, path=path_of(line.sheet.month))
    return line


@transaction.atomic
def split_long_task(
    *, sheet_id: int, task: Task, weights: Mapping[date, Decimal], by: Person, scope: Scope, at: datetime
) -> list[Line]:
    """A task of several months: each month is assigned its share of the one product; the shares make the whole."""
    check_task(task)
    if any(weight <= 0 for weight in weights.values()) or sum(weights.values()) != 100:
        raise Refusal(_("Phần của các tháng phải lớn hơn 0 và cộng lại bằng 100%."), field="weights")
    sheet = sheet_to_change(sheet_id, standing_at(scope, at))
    refuse_unless_scorer([sheet], by, localdate(at))
    lines, part_of = [], uuid.uuid4()
    for month in sorted(weights):
        if month < sheet.on:
            raise Refusal(_("Chỉ chia cho tháng này và các tháng sau."), field="weights")
        opened = open_month(agency=sheet.month.agency, month=month, by=by, at=at)
        own = Sheet.objects.filter(month=opened, person=sheet.person, state__in=EDITABLE).first()
        if own is None:
            raise Refusal(_("Người này không có phiếu đang mở trong tháng %(month)s.") % {"month": f"{month:%m/%Y}"})
        line = new_line(own, task, origin=Origin.ASSIGNED, by=by, at=at, body_id=own.body_id)
        line.assigned, line.part_of, line.due_on = task.quantity * weights[month] / 100, part_of, None
        lines.append(line)
    Line.objects.bulk_create(lines)
    detail = {"parts": {f"{month}": str(weight) for month, weight in weights.items()}}
    record("kpi.task.split", by=by, about=sheet, at=at, path=path_of(sheet.month), detail=detail)
    return lines


def product_of(sheet: Sheet, product_id: int | None, on: date) -> Product | None:
    """A product of the catalogue in force on the day, for somebody's task."""
    catalogue = catalogue_on(sheet.month.agency_id, on)
    return catalogue.products.filter(pk=product_id).first() if catalogue and product_id else None

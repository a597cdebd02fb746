"""Works of the yearly plan become tasks of a month, by one act."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.db import transaction
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from toso.ground.audit.actions import record
from toso.ground.people.models import Person
from toso.ground.shared.refusal import Refusal
from toso.ground.shared.scope import Scope
from toso.ground.shared.text import format_number
from toso.results.kpi.actions.checks import path_of, refuse_if_closed, refuse_unless_scorer, standing_at
from toso.results.kpi.actions.lines import Task, check_task, new_line
from toso.results.kpi.models import Line, Month, Product, Sheet
from toso.results.kpi.queries.access import readable
from toso.results.kpi.queries.months import catalogue_on
from toso.results.kpi.queries.planned import Planned, planned_works
from toso.results.kpi.rules.terms import Origin

OUTSIDE_WEIGHT = Decimal(1)  # as the standard product; the scorer may set another when the work is accepted


@dataclass(frozen=True, slots=True)
class Pick:
    """So much of one work of the plan (by its name in the month) for one person, as a product of the catalogue."""

    work: str
    sheet_id: int
    quantity: Decimal
    product_id: int | None = None


@transaction.atomic
def assign_planned(*, month_id: int, picks: Sequence[Pick], by: Person, scope: Scope, at: datetime) -> list[Line]:
    """Give works of the plan to people as tasks that lead back to it; never more of a work than the plan asks for."""
    if not picks:
        raise Refusal(_("Chọn ít nhất một việc của kế hoạch."))
    month = Month.objects.select_for_update(of=("self",)).select_related("agency__place").get(pk=month_id)
    rows = readable(standing_at(scope, at)).filter(pk__in={pick.sheet_id for pick in picks}, month=month)
    sheets = {sheet.pk: sheet for sheet in rows.select_for_update(of=("self",)).order_by("pk")}
    if any(pick.sheet_id not in sheets for pick in picks):
        raise Refusal(_("Chọn người làm cho từng việc."))
    refuse_unless_scorer(list(sheets.values()), by, localdate(at))
    for sheet in sheets.values():
        refuse_if_closed(sheet)
    catalogue = catalogue_on(month.agency_id, localdate(at))
    products = {product.pk: product for product in catalogue.products.all()} if catalogue else {}
    works = {one.name: one for one in planned_works(month.agency, month.month, sheets=(), products=())}
    lines = [_line(pick, works, sheets[pick.sheet_id], products, by=by, at=at) for pick in picks]
    _refuse_too_much(picks, works)
    Line.objects.bulk_create(lines)
    detail = {"lines": len(lines), "sheets": sorted(sheets), "plan": lines[0].plan_of_id}
    record("kpi.lines.assigned", by=by, about=sheets[picks[0].sheet_id], at=at, path=path_of(month), detail=detail)
    return lines


def _line(
    pick: Pick, works: dict[str, Planned], sheet: Sheet, products: dict[int, Product], *, by: Person, at: datetime
) -> Line:
    planned = works.get(pick.work)
    if planned is None:
        raise Refusal(_("Kế hoạch vừa đổi, tháng này không còn việc ấy. Hãy xem lại danh sách."))
    if pick.product_id is not None and pick.product_id not in products:
        raise Refusal(_("Sản phẩm được chọn không còn trong danh mục đang áp dụng."))
    product = products.get(pick.product_id) if pick.product_id is not None else None
    work = planned.work
    task = Task(
        quantity=pick.quantity, product=product, name=work.name, coefficient=OUTSIDE_WEIGHT, measure=work.unit[:40]
    )
    check_task(task)
    line = new_line(sheet, task, origin=Origin.ASSIGNED, by=by, at=at, body_id=sheet.body_id)
    line.plan = f"{planned.plan}: {work.name}"[:120]
    line.plan_of, line.plan_work = planned.plan, planned.name
    return line


def _refuse_too_much(picks: Sequence[Pick], works: dict[str, Planned]) -> None:
    for name in dict.fromkeys(pick.work for pick in picks):
        asked = sum((pick.quantity for pick in picks if pick.work == name), Decimal(0))
        left = works[name].left
        if asked > left:
            raise Refusal(
                _("%(work)s: kế hoạch tháng này còn %(left)s, không giao được %(asked)s.")
                % {"work": works[name].work.name, "left": format_number(left), "asked": format_number(asked)}
            )

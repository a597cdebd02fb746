"""One cell: corrected with a reason, returned with a reason, answered."""

from datetime import datetime
from decimal import Decimal

from django.db import transaction
from django.utils.translation import gettext as _

from toso.ground.people.models import Person
from toso.ground.shared.refusal import Refusal
from toso.ground.shared.scope import Scope
from toso.ground.shared.text import format_number
from toso.plan.programme.rules import IndicatorKind
from toso.results.reporting.actions.filling import fill_cells
from toso.results.reporting.actions.steps import must_say_why, opened, step
from toso.results.reporting.actions.telling import settle_all, tell_writers
from toso.results.reporting.models import Cell, CellReturn, Report
from toso.results.reporting.rules.reports import Act, CellState, EventKind, ReportState


def _cell(report: Report, cell_id: int) -> Cell:
    cell: Cell = Cell.objects.select_for_update(of=("self",)).select_related("indicator").get(pk=cell_id, report=report)
    return cell


def set_value(cell: Cell, value: Decimal, *, reason: str, by: Person, at: datetime) -> None:
    """Put the value beside the computed one; a value equal to the computed one is no correction."""
    if value < 0:
        raise Refusal(_("Số không được nhỏ hơn 0."), field="value")
    if cell.indicator.kind != IndicatorKind.TYPED and value == cell.numerator:
        cell.corrected_numerator, cell.correction_reason = None, ""
        cell.corrected_by = cell.corrected_at = None
        return
    cell.corrected_numerator, cell.correction_reason = value, reason
    cell.corrected_by, cell.corrected_at = by, at


@transaction.atomic
def correct_cell(
    *,
    report_id: int,
    cell_id: int,
    value: Decimal,
    reason: str,
    by: Person,
    scope: Scope,
    at: datetime,
    edition: int | None = None,
) -> Cell:
    """Replace the computed value by another, with a reason. Both stay to be seen."""
    report = opened(report_id, scope=scope, act=Act.CORRECT, edition=edition)
    reason = must_say_why(reason)
    cell = _cell(report, cell_id)
    set_value(cell, value, reason=reason, by=by, at=at)
    cell.save()
    step(
        report,
        code="cell.corrected",
        by=by,
        at=at,
        detail={"cell": cell.pk, "computed": _plain(cell.numerator), "value": _plain(value)},
    )
    return cell


@transaction.atomic
def drop_correction(
    *, report_id: int, cell_id: int, by: Person, scope: Scope, at: datetime, edition: int | None = None
) -> Cell:
    """Go back to what the system computed."""
    report = opened(report_id, scope=scope, act=Act.CORRECT, edition=edition)
    cell = _cell(report, cell_id)
    cell.corrected_numerator, cell.correction_reason = None, ""
    cell.corrected_by = cell.corrected_at = None
    cell.save()
    step(report, code="cell.correction_dropped", by=by, at=at, detail={"cell": cell.pk})
    return cell


@transaction.atomic
def return_cell(
    *,
    report_id: int,
    cell_id: int,
    reason: str,
    proposed: Decimal | None = None,
    by: Person,
    scope: Scope,
    at: datetime,
    edition: int | None = None,
) -> CellReturn:
    """Send one cell back with a reason, perhaps with a value. The rest of the report is not in question."""
    report = opened(report_id, scope=scope, act=Act.RETURN_CELL, edition=edition)
    reason = must_say_why(reason)
    cell = _cell(report, cell_id)
    if cell.state == CellState.RETURNED:
        raise Refusal(_("Ô này đã trả lại rồi và đang chờ trả lời."))
    returned = CellReturn.objects.create(cell=cell, reason=reason, proposed=proposed, returned_by=by, returned_at=at)
    cell.state = CellState.RETURNED
    cell.save(update_fields=["state"])
    report.state = ReportState.RETURNED
    report.save(update_fields=["state"])
    note = _("Ô “%(name)s”: %(reason)s") % {"name": cell.indicator.short_name, "reason": reason}
    step(report, code="cell.returned", by=by, at=at, kind=EventKind.RETURNED, note=note, detail={"cell": cell.pk})
    settle_all([report], "submitted", at=at)
    tell_writers(report, title=note, at=at)
    return returned


@transaction.atomic
def answer_cell(
    *,
    report_id: int,
    cell_id: int,
    value: Decimal,
    reason: str,
    by: Person,
    scope: Scope,
    at: datetime,
    edition: int | None = None,
) -> Cell:
    """Answer a returned cell with a value and a reason.

    The cell is computed again first: where the evidence was put right, the value is no correction.
    """
    report = opened(report_id, scope=scope, act=Act.ANSWER, edition=edition)
    reason = must_say_why(reason)
    cell = _cell(report, cell_id)
    if cell.state != CellState.RETURNED:
        raise Refusal(_("Ô này không có gì phải trả lời."))
    report.known_at = at
    report.save(update_fields=["known_at"])
    fill_cells([report], known_at=at)
    cell.refresh_from_db()
    set_value(cell, value, reason=reason, by=by, at=at)
    cell.state = CellState.ANSWERED
    cell.save()
    cell.returns.filter(answered_at__isnull=True).update(answer=reason, answered_by=by, answered_at=at)
    note = _("Ô “%(name)s” là %(value)s: %(reason)s") % {
        "name": cell.indicator.short_name,
        "value": format_number(value),
        "reason": reason,
    }
    step(report, code="cell.answered", by=by, at=at, kind=EventKind.ANSWERED, note=note, detail={"cell": cell.pk})
    return cell


def _plain(value: Decimal | None) -> str | None:
    return None if value is None else str(value)

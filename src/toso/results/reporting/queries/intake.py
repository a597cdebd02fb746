"""The reports of a commune's teams that nobody has taken over yet, what is unusual about them first."""

from collections import defaultdict
from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext as _

from toso.ground.places.models import Place
from toso.ground.places.rules import Level
from toso.ground.shared.scope import Scope
from toso.ground.shared.text import format_number
from toso.plan.programme.rules import IndicatorKind
from toso.results.reporting.models import Cell, Period, Report, Section
from toso.results.reporting.queries.reports import gaps_of
from toso.results.reporting.rules.intake import Seen, has_jumped, is_empty
from toso.results.reporting.rules.reports import CLOSED, CellState, ReportState, official


@dataclass(frozen=True, slots=True)
class TeamReport:
    """One report waiting: its figures, what to look at, and the words that its paper must bring."""

    report: Report
    figures: tuple[Seen, ...]
    remarks: tuple[str, ...]
    to_type: tuple[Section, ...]

    @property
    def is_handed_in(self) -> bool:
        return self.report.state == ReportState.SUBMITTED

    @property
    def is_ready(self) -> bool:
        """Nothing to look at and nothing to type."""
        return not self.remarks and not self.to_type


def waiting_reports(scope: Scope, commune: Place, period: Period) -> list[TeamReport]:
    """The reports of the teams under the commune that are not accepted: those with remarks first, then by name."""
    reports = list(
        Report.objects.visible_to(scope)
        .current()
        .filter(period=period, subject="", place__level=Level.HAMLET, place__path__startswith=commune.path)
        .exclude(state__in=CLOSED)
        .select_related("place", "template")
        .prefetch_related("cells__indicator", "cells__returns", "sections__quotes")
        .order_by("place__sort_key", "pk")
    )
    before = _month_before(reports, period)
    rows = [_row(report, before[report.place_id]) for report in reports]
    return sorted(rows, key=lambda row: not row.remarks)


def _row(report: Report, before: dict[int, Decimal | None]) -> TeamReport:
    cells = sorted(report.cells.all(), key=lambda cell: (cell.order, cell.pk))
    figures = tuple(
        Seen(
            cell.indicator.short_name,
            official(cell.numerator, cell.corrected_numerator),
            before.get(cell.indicator_id),
        )
        for cell in cells
        if cell.indicator.kind != IndicatorKind.STOCK
    )
    required = {outline["code"] for outline in report.template.sections if outline.get("is_required")}
    is_open = report.state != ReportState.SUBMITTED
    to_type = tuple(
        section
        for section in sorted(report.sections.all(), key=lambda section: section.order)
        if is_open and section.code in required and not section.text.strip() and not section.quotes.all()
    )
    return TeamReport(report, figures, tuple(_remarks(report, cells, figures)), to_type)


def _remarks(report: Report, cells: list[Cell], figures: tuple[Seen, ...]) -> list[str]:
    found = [gap.name for gap in gaps_of(report) if gap.is_blocking and gap.anchor.startswith("cell-")]
    found += [
        _("ô “%(name)s” đã trả lời, chờ xem lại") % {"name": cell.indicator.short_name}
        for cell in cells
        if cell.state == CellState.ANSWERED
    ]
    if is_empty(figures):
        return [*found, _("kỳ này chưa có bản ghi nào")]
    return found + [
        _("“%(name)s” kỳ trước %(before)s, kỳ này %(value)s")
        % {
            "name": figure.name,
            "before": format_number(figure.before or Decimal(0)),
            "value": format_number(figure.value or Decimal(0)),
        }
        for figure in figures
        if has_jumped(figure)
    ]


def _month_before(reports: list[Report], period: Period) -> dict[int, dict[int, Decimal | None]]:
    """What the reports of the same places said a period earlier, by place and indicator."""
    earlier = (
        Period.objects.filter(calendar=period.calendar_id, kind=period.kind, last_day__lt=period.first_day)
        .order_by("-last_day")
        .first()
    )
    found: dict[int, dict[int, Decimal | None]] = defaultdict(dict)
    rows = Cell.objects.filter(
        report__period=earlier,
        report__superseded_at__isnull=True,
        report__subject="",
        report__place__in=[report.place_id for report in reports],
        report__known_at__isnull=False,
    ).select_related("report")
    for cell in rows:
        found[cell.report.place_id][cell.indicator_id] = official(cell.numerator, cell.corrected_numerator)
    return found

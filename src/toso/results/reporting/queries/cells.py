"""What a report's table shows: each cell with its value, what was computed, the year, the target and the pace."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from toso.ground.places.models import Place
from toso.ground.places.rules import Reading
from toso.ground.shared.calendar import VIETNAM
from toso.ground.shared.text import format_number
from toso.plan.programme.models import Indicator
from toso.plan.programme.rules import IndicatorKind
from toso.results.reporting.models import Cell, CellReturn, Period, PeriodKind, Report
from toso.results.reporting.queries.evidence import Evidence
from toso.results.reporting.queries.figures import Figures, figures
from toso.results.reporting.queries.reports import Counting, counting_versions, level_below
from toso.results.reporting.rules.reports import ZERO, CellState, official, percent, standing

PACED = (IndicatorKind.FLOW, IndicatorKind.DISTINCT)
ADDED = (IndicatorKind.FLOW, IndicatorKind.STOCK)  # the whole is the sum of its parts
FAR_BEHIND = Decimal(10)


@dataclass(frozen=True, slots=True)
class CellRow:
    """One line of the table. Values are what a reader sees: per cent for a ratio."""

    cell: Cell
    indicator: Indicator
    value: Decimal | None
    computed: Decimal | None  # beside a correction
    live: Decimal | None  # beside a frozen value that the evidence has left
    year: Decimal | None
    target: Decimal | None
    reached: Decimal | None
    pace: Decimal | None
    tone: str
    words: str
    returned: CellReturn | None
    answered: CellReturn | None

    @property
    def is_returned(self) -> bool:
        return self.cell.state == CellState.RETURNED

    @property
    def is_corrected(self) -> bool:
        return self.cell.corrected_numerator is not None and self.indicator.kind != IndicatorKind.TYPED

    @property
    def is_typed(self) -> bool:
        return self.indicator.kind == IndicatorKind.TYPED

    @property
    def part_decimals(self) -> int:
        """For what is said of the numerator alone: of a ratio, whole heads and not per cent."""
        return 0 if self.is_ratio else self.decimals

    @property
    def is_ratio(self) -> bool:
        return self.indicator.kind == IndicatorKind.RATIO

    @property
    def lacks_denominator(self) -> bool:
        return self.is_ratio and not self.cell.denominator

    @property
    def decimals(self) -> int:
        return self.indicator.decimals


def shown(indicator: Indicator, numerator: Decimal | None, denominator: Decimal | None) -> Decimal | None:
    """The number to show for the parts of a cell."""
    return percent(numerator, denominator) if indicator.kind == IndicatorKind.RATIO else numerator


def year_of(period: Period) -> tuple[date, date]:
    year = Period.objects.get(calendar_id=period.calendar_id, kind=PeriodKind.YEAR, year=period.year)
    return year.first_day, year.last_day


def year_value(cell: Cell) -> Decimal | None:
    """The year to date of the numerator, moved by this cell's own correction."""
    if cell.corrected_numerator is None:
        return cell.year_numerator
    if cell.indicator.kind in (IndicatorKind.STOCK, IndicatorKind.TYPED):
        return cell.corrected_numerator
    return (cell.year_numerator or ZERO) + cell.corrected_numerator - (cell.numerator or ZERO)


def cell_rows(report: Report, *, at: datetime) -> list[CellRow]:
    """The table of a report, in order. A frozen value that the evidence has left shows the live one beside it."""
    cells = sorted(report.cells.all(), key=lambda cell: (cell.order, cell.pk))
    live: dict[int, Decimal | None] = {}
    if report.known_at is not None:
        found = figures(
            [cell.indicator for cell in cells],
            [report.place],
            report.period.first_day,
            report.period.last_day,
            reading=Reading.THEN,
        )
        live = {indicator: figure.numerator for (indicator, _place), figure in found.items()}
    first_day, last_day = year_of(report.period)
    on = min(report.period.last_day, at.astimezone(VIETNAM).date())
    return [_row(cell, live, first_day, last_day, on) for cell in cells]


def _row(cell: Cell, live: dict[int, Decimal | None], first_day: date, last_day: date, on: date) -> CellRow:
    indicator = cell.indicator
    value = shown(indicator, official(cell.numerator, cell.corrected_numerator), cell.denominator)
    year = shown(indicator, year_value(cell), cell.year_denominator)
    now = live.get(cell.indicator_id)
    has_moved = now is not None and now != cell.numerator and indicator.kind in PACED
    found = standing(
        value=year if indicator.kind in PACED else value,
        target=cell.target,
        first_day=first_day,
        last_day=last_day,
        on=on,
    )
    tone, words = _standing_words(indicator, found.reached, found.gap)
    returns = list(cell.returns.all())
    return CellRow(
        cell=cell,
        indicator=indicator,
        value=value,
        computed=shown(indicator, cell.numerator, cell.denominator),
        live=now if has_moved else None,
        year=year,
        target=cell.target,
        reached=found.reached,
        pace=found.pace if indicator.kind in PACED else None,
        tone=tone,
        words=words,
        returned=next((row for row in returns if row.answered_at is None), None),
        answered=next((row for row in returns if row.answered_at is not None), None),
    )


def _standing_words(indicator: Indicator, reached: Decimal | None, gap: Decimal | None) -> tuple[str, str]:
    if reached is None or gap is None:
        return "temp", _("Chưa giao chỉ tiêu")
    if reached >= 100:
        return "good", _("Đạt chỉ tiêu") if reached == 100 else _("Vượt")
    if indicator.kind not in PACED:
        return "wait", _("Đạt %(reached)s%%") % {"reached": format_number(reached, decimals=0)}
    if gap >= 0:
        return "good", _("Đúng nhịp")
    points = format_number(-gap, decimals=0)
    return ("wait" if -gap < FAR_BEHIND else "bad"), _("Chậm %(points)s điểm") % {"points": points}


@dataclass(frozen=True, slots=True)
class EvidenceLine:
    """One record behind a number, in words."""

    day: date
    place: str
    words: str
    value: Decimal


def evidence_lines(found: Evidence, *, most: int) -> list[EvidenceLine]:
    """The newest records of one fact, at a fixed number of queries."""
    fact = found.fact
    related = [path for path in (fact.place, fact.person, *NAMED.get(fact.home, ())) if path and path != "id"]
    rows = found.rows.select_related(*related)[:most]
    return [
        EvidenceLine(
            day=_along(row, fact.day),
            place=str(row if fact.place == "id" else _along(row, fact.place)),
            words=", ".join(
                str(value)
                for path in (fact.person, *NAMED.get(fact.home, ()), *TOLD.get(fact.home, ()))
                if path and (value := _along(row, path))
            ),
            value=row.counted_value,
        )
        for row in rows
    ]


NAMED = {
    "outreach.Record": ("task",),
    "outreach.Share": ("record__task",),
    "teams.Membership": ("team",),
    "helpdesk.DeviceSpan": ("device",),
    "training.Session": ("course",),
    "training.Attendance": ("session__course",),
    "training.HeadCount": ("session__course",),
}
TOLD = {"outreach.Record": ("result",), "programme.Denominator": ("source",)}


def _along(row: Any, path: str) -> Any:
    for name in path.split("__"):
        row = getattr(row, name)
    return row


@dataclass(frozen=True, slots=True)
class PartRow:
    """What one unit below brings to a cell: its official value, its live value, its report."""

    place: Place
    report: Report | None
    cell: Cell | None
    is_accepted: bool
    live: Decimal | None

    @property
    def value(self) -> Decimal | None:
        if self.cell is None:
            return None
        computed = self.live if self.report is not None and self.report.known_at is None else self.cell.numerator
        return official(computed, self.cell.corrected_numerator)


Parts = tuple[list[PartRow], Decimal | None]  # the units below, and what is the unit's own where parts add up


def part_rows(report: Report, cell: Cell) -> Parts:
    """The units below with their part of the cell, by name, and what is the unit's own."""
    return parts_of(report, [cell])[0]


def parts_of(report: Report, cells: Sequence[Cell]) -> list[Parts]:
    """The same for several cells of one report, in their order, at a fixed number of queries."""
    level = level_below(report.place)
    if level is None:
        return [([], ZERO) for _cell in cells]
    reports = Report.objects.filter(
        period_id=report.period_id,
        subject=report.subject,
        place__level=level,
        place__path__startswith=report.place.path,
    ).select_related("place")
    counting = counting_versions(reports)
    indicators = [cell.indicator for cell in cells]
    below = {
        (row.report_id, row.indicator_id): row
        for row in Cell.objects.filter(
            report__in=[found.report.pk for found in counting.values()], indicator__in=indicators
        )
    }
    units = {place.pk: place for place in Place.objects.filter(parent=report.place, valid_until__isnull=True)}
    units |= {place_id: found.report.place for place_id, found in counting.items()}
    ordered = sorted(units.values(), key=lambda place: (place.sort_key, place.pk))
    live = figures(
        indicators, [report.place, *ordered], report.period.first_day, report.period.last_day, reading=Reading.THEN
    )
    return [_parts(report, cell.indicator, ordered, counting, below, live) for cell in cells]


def _parts(
    report: Report,
    indicator: Indicator,
    places: Sequence[Place],
    counting: Mapping[int, Counting],
    below: Mapping[tuple[int, int], Cell],
    live: Figures,
) -> Parts:
    rows = []
    for place in places:
        part = counting.get(place.pk)
        rows.append(
            PartRow(
                place=place,
                report=part.report if part else None,
                cell=below.get((part.report.pk, indicator.pk)) if part else None,
                is_accepted=bool(part and part.is_accepted),
                live=live[indicator.pk, place.pk].numerator,
            )
        )
    if indicator.kind not in ADDED:
        return rows, None
    whole = live[indicator.pk, report.place_id].numerator or ZERO
    return rows, whole - sum((row.live or ZERO for row in rows), ZERO)

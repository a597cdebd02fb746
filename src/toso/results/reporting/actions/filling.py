"""Fill the cells of reports from evidence and from the reports below, many reports at once."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from functools import partial
from typing import Any

from django.db.models import QuerySet

from toso.ground.places.models import Place
from toso.ground.places.rules import Level, Reading
from toso.ground.shared.scope import inside
from toso.ground.shared.text import format_number
from toso.plan.programme.models import Indicator, Mark
from toso.plan.programme.queries import targets_at
from toso.plan.programme.rules import IndicatorKind, TermPart
from toso.results.reporting.models import Cell, PeriodKind, Report
from toso.results.reporting.queries.figures import figures, figures_as_known
from toso.results.reporting.queries.late import LateItem
from toso.results.reporting.queries.own_late import above_others, own_late
from toso.results.reporting.queries.periods import months_within
from toso.results.reporting.queries.periods import year_to_date as year_span
from toso.results.reporting.queries.reports import LEVEL_BELOW, counting_versions, indicators_of
from toso.results.reporting.rules import reports as rules
from toso.results.reporting.rules.figures import Figure, Missing
from toso.results.reporting.rules.reports import ZERO, Frozen, Part

FEW = 20
MONTHS_CORRECTED = "Theo các báo cáo tháng đã sửa"  # kept with the figure, in the language of the papers
FigureOf = dict[tuple[int, int], Figure]
NO_FIGURE = Figure(numerator=ZERO)


@dataclass(frozen=True, slots=True)
class Below:
    """A report below, whether its level above accepted it, and its cells by indicator."""

    report: Report
    is_accepted: bool
    cells: Mapping[int, Cell]


@dataclass(frozen=True, slots=True)
class Material:
    """All that the cells of one level are made of."""

    indicators: list[Indicator]
    live: FigureOf
    year: FigureOf
    below: Mapping[int, list[Below]]  # by place of the report above
    earlier: Mapping[tuple[int, int], list[Frozen]]  # by (indicator, place)
    targets: Mapping[tuple[int, int], Decimal]
    own_late: Mapping[tuple[int, int], list[LateItem]]  # by (indicator, place): told by no report below
    above_others: Collection[int]  # places that once stood above reports this year: late work is told item by item
    corrected_below: Mapping[tuple[int, int], Decimal]  # by (indicator, place): of units that report no more
    corrected_months: Mapping[tuple[int, int], list[tuple[str, Decimal]]]  # of a review: month, how much it moved


# A report counts what belonged to its place on each day (a record stays with its hamlet of that day); the year
# to date is read on today's map, so that a successor is measured with all it took over.


def fill_cells(reports: list[Report], *, known_at: datetime | None = None) -> None:
    """Compute every cell of these reports, all of one template and one period, and save them.

    Corrections, returns and typed figures stay as they are: only what the system computes moves.
    With ``known_at`` (a report that is handed in) a report without reports below holds its records
    as they were known at that moment: from the stored sums when these are up to date, else counted anew.
    """
    if not reports:
        return
    material = _gather(reports, known_at=known_at)
    found = {
        (cell.report_id, cell.indicator_id): cell
        for cell in Cell.objects.filter(report_id__in=[report.pk for report in reports])
    }
    cells = []
    is_monthly = reports[0].period.kind == PeriodKind.MONTH
    for report in reports:
        for order, indicator in enumerate(material.indicators, start=1):
            cell = found.get((report.pk, indicator.pk)) or Cell(report=report, indicator=indicator)
            cell.order = order
            _fill(cell, indicator, report.place_id, material)
            if not is_monthly:
                _take_corrections(cell, indicator, report.place_id, material)
            cells.append(cell)
    Cell.objects.bulk_create(
        cells,
        update_conflicts=True,
        unique_fields=["report", "indicator"],
        update_fields=[
            "order", "numerator", "denominator", "records", "provisional", "late",
            "year_numerator", "year_denominator", "target",
            *(() if is_monthly else ("corrected_numerator", "correction_reason", "corrected_at")),
        ],
    )  # fmt: skip


def _fill(cell: Cell, indicator: Indicator, place_id: int, material: Material) -> None:
    key = (indicator.pk, place_id)
    live = material.live.get(key, NO_FIGURE)
    year = material.year.get(key, NO_FIGURE)
    below = material.below.get(place_id, [])
    earlier = material.earlier.get(key, [])
    cell.denominator, cell.year_denominator = _denominator(live), _denominator(year)
    cell.records = live.records
    cell.target = material.targets.get(key)
    cell.provisional = cell.late = ZERO
    if indicator.kind == IndicatorKind.TYPED:
        _sum_typed(cell, below)
        return
    if indicator.kind == IndicatorKind.DISTINCT:  # counted afresh: parts never add up to it
        cell.numerator, cell.year_numerator = live.numerator, year.numerator
        return
    if not below:
        cell.numerator = live.numerator
    else:
        parts = [_part(part, indicator, material) for part in below if indicator.pk in part.cells]
        whole = rules.consolidated(live=live.numerator or ZERO, parts=parts)
        cell.numerator, cell.provisional = whole.value, whole.provisional
    if indicator.kind == IndicatorKind.STOCK:
        cell.year_numerator = cell.numerator
        return
    year_live = year.numerator or ZERO
    if not below:
        cell.year_numerator = rules.year_to_date(year_live, earlier)
        cell.late = rules.late_supplement(earlier) if indicator.kind == IndicatorKind.FLOW else ZERO
    else:
        holding = _holding(below)
        year_parts = [_year_part(part, indicator, material) for part in holding if indicator.pk in part.cells]
        own = rules.consolidated(live=year_live, parts=year_parts).value
        cell.year_numerator = rules.year_to_date(own, earlier)
    if place_id in material.above_others:
        told_below = sum((part.cells[indicator.pk].late for part in below if indicator.pk in part.cells), ZERO)
        own_items = material.own_late.get(key, ())
        cell.late = told_below + sum((i.difference for i in own_items if i.part == TermPart.NUMERATOR), ZERO)
        cell.year_numerator += material.corrected_below.get(key, ZERO)


def _holding(below: list[Below]) -> list[Below]:
    """Those that stand under no other: an ended unit is held by its heir, when that has a report."""
    paths = {part.report.place.path for part in below}
    return [part for part in below if not any(path in paths for path in _paths_above(part.report.place.path))]


def _paths_above(path: str) -> list[str]:
    steps = path.rstrip(".").split(".")
    return [".".join(steps[:length]) + "." for length in range(1, len(steps))]


def _take_corrections(cell: Cell, indicator: Indicator, place_id: int, material: Material) -> None:
    """A review of half a year or a year says what its months said: their corrections stand in it as one.

    A correction that somebody made in the review itself is not touched; nor a unit that adds up reports below.
    """
    if indicator.kind != IndicatorKind.FLOW or cell.corrected_by_id is not None or material.below.get(place_id):
        return
    moved = material.corrected_months.get((indicator.pk, place_id), [])
    total = sum((difference for _month, difference in moved), ZERO)
    if not total:
        cell.corrected_numerator, cell.correction_reason, cell.corrected_at = None, "", None
        return
    told = ", ".join(f"{month} ({format_number(difference)})" for month, difference in moved)
    cell.corrected_numerator = (cell.numerator or ZERO) + total
    cell.correction_reason = f"{MONTHS_CORRECTED}: {told}"[:300]


def _denominator(figure: Figure) -> Decimal | None:
    """None as long as one unit has not said how many there are."""
    return None if figure.missing == Missing.DENOMINATOR else figure.denominator


def _part(below: Below, indicator: Indicator, material: Material) -> Part:
    cell = below.cells[indicator.pk]
    live = material.live.get((indicator.pk, below.report.place_id), NO_FIGURE).numerator or ZERO
    computed = live if below.report.known_at is None else cell.numerator
    return Part(
        value=rules.official(computed, cell.corrected_numerator) or ZERO, live=live, is_accepted=below.is_accepted
    )


def _year_part(below: Below, indicator: Indicator, material: Material) -> Part:
    cell = below.cells[indicator.pk]
    live = material.year.get((indicator.pk, below.report.place_id), NO_FIGURE).numerator or ZERO
    moved = ZERO if cell.corrected_numerator is None else cell.corrected_numerator - (cell.numerator or ZERO)
    return Part(value=(cell.year_numerator or ZERO) + moved, live=live, is_accepted=below.is_accepted)


def _sum_typed(cell: Cell, below: list[Below]) -> None:
    """A typed figure has no evidence: above, it is what the reports below typed; missing is not zero."""
    typed = [part for part in below if cell.indicator_id in part.cells]
    values = [
        (part, rules.official(found.numerator, found.corrected_numerator))
        for part in typed
        for found in [part.cells[cell.indicator_id]]
    ]
    known = [(part, value) for part, value in values if value is not None]
    cell.numerator = cell.year_numerator = sum((value for _part, value in known), ZERO) if known else None
    cell.provisional = sum((value for part, value in known if not part.is_accepted), ZERO)


def _gather(reports: list[Report], *, known_at: datetime | None) -> Material:
    first = reports[0]
    period, level = first.period, Level(first.place.level)
    indicators = indicators_of(first.template)
    below = _below(reports, level)
    is_fresh = known_at is None or below or not _is_marked(reports)
    count = figures if is_fresh else partial(figures_as_known, at=known_at)
    places = _places(reports, below)
    year_first, year_last = year_span(period)
    above = above_others(reports)
    targets = targets_at([report.place_id for report in reports], period.year)
    return Material(
        indicators=indicators,
        live=count(indicators, places, period.first_day, period.last_day, reading=Reading.THEN),
        year=figures(indicators, places, year_first, year_last, reading=Reading.TODAY),
        below=below,
        earlier=_earlier(reports, indicators, level),
        targets={key: target.value for key, target in targets.items()},
        own_late=own_late(above, indicators),
        above_others={report.place_id for report in above},
        corrected_below=_corrected_below(above, indicators, below),
        corrected_months=_corrected_months(reports, indicators),
    )


def _corrected_below(
    reports: list[Report], indicators: list[Indicator], below: Mapping[int, list[Below]]
) -> dict[tuple[int, int], Decimal]:
    """What was corrected this year in reports below whose unit ended, and whose heir has no report to say it in."""
    lower = LEVEL_BELOW.get(Level(reports[0].place.level)) if reports else None
    if lower is None:
        return {}
    first = reports[0]
    rows = Cell.objects.filter(
        report__state__in=rules.CLOSED,
        report__superseded_at__isnull=True,
        report__subject=first.subject,
        report__place__level=lower,
        report__period__calendar_id=first.period.calendar_id,
        report__period__kind=first.period.kind,
        report__period__year=first.period.year,
        report__period__last_day__lt=first.period.first_day,
        indicator__in=indicators,
        corrected_numerator__isnull=False,
    ).select_related("report__place")
    told = {part.report.place.path for parts in below.values() for part in parts}
    roots = {report.place.path: report.place_id for report in reports}
    found: dict[tuple[int, int], Decimal] = defaultdict(Decimal)
    for cell in _near(rows, reports, "report__place__path"):
        path = cell.report.place.path
        owner = _root_of(path, roots)
        if owner is not None and not told & {path, *_paths_above(path)}:
            found[cell.indicator_id, owner] += (cell.corrected_numerator or ZERO) - (cell.numerator or ZERO)
    return dict(found)


def _corrected_months(
    reports: list[Report], indicators: list[Indicator]
) -> dict[tuple[int, int], list[tuple[str, Decimal]]]:
    """For reviews: by how much the accepted reports of the months in them were corrected."""
    first = reports[0]
    if first.period.kind == PeriodKind.MONTH:
        return {}
    cells = (
        Cell.objects.filter(
            report__place__in=[report.place_id for report in reports],
            report__subject=first.subject,
            report__period__in=months_within(first.period),
            report__state__in=rules.CLOSED,
            report__superseded_at__isnull=True,
            indicator__in=indicators,
            corrected_numerator__isnull=False,
        )
        .select_related("report__period")
        .order_by("report__period__first_day", "pk")
    )
    found: dict[tuple[int, int], list[tuple[str, Decimal]]] = defaultdict(list)
    for cell in cells:
        difference = (cell.corrected_numerator or ZERO) - (cell.numerator or ZERO)
        if difference:
            found[cell.indicator_id, cell.report.place_id].append((cell.report.period.name, difference))
    return dict(found)


def _is_marked(reports: list[Report]) -> bool:
    """Whether the stored sums of these places are still behind their records in the period."""
    period = reports[0].period
    return Mark.objects.filter(
        place__in=[report.place_id for report in reports], day__range=(period.first_day, period.last_day)
    ).exists()


def _places(reports: Iterable[Report], below: Mapping[int, list[Below]]) -> list[Place]:
    found = {report.place_id: report.place for report in reports}
    for parts in below.values():
        found.update({part.report.place_id: part.report.place for part in parts})
    return list(found.values())


def _below(reports: list[Report], level: Level) -> dict[int, list[Below]]:
    """The reports below each of these, in the version that counts. Ended units stand under their successors."""
    lower = LEVEL_BELOW.get(level)
    if lower is None:
        return {}
    first = reports[0]
    rows = Report.objects.filter(period_id=first.period_id, subject=first.subject, place__level=lower).select_related(
        "place"
    )
    counting = counting_versions(_near(rows, reports, "place__path"))
    cells: dict[int, dict[int, Cell]] = defaultdict(dict)
    for cell in Cell.objects.filter(report_id__in=[found.report.pk for found in counting.values()]):
        cells[cell.report_id][cell.indicator_id] = cell
    roots = {report.place.path: report.place_id for report in reports}
    result: dict[int, list[Below]] = defaultdict(list)
    for found in counting.values():
        owner = _root_of(found.report.place.path, roots)
        if owner is not None:
            result[owner].append(Below(found.report, found.is_accepted, cells[found.report.pk]))
    return dict(result)


def _near(rows: QuerySet[Any], reports: list[Report], column: str) -> QuerySet[Any]:
    """Only the rows under these reports' places. For many reports the condition would cost more than it saves."""
    if len(reports) > FEW:
        return rows
    return rows.filter(inside(tuple(report.place.path for report in reports), column))


def _root_of(path: str, roots: Mapping[str, int]) -> int | None:
    """The nearest of these roots at or above the path."""
    steps = path.split(".")
    for length in range(len(steps) - 1, 0, -1):
        root = ".".join(steps[:length]) + "."
        if root in roots:
            return roots[root]
    return None


def _earlier(reports: list[Report], indicators: list[Indicator], level: Level) -> dict[tuple[int, int], list[Frozen]]:
    """The handed-in cells of earlier periods of the year, each with its live value today.

    An ended unit's cells stand with those of the unit that holds its past.
    """
    first = reports[0]
    rows = (
        Cell.objects.filter(
            report__known_at__isnull=False,
            report__state__in=rules.HANDED_IN,
            report__subject=first.subject,
            report__place__level=level,
            report__period__calendar_id=first.period.calendar_id,
            report__period__kind=first.period.kind,
            report__period__year=first.period.year,
            report__period__last_day__lt=first.period.first_day,
            indicator__in=indicators,
            numerator__isnull=False,
        )
        .select_related("report__period", "report__place")
        .order_by("report__version", "pk")
    )
    near = _near(rows, reports, "report__place__path")
    cells = list({(cell.report.place_id, cell.report.period_id, cell.indicator_id): cell for cell in near}.values())
    by_span: dict[tuple[date, date], dict[int, Place]] = defaultdict(dict)
    for cell in cells:
        by_span[_span(cell)][cell.report.place_id] = cell.report.place
    live = {span: figures(indicators, places.values(), *span, reading=Reading.THEN) for span, places in by_span.items()}
    roots = {report.place.path: report.place_id for report in reports}
    found: dict[tuple[int, int], list[Frozen]] = defaultdict(list)
    for cell in cells:
        owner = _root_of(cell.report.place.path, roots)
        if owner is not None:
            now = live[_span(cell)].get((cell.indicator_id, cell.report.place_id), NO_FIGURE)
            found[(cell.indicator_id, owner)].append(
                Frozen(
                    numerator=cell.numerator or ZERO,
                    live=now.numerator or ZERO,
                    late=cell.late,
                    corrected=cell.corrected_numerator,
                )
            )
    return dict(found)


def _span(cell: Cell) -> tuple[date, date]:
    return cell.report.period.first_day, cell.report.period.last_day

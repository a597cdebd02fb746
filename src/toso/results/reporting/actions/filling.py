"""Fill the cells of reports from evidence and from the reports below, many reports at once."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from functools import partial

from toso.ground.places.models import Place
from toso.ground.places.rules import Level, Reading
from toso.plan.programme.models import Indicator
from toso.plan.programme.queries import targets_at
from toso.plan.programme.rules import IndicatorKind
from toso.results.reporting.models import Cell, Period, Report
from toso.results.reporting.queries.figures import figures, figures_as_known
from toso.results.reporting.queries.periods import year_to_date as year_span
from toso.results.reporting.queries.reports import LEVEL_BELOW, counting_versions, indicators_of
from toso.results.reporting.rules import reports as rules
from toso.results.reporting.rules.figures import Figure, Missing
from toso.results.reporting.rules.reports import ZERO, Frozen, Part

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
    own_predecessors: Mapping[int, list[int]]  # hamlets under this place that reported for themselves
    targets: Mapping[tuple[int, int], Decimal]


def fill_cells(reports: list[Report], *, known_at: datetime | None = None) -> None:
    """Compute every cell of these reports, all of one template and one period, and save them.

    Corrections, returns and typed figures stay as they are: only what the system computes moves.
    With ``known_at`` (a report that is handed in) a report without reports below is counted from
    its records as they were known at that moment, not from stored sums.
    """
    if not reports:
        return
    material = _gather(reports, known_at=known_at)
    found = {
        (cell.report_id, cell.indicator_id): cell
        for cell in Cell.objects.filter(report_id__in=[report.pk for report in reports])
    }
    cells = []
    for report in reports:
        for order, indicator in enumerate(material.indicators, start=1):
            cell = found.get((report.pk, indicator.pk)) or Cell(report=report, indicator=indicator)
            cell.order = order
            _fill(cell, indicator, report.place_id, material)
            cells.append(cell)
    Cell.objects.bulk_create(
        cells,
        update_conflicts=True,
        unique_fields=["report", "indicator"],
        update_fields=[
            "order", "numerator", "denominator", "records", "provisional", "late",
            "year_numerator", "year_denominator", "target",
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
    own_live = _less_predecessors(live.numerator, indicator, place_id, material)
    if not below:
        cell.numerator = own_live
    else:
        parts = [_part(part, indicator, material) for part in below if indicator.pk in part.cells]
        whole = rules.consolidated(live=own_live, parts=parts)
        cell.numerator, cell.provisional = whole.value, whole.provisional
    if indicator.kind == IndicatorKind.STOCK:
        cell.year_numerator = cell.numerator
        return
    year_live = year.numerator or ZERO
    if not below:
        cell.year_numerator = rules.year_to_date(year_live, earlier)
        cell.late = rules.late_supplement(earlier) if indicator.kind == IndicatorKind.FLOW else ZERO
    else:
        cell.late = sum((part.cells[indicator.pk].late for part in below if indicator.pk in part.cells), ZERO)
        year_parts = [_year_part(part, indicator, material) for part in below if indicator.pk in part.cells]
        own = rules.consolidated(live=year_live, parts=year_parts).value
        cell.year_numerator = rules.year_to_date(own, earlier)


def _denominator(figure: Figure) -> Decimal | None:
    """None as long as one unit has not said how many there are."""
    return None if figure.missing == Missing.DENOMINATOR else figure.denominator


def _less_predecessors(value: Decimal | None, indicator: Indicator, place_id: int, material: Material) -> Decimal:
    """Without what an ended unit already reported for itself in this very period."""
    told = (material.live.get((indicator.pk, pk), NO_FIGURE) for pk in material.own_predecessors.get(place_id, []))
    return (value or ZERO) - sum((figure.numerator or ZERO for figure in told), ZERO)


def _part(below: Below, indicator: Indicator, material: Material) -> Part:
    cell = below.cells[indicator.pk]
    live = _less_predecessors(
        material.live.get((indicator.pk, below.report.place_id), NO_FIGURE).numerator,
        indicator,
        below.report.place_id,
        material,
    )
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
        (part, part.cells[cell.indicator_id].corrected_numerator or part.cells[cell.indicator_id].numerator)
        for part in typed
    ]
    known = [(part, value) for part, value in values if value is not None]
    cell.numerator = cell.year_numerator = sum((value for _part, value in known), ZERO) if known else None
    cell.provisional = sum((value for part, value in known if not part.is_accepted), ZERO)


def _gather(reports: list[Report], *, known_at: datetime | None) -> Material:
    first = reports[0]
    period, level = first.period, Level(first.place.level)
    indicators = indicators_of(first.template)
    below = _below(reports, level)
    count = figures if known_at is None or below else partial(figures_as_known, at=known_at)
    places = _places(reports, below)
    predecessors = _own_predecessors([place for place in places if place.level == Level.HAMLET], period)
    ended = list(Place.objects.filter(pk__in=[pk for pks in predecessors.values() for pk in pks]))
    year_first, year_last = year_span(period)
    targets = targets_at([report.place_id for report in reports], period.year)
    return Material(
        indicators=indicators,
        live=count(indicators, [*places, *ended], period.first_day, period.last_day, reading=Reading.TODAY),
        year=count(indicators, places, year_first, year_last, reading=Reading.TODAY),
        below=below,
        earlier=_earlier(reports, indicators, level, count),
        own_predecessors=predecessors,
        targets={key: target.value for key, target in targets.items()},
    )


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
    counting = counting_versions(rows)
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


def _root_of(path: str, roots: Mapping[str, int]) -> int | None:
    """The nearest of these roots at or above the path."""
    steps = path.split(".")
    for length in range(len(steps) - 1, 0, -1):
        root = ".".join(steps[:length]) + "."
        if root in roots:
            return roots[root]
    return None


def _own_predecessors(hamlets: list[Place], period: Period) -> dict[int, list[int]]:
    """Ended hamlets under a hamlet that handed in their own report for this period before they ended."""
    rows = Report.objects.current().filter(
        period=period,
        subject="",
        place__level=Level.HAMLET,
        place__valid_until__isnull=False,
        known_at__isnull=False,
    )
    roots = {place.path: place.pk for place in hamlets if place.valid_until is None}
    found: dict[int, list[int]] = defaultdict(list)
    for place_id, path in rows.values_list("place_id", "place__path"):
        owner = _root_of(path, roots)
        if owner is not None and owner != place_id:
            found[owner].append(place_id)
    return dict(found)


def _earlier(
    reports: list[Report], indicators: list[Indicator], level: Level, count: Callable[..., FigureOf]
) -> dict[tuple[int, int], list[Frozen]]:
    """The handed-in cells of earlier periods of the year, each with its live value today.

    A predecessor's cells stand with its successor's, and the live value counts once for both.
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
    cells = {(cell.report.place_id, cell.report.period_id, cell.indicator_id): cell for cell in rows}.values()
    roots = {report.place.path: report.place_id for report in reports}
    places = [report.place for report in reports]
    live_of: dict[tuple[date, date], FigureOf] = {}
    told: set[tuple[int, int, date]] = set()
    found: dict[tuple[int, int], list[Frozen]] = defaultdict(list)
    for cell in cells:
        owner = _root_of(cell.report.place.path, roots)
        if owner is None:
            continue
        span = (cell.report.period.first_day, cell.report.period.last_day)
        if span not in live_of:
            live_of[span] = count(indicators, places, *span, reading=Reading.TODAY)
        live = live_of[span].get((cell.indicator_id, owner), NO_FIGURE).numerator or ZERO
        once = (cell.indicator_id, owner, span[0])
        found[(cell.indicator_id, owner)].append(
            Frozen(
                numerator=cell.numerator or ZERO,
                live=ZERO if once in told else live,
                late=cell.late,
                corrected=cell.corrected_numerator,
            )
        )
        told.add(once)
    return dict(found)

"""What a place's dashboard shows: its indicators and their pace, the units below compared, their reports."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import prefetch_related_objects

from toso.ground.places.models import Place
from toso.ground.places.rules import Level, Reading
from toso.ground.shared.facts import FactKind
from toso.ground.shared.scope import Scope
from toso.plan.programme.models import Indicator, Target
from toso.plan.programme.queries import indicators_on, targets_at
from toso.plan.programme.rules import IndicatorKind, TermPart
from toso.results.reporting.models import Period, PeriodKind, Report
from toso.results.reporting.queries.evidence import fact_of
from toso.results.reporting.queries.figures import figures, trend
from toso.results.reporting.queries.periods import periods_of_year
from toso.results.reporting.rules.figures import Figure
from toso.results.reporting.rules.pace import HUNDRED, Pace, behind_the_best, is_all_green, pace, passed
from toso.results.reporting.rules.periods import OFFICIAL, Span


@dataclass(frozen=True, slots=True)
class Until:
    """The reporting year up to a day: the end of one of its months, or today in the month that runs."""

    year: Period
    month: Period
    day: date

    @property
    def is_running(self) -> bool:
        return self.day < self.month.last_day

    @property
    def due(self) -> Decimal:
        return passed(self.year.first_day, self.year.last_day, self.day)


@dataclass(frozen=True, slots=True)
class Line:
    """One indicator at one place, against its target of the year."""

    indicator: Indicator
    place: Place
    figure: Figure
    target: Target | None
    pace: Pace


@dataclass(frozen=True, slots=True)
class Row:
    """A unit below: its line of the indicator that is compared, and how all its indicators do."""

    line: Line
    all_paces: tuple[Pace, ...]
    report: Report | None
    to_best: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Board:
    lines: tuple[Line, ...]
    chosen: Line | None
    rows: tuple[Row, ...]

    @property
    def is_all_green(self) -> bool:
        return is_all_green(row.line.pace for row in self.rows)


def months_until(on: date) -> list[Until]:
    """The months of the reporting year that holds the day, up to the day: the newest last."""
    year = Period.objects.filter(
        calendar__code=OFFICIAL, kind=PeriodKind.YEAR, first_day__lte=on, last_day__gte=on
    ).first()
    if year is None:
        return []
    months = periods_of_year(OFFICIAL, year.year).filter(first_day__lte=on)
    return [Until(year, month, min(month.last_day, on)) for month in months]


def board(
    place: Place,
    scope: Scope,
    until: Until,
    *,
    reading: Reading,
    indicator_id: int | None,
    report_period: Period | None,
) -> Board:
    """The lines of the place and, for the indicator chosen, the units below it side by side.

    Without a choice the indicator furthest behind is compared: it is the one to do something about.
    """
    indicators = list(indicators_on(until.day))
    prefetch_related_objects(indicators, "terms")
    children = units_below(place, scope)
    places = [place, *children]
    found = figures(indicators, places, until.year.first_day, until.day, reading=reading)
    targets = targets_at([one.pk for one in places], until.year.year)
    lines = {
        (indicator.pk, one.pk): line_of(
            indicator, one, found[indicator.pk, one.pk], targets.get((indicator.pk, one.pk)), until
        )
        for indicator in indicators
        for one in places
    }
    own = tuple(lines[indicator.pk, place.pk] for indicator in indicators)
    chosen = next((line for line in own if line.indicator.pk == indicator_id), None) or furthest_behind(own)
    if chosen is None:
        return Board(own, None, ())
    reports = reports_of(children, scope, report_period)
    compared = [lines[chosen.indicator.pk, child.pk] for child in children]
    to_best = behind_the_best(line.pace for line in compared)
    rows = tuple(
        Row(
            line,
            tuple(lines[indicator.pk, line.place.pk].pace for indicator in indicators),
            reports.get(line.place.pk),
            distance,
        )
        for line, distance in zip(compared, to_best, strict=True)
    )
    return Board(own, chosen, rows)


def lines_with_targets(place: Place, until: Until) -> list[Line]:
    """The place's own lines that a decision has given a target, on today's map."""
    targets = targets_at([place.pk], until.year.year)
    indicators = [one for one in indicators_on(until.day) if (one.pk, place.pk) in targets]
    prefetch_related_objects(indicators, "terms")
    found = figures(indicators, [place], until.year.first_day, until.day, reading=Reading.TODAY)
    return [line_of(one, place, found[one.pk, place.pk], targets[one.pk, place.pk], until) for one in indicators]


def line_of(indicator: Indicator, place: Place, figure: Figure, target: Target | None, until: Until | None) -> Line:
    due = HUNDRED if until is None or must_hold(indicator) else until.due
    return Line(indicator, place, figure, target, pace(figure.value, target.value if target else None, due=due))


def must_hold(indicator: Indicator) -> bool:
    """Whether the target is a state to keep all year (every hamlet has its team), not an amount to grow to."""
    if indicator.kind == IndicatorKind.STOCK:
        return True
    over = [term for term in indicator.terms.all() if term.part == TermPart.NUMERATOR]
    return bool(over) and all(fact_of(term).kind == FactKind.STOCK for term in over)


def furthest_behind(lines: Sequence[Line]) -> Line | None:
    measured = [line for line in lines if line.pace.gap is not None]
    if measured:
        return min(measured, key=lambda line: line.pace.gap or Decimal(0))
    return lines[0] if lines else None


def units_below(place: Place, scope: Scope) -> list[Place]:
    """The units right below a place today, in alphabetical order; of a unit without any, none."""
    if place.level == Level.HAMLET:
        return []
    return list(
        Place.objects.visible_to(scope).filter(parent=place, valid_until__isnull=True).order_by("sort_key", "pk")
    )


def reports_of(places: Sequence[Place], scope: Scope, period: Period | None) -> dict[int, Report]:
    """The current report of each place for the period."""
    if period is None:
        return {}
    rows = (
        Report.objects.visible_to(scope).current().filter(period=period, subject="", place__in=[p.pk for p in places])
    )
    return {report.place_id: report for report in rows}


def own_report(place: Place, scope: Scope, period: Period | None) -> Report | None:
    return reports_of([place], scope, period).get(place.pk)


def reported_period(on: date) -> Period | None:
    """The month whose reports are being written or collected: the last that has ended."""
    return (
        Period.objects.filter(calendar__code=OFFICIAL, kind=PeriodKind.MONTH, last_day__lt=on)
        .order_by("-last_day")
        .first()
    )


@dataclass(frozen=True, slots=True)
class Month:
    """One point of a trend: the year up to the end of a month, and what was due by then."""

    until: Until
    figure: Figure
    due: Decimal | None


def months_of(line: Line, untils: Sequence[Until], *, reading: Reading) -> list[Month]:
    """How the line came to stand where it stands, month by month of the year."""
    spans = [Span(until.year.first_day, until.day) for until in untils]
    whole = line.target.value if line.target else None
    held = must_hold(line.indicator)
    found = trend(line.indicator, line.place, spans, reading=reading)
    return [
        Month(until, figure, None if whole is None else whole if held else whole * until.due / HUNDRED)
        for until, figure in zip(untils, found, strict=True)
    ]

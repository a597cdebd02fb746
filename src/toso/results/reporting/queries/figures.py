"""What the indicators say: for many indicators and places at once, over any span of days."""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal

from django.db.models import Q, prefetch_related_objects

from toso.ground.places.models import Place, Reach
from toso.ground.places.rules import Reading
from toso.ground.shared.facts import FactKind
from toso.plan.programme.models import Exclusion, Indicator, IndicatorTerm
from toso.plan.programme.rules import IndicatorKind, TermPart
from toso.results.reporting.models import Series
from toso.results.reporting.queries.denominators import lacking_units
from toso.results.reporting.queries.evidence import excluded_places, fact_of
from toso.results.reporting.queries.persons import stored_persons
from toso.results.reporting.queries.rollup import NONE, Sum, evidence_sums, stored_sums
from toso.results.reporting.rules.figures import ZERO, Figure, figure
from toso.results.reporting.rules.periods import Span

STATED = "programme.Denominator"
Figures = dict[tuple[int, int], Figure]
SeriesKey = str
TermSums = dict[tuple[SeriesKey, int, int], Sum]  # (series name, place, number of the span)
Summing = Callable[[Sequence[IndicatorTerm], Collection[int], frozenset[int]], TermSums]


@dataclass(frozen=True, slots=True)
class Question:
    """Indicators that leave out the same units can be answered by the same statements."""

    indicators: list[Indicator] = field(default_factory=list)
    exclusions: list[Exclusion] = field(default_factory=list)


def figures(
    indicators: Iterable[Indicator],
    places: Iterable[Place],
    first_day: date,
    last_day: date,
    *,
    reading: Reading = Reading.TODAY,
) -> Figures:
    """The figure of each (indicator, place) from the stored sums: as they stand now, within seconds
    of the last record. The number of statements does not grow with places or days."""
    chosen, at_places = _loaded(indicators), list(places)
    return {
        (indicator, place): found
        for (indicator, place, _), found in _over_spans(chosen, at_places, [Span(first_day, last_day)], reading).items()
    }


def figures_as_known(
    indicators: Iterable[Indicator],
    places: Iterable[Place],
    first_day: date,
    last_day: date,
    *,
    reading: Reading = Reading.TODAY,
    at: datetime | None,
) -> Figures:
    """The same figures counted from the records as the system knew them at a moment (None: now).

    Slower than ``figures``: it reads the evidence itself. What is frozen in a report is counted this way.
    """
    span = Span(first_day, last_day)

    def summing(terms: Sequence[IndicatorTerm], place_ids: Collection[int], left_out: frozenset[int]) -> TermSums:
        found: TermSums = {}
        for term in {term.series: term for term in terms}.values():
            sums = evidence_sums(
                fact_of(term), term.parameters, place_ids, span, reading=reading, left_out=left_out, at=at
            )
            found.update({(term.series, place, 0): total for place, total in sums.items()})
        return found

    chosen, at_places = _loaded(indicators), list(places)
    answered = _answered(chosen, at_places, [span], reading, summing, at=at)
    return {(indicator, place): found for (indicator, place, _), found in answered.items()}


def trend(
    indicator: Indicator, place: Place, spans: Sequence[Span], *, reading: Reading = Reading.TODAY
) -> list[Figure]:
    """The indicator at the place over several spans, in their order, by one statement for them all."""
    answered = _over_spans(_loaded([indicator]), [place], spans, reading)
    return [answered[indicator.pk, place.pk, number] for number in range(len(spans))]


@dataclass(frozen=True, slots=True)
class Compared:
    """A place beside the units below it on the map of today. What adds up adds up exactly:
    whole = parts + own + unallocated. ``own`` is None for a ratio and for persons counted once."""

    whole: Figure
    parts: list[tuple[Place, Figure]]
    own: Decimal | None  # recorded at the place itself, not at a unit below


def children(indicator: Indicator, place: Place, first_day: date, last_day: date) -> Compared:
    """The figure of a place and of each unit below it, their past included, by name."""
    units = list(Place.objects.filter(parent=place, valid_until__isnull=True).order_by("sort_key", "pk"))
    found = figures([indicator], [place, *units], first_day, last_day, reading=Reading.TODAY)
    whole = found[indicator.pk, place.pk]
    parts = [(unit, found[indicator.pk, unit.pk]) for unit in units]
    own = None
    if indicator.kind in (IndicatorKind.FLOW, IndicatorKind.STOCK):
        below = sum((part.numerator or ZERO for _, part in parts), ZERO)
        own = (whole.numerator or ZERO) - below - whole.unallocated
    return Compared(whole, parts, own)


def _loaded(indicators: Iterable[Indicator]) -> list[Indicator]:
    chosen = list({indicator.pk: indicator for indicator in indicators}.values())
    prefetch_related_objects(chosen, "terms")
    return chosen


def _over_spans(
    indicators: Sequence[Indicator], places: Sequence[Place], spans: Sequence[Span], reading: Reading
) -> dict[tuple[int, int, int], Figure]:
    keys = {term.series for indicator in indicators for term in indicator.terms.all()}
    series = dict(Series.objects.filter(key__in=keys).values_list("key", "pk"))

    def summing(terms: Sequence[IndicatorTerm], place_ids: Collection[int], left_out: frozenset[int]) -> TermSums:
        by_kind: dict[FactKind, dict[str, IndicatorTerm]] = {kind: {} for kind in FactKind}
        for term in terms:
            by_kind[fact_of(term).kind][term.series] = term
        found: TermSums = {}
        for kind in (FactKind.FLOW, FactKind.STOCK):
            names = {series[key]: key for key in by_kind[kind] if key in series}
            sums = stored_sums(
                names, place_ids, spans, reading=reading, is_state=kind == FactKind.STOCK, left_out=left_out
            )
            found.update({(names[pk], place, n): total for (pk, place, n), total in sums.items()})
        persons = {series[key]: key for key in by_kind[FactKind.DISTINCT] if key in series}
        counted = stored_persons(persons, place_ids, spans, reading=reading, left_out=left_out)
        found.update({(persons[pk], place, n): total for (pk, place, n), total in counted.items()})
        return found

    return _answered(indicators, places, spans, reading, summing)


def _answered(
    indicators: Sequence[Indicator],
    places: Sequence[Place],
    spans: Sequence[Span],
    reading: Reading,
    summing: Summing,
    *,
    at: datetime | None = None,
) -> dict[tuple[int, int, int], Figure]:
    """Exclusions are those in force on the last day of the last span, for the whole of every span:
    both parts of a ratio must leave out the same units."""
    last_day = max((span.last_day for span in spans), default=date.max)
    answered: dict[tuple[int, int, int], Figure] = {}
    place_ids = [place.pk for place in places]
    for question in _questions(indicators, last_day):
        left_out = _units_left_out(question.exclusions)
        terms = [term for indicator in question.indicators for term in indicator.terms.all()]
        sums = summing(terms, place_ids, left_out)
        reasons = _reasons(question.exclusions, place_ids)
        lacking = lacking_units(
            _counted_denominators(terms), place_ids, spans, reading=reading, left_out=left_out, at=at
        )
        for indicator in question.indicators:
            for place in place_ids:
                for n in range(len(spans)):
                    answered[indicator.pk, place, n] = _figure(
                        indicator,
                        place,
                        n,
                        sums,
                        lacking,
                        is_left_out=place in left_out,
                        excluded=reasons.get(place, ()),
                    )
    return answered


def _questions(indicators: Sequence[Indicator], last_day: date) -> list[Question]:
    """Almost always one; one more for each different set of units left out."""
    exclusions = excluded_places(indicators, last_day)
    found: dict[frozenset[int], Question] = {}
    for indicator in indicators:
        own = exclusions.get(indicator.pk, [])
        question = found.setdefault(frozenset(e.place_id for e in own), Question(exclusions=own))
        question.indicators.append(indicator)
    return list(found.values())


def _units_left_out(exclusions: Sequence[Exclusion]) -> frozenset[int]:
    if not exclusions:
        return frozenset()
    roots = [exclusion.place_id for exclusion in exclusions]
    below = Reach.objects.filter(ancestor__in=roots, reading=Reading.TODAY)
    return frozenset(roots) | frozenset(below.values_list("place_id", flat=True))


def _reasons(exclusions: Sequence[Exclusion], places: Collection[int]) -> dict[int, tuple[str, ...]]:
    """For each place, why units at or below it are left out (or why it is, with all above it)."""
    if not exclusions:
        return {}
    reasons = {exclusion.place_id: exclusion.reason for exclusion in exclusions}
    pairs = Reach.objects.filter(
        Q(ancestor__in=places, place__in=reasons) | Q(ancestor__in=reasons, place__in=places), reading=Reading.TODAY
    ).values_list("ancestor_id", "place_id")
    found: dict[int, dict[str, None]] = {}
    for ancestor, place in pairs.order_by("place_id", "ancestor_id"):
        if place in reasons:
            found.setdefault(ancestor, {})[reasons[place]] = None
        if ancestor in reasons:
            found.setdefault(place, {})[reasons[ancestor]] = None
    return {place: tuple(words) for place, words in found.items()}


def _counted_denominators(terms: Iterable[IndicatorTerm]) -> dict[str, IndicatorTerm]:
    """The denominators that somebody must state unit by unit, so that no row means nobody knows.
    Where records themselves are counted below the line, no row means there is none."""
    return {term.series: term for term in terms if term.part == TermPart.DENOMINATOR and fact_of(term).home == STATED}


def _figure(
    indicator: Indicator,
    place: int,
    n: int,
    sums: TermSums,
    lacking: Mapping[tuple[str, int, int], frozenset[int]],
    *,
    is_left_out: bool,
    excluded: tuple[str, ...],
) -> Figure:
    terms = list(indicator.terms.all())
    parts = {
        part: [sums.get((term.series, place, n), NONE) for term in terms if term.part == part] for part in TermPart
    }
    over, under = parts[TermPart.NUMERATOR], parts[TermPart.DENOMINATOR]
    units: frozenset[int] = frozenset()
    for term in terms:
        if term.part == TermPart.DENOMINATOR:
            units |= lacking.get((term.series, place, n), frozenset())
    return figure(
        numerator=sum((s.value for s in over), ZERO) if over else None,
        denominator=sum((s.value for s in under), ZERO) if any(s.records for s in under) else None,
        is_ratio=indicator.kind == IndicatorKind.RATIO,
        records=sum(s.records for s in over),
        unallocated=sum((s.unallocated for s in over), ZERO),
        lacking=len(units),
        is_left_out=is_left_out,
        excluded=excluded,
    )

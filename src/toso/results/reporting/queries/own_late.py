"""What a unit above the lowest must itself tell as "bổ sung kỳ trước": late records that no report below tells."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from toso.ground.places.models import Reach
from toso.ground.places.rules import Level, Reading
from toso.ground.shared.facts import FactKind
from toso.plan.programme.models import Indicator
from toso.plan.programme.rules import IndicatorKind
from toso.results.reporting.models import Period, Report
from toso.results.reporting.queries.evidence import fact_of
from toso.results.reporting.queries.late import LateItem, Window, late_by_place, late_items
from toso.results.reporting.queries.reports import LEVEL_BELOW, counting_versions
from toso.results.reporting.rules.periods import Span
from toso.results.reporting.rules.reports import HANDED_IN


@dataclass(frozen=True, slots=True)
class _Past:
    """The earlier periods of one unit that were handed in, and up to when each has been told."""

    periods: Sequence[Period]
    told: Mapping[int, datetime]  # by period: the last freeze of it or of a later one

    @classmethod
    def of(cls, frozen: Iterable[Report]) -> "_Past":
        kept = list(frozen)
        periods = list({report.period_id: report.period for report in kept}.values())
        return cls(
            periods,
            {
                period.pk: max(r.known_at for r in kept if r.known_at and r.period.first_day >= period.first_day)
                for period in periods
            },
        )

    @property
    def since(self) -> datetime:
        return min(self.told.values())

    def period_of(self, item: LateItem) -> Period | None:
        """The handed-in period the item belongs to, unless a report has told it already."""
        home = next((period for period in self.periods if period.first_day <= item.day <= period.last_day), None)
        return home if home and item.known_at > self.told[home.pk] else None


def own_late(reports: Sequence[Report], indicators: Sequence[Indicator]) -> dict[tuple[int, int], list[LateItem]]:
    """By (indicator id, place id), for reports of one level and period: late records entered at the unit itself,
    or below it where no report was handed in for their period. Each is told once, by the first report after it.
    """
    pasts = _pasts(reports) if reports else {}
    if not pasts:
        return {}
    windows = {r.place_id: Window(pasts[r.place_id].since, r.known_at) for r in reports if r.place_id in pasts}
    periods = {period.pk: period for past in pasts.values() for period in past.periods}
    span = Span(min(p.first_day for p in periods.values()), max(p.last_day for p in periods.values()))
    found: dict[tuple[int, int], list[LateItem]] = defaultdict(list)
    for indicator in indicators:
        if indicator.kind == IndicatorKind.FLOW and all(
            fact_of(term).kind == FactKind.FLOW for term in indicator.terms.all()
        ):
            for place_id, items in late_by_place(indicator, windows, span).items():
                dated = ((item, pasts[place_id].period_of(item)) for item in items)
                found[indicator.pk, place_id] += [replace(item, period=home) for item, home in dated if home]
    told_below = _told_below(reports[0], periods, {i.place_id for items in found.values() for i in items})
    return {
        key: own
        for key, items in found.items()
        if (own := [i for i in items if i.period and i.place_id not in told_below[i.period.pk]])
    }


def all_late_items(report: Report) -> list[LateItem]:
    """Every item of the report's "bổ sung kỳ trước": what the units below tell, and what each unit tells itself."""
    found = late_items(report)
    layers = _layers(report)
    if not layers.get(Level.HAMLET):  # then the report is its own lowest level, and has told all
        return found
    indicators = list(Indicator.objects.filter(pk__in=report.cells.values("indicator")).prefetch_related("terms"))
    for level, reports in layers.items():
        if level != Level.HAMLET:
            for items in own_late(reports, indicators).values():
                found += items
    return found


def _layers(report: Report) -> dict[Level, list[Report]]:
    """The report and those below it of the same period, in the versions that count, by level."""
    rows = Report.objects.filter(
        period_id=report.period_id, subject=report.subject, place__path__startswith=report.place.path
    ).select_related("place", "period")
    found: dict[Level, list[Report]] = defaultdict(list)
    for counting in counting_versions(rows.exclude(place=report.place_id)).values():
        found[Level(counting.report.place.level)].append(counting.report)
    return {**found, Level(report.place.level): [report]}


def _pasts(reports: Sequence[Report]) -> dict[int, _Past]:
    first = reports[0]
    earlier = {
        report.pk: report
        for report in Report.objects.filter(
            known_at__isnull=False,
            state__in=HANDED_IN,
            subject=first.subject,
            place__level=first.place.level,
            period__calendar_id=first.period.calendar_id,
            period__kind=first.period.kind,
            period__year=first.period.year,
            period__last_day__lt=first.period.first_day,
        ).select_related("period")
    }
    holders = Reach.objects.filter(
        ancestor__in=[report.place_id for report in reports],
        place__in={report.place_id for report in earlier.values()},
        reading=Reading.TODAY,
    ).values_list("place_id", "ancestor_id")
    by_place: dict[int, list[Report]] = defaultdict(list)
    for report in earlier.values():
        by_place[report.place_id].append(report)
    frozen: dict[int, list[Report]] = defaultdict(list)
    for place, holder in set(holders):
        frozen[holder] += by_place[place]
    return {holder: _Past.of(rows) for holder, rows in frozen.items()}


def _told_below(first: Report, periods: Collection[int], places: Collection[int]) -> dict[int, set[int]]:
    """By period: which of these places stand under a unit below that handed in its own report."""
    carriers: dict[int, set[int]] = defaultdict(set)
    for place, ancestor in Reach.objects.filter(place__in=places, reading=Reading.TODAY).values_list(
        "place_id", "ancestor_id"
    ):
        carriers[ancestor].add(place)
    found: dict[int, set[int]] = defaultdict(set)
    for period, unit in Report.objects.filter(
        period__in=periods,
        subject=first.subject,
        place__level=LEVEL_BELOW[Level(first.place.level)],
        place__in=carriers,
        known_at__isnull=False,
    ).values_list("period_id", "place_id"):
        found[period] |= carriers[unit]
    return found

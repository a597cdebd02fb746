"""What a unit above the lowest must itself tell as "bổ sung kỳ trước": late records that no report below tells."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace
from datetime import date, datetime

from django.db.models import F, Max
from django.utils.timezone import localdate

from toso.ground.places.models import Reach
from toso.ground.places.rules import Level, Reading
from toso.ground.shared.facts import FactKind
from toso.plan.programme.models import Indicator
from toso.plan.programme.rules import IndicatorKind
from toso.results.reporting.models import Period, Report
from toso.results.reporting.queries.evidence import fact_of
from toso.results.reporting.queries.late import LateItem, Window, late_by_place, late_items
from toso.results.reporting.queries.periods import year_to_date
from toso.results.reporting.queries.reports import LEVEL_BELOW, counting_versions
from toso.results.reporting.rules.periods import Span
from toso.results.reporting.rules.reports import HANDED_IN


@dataclass(frozen=True, slots=True)
class _Past:
    """The earlier periods of one unit that were handed in, and when each was last."""

    periods: Sequence[Period]
    frozen: Mapping[int, datetime]  # by period: the last freeze of it

    @classmethod
    def of(cls, reports: Iterable[Report]) -> "_Past":
        kept = list(reports)
        periods = list({report.period_id: report.period for report in kept}.values())
        frozen = {
            period.pk: max(r.known_at for r in kept if r.known_at and r.period_id == period.pk) for period in periods
        }
        return cls(periods, frozen)

    @property
    def since(self) -> datetime:
        """Up to when its late work was told: the freeze of the latest of them."""
        return self.frozen[max(self.periods, key=lambda period: period.first_day).pk]

    def period_of(self, item: LateItem) -> Period | None:
        """The handed-in period the item belongs to."""
        return next((period for period in self.periods if period.first_day <= item.day <= period.last_day), None)


@dataclass(frozen=True, slots=True)
class _Below:
    """Who below tells what came late: the units with a report of their own, in each period handed in and in this one.

    A unit that ended, whose heir has no report yet, tells nothing any more: then the unit above does, once.
    """

    carriers: Mapping[int, AbstractSet[int]]  # place → units below that hold it today
    tellers: Mapping[int, Mapping[int, datetime]]  # place → period → when the unit that held it then handed in
    handed_in: Mapping[int, Mapping[int, datetime]]  # period → unit → when
    now: AbstractSet[int]  # units with a report in this period

    @classmethod
    def of(cls, first: Report, periods: Collection[int], places: Collection[int]) -> "_Below":
        carriers: dict[int, set[int]] = defaultdict(set)
        for place, ancestor in Reach.objects.filter(place__in=places, reading=Reading.TODAY).values_list(
            "place_id", "ancestor_id"
        ):
            carriers[place].add(ancestor)
        units = {unit for held in carriers.values() for unit in held}
        rows = Report.objects.filter(
            subject=first.subject, place__level=LEVEL_BELOW[Level(first.place.level)], place__in=units
        )
        handed_in: dict[int, dict[int, datetime]] = defaultdict(dict)
        for period, unit, known_at in rows.filter(period__in=periods, known_at__isnull=False).values_list(
            "period_id", "place_id", "known_at"
        ):
            handed_in[period][unit] = max(known_at, handed_in[period].get(unit, known_at))
        now = set(rows.filter(period=first.period_id).values_list("place_id", flat=True))
        return cls(carriers, _tellers(first, periods, places), handed_in, now)

    def leaves(self, item: LateItem, home: Period, past: _Past) -> bool:
        """Whether nobody below tells the item, and the unit above has not told it either."""
        units = self.carriers.get(item.place_id, set())
        if not units & self.handed_in.get(home.pk, {}).keys():
            return all(item.known_at > moment for moment in self._told_here(item, home, past))
        if units & self.now:
            return False
        return all(item.known_at > moment for moment in self._tellings(item, units, home, past))

    def _told_here(self, item: LateItem, home: Period, past: _Past) -> Iterator[datetime]:
        """When it was told last at this level in each period since: by the unit that held its place then, which may be
        another than today's."""
        then = self.tellers.get(item.place_id, {})
        for period in past.periods:
            if period.first_day >= home.first_day:
                yield then.get(period.pk, past.frozen[period.pk])

    def _tellings(self, item: LateItem, units: AbstractSet[int], home: Period, past: _Past) -> Iterator[datetime]:
        """When it was told last in each period since: below where somebody handed in, else above."""
        then = self.tellers.get(item.place_id, {})
        for period in past.periods:
            if period.first_day >= home.first_day:
                below = [at for unit, at in self.handed_in.get(period.pk, {}).items() if unit in units]
                yield from below or [then.get(period.pk, past.frozen[period.pk])]


def _tellers(first: Report, periods: Collection[int], places: Collection[int]) -> dict[int, dict[int, datetime]]:
    """By place and period when the report was handed in of the unit of this level that held the place on that day."""
    spans: dict[int, list[tuple[int, date, date]]] = defaultdict(list)
    for unit, place, since, until in Reach.objects.filter(
        place__in=places, reading=Reading.THEN, ancestor__level=first.place.level
    ).values_list("ancestor_id", "place_id", "valid_from", "valid_until"):
        spans[unit].append((place, since, until))
    rows = Report.objects.filter(
        subject=first.subject, period__in=periods, place__in=list(spans), state__in=HANDED_IN, known_at__isnull=False
    )
    found: dict[int, dict[int, datetime]] = defaultdict(dict)
    for unit, period, known_at in rows.values_list("place_id", "period_id", "known_at").order_by("known_at"):
        day = localdate(known_at)
        for place, since, until in spans[unit]:
            if since <= day < until:
                found[place][period] = known_at
    return found


def own_late(reports: Sequence[Report], indicators: Sequence[Indicator]) -> dict[tuple[int, int], list[LateItem]]:
    """By (indicator id, place id), for reports of one level and period: late records entered at the unit itself,
    or below it where no report was handed in for their period. Each is told once, by the first report after it.
    """
    pasts = _pasts(reports) if reports else {}
    if not pasts:
        return {}
    silent = _earliest(_silent_since(reports), _moved_since(reports))
    near: dict[int, Window] = {}
    far: dict[int, Window] = {}  # read apart: few places, and much was recorded since
    for report in reports:
        if report.place_id in pasts:
            since = pasts[report.place_id].since
            longest = min(since, silent.get(report.place_id, since))
            (far if longest < since else near)[report.place_id] = Window(longest, report.known_at)
    periods = {period.pk: period for past in pasts.values() for period in past.periods}
    span = Span(min(p.first_day for p in periods.values()), max(p.last_day for p in periods.values()))
    found: dict[tuple[int, int], list[LateItem]] = defaultdict(list)
    for indicator in indicators:
        if indicator.kind == IndicatorKind.FLOW and all(
            fact_of(term).kind == FactKind.FLOW for term in indicator.terms.all()
        ):
            late = {**late_by_place(indicator, near, span), **late_by_place(indicator, far, span)}
            for place_id, items in late.items():
                dated = ((item, pasts[place_id].period_of(item)) for item in items)
                found[indicator.pk, place_id] += [replace(item, period=home) for item, home in dated if home]
    below = _Below.of(reports[0], periods, {i.place_id for items in found.values() for i in items})
    return {
        key: own
        for key, items in found.items()
        if (own := [i for i in items if i.period and below.leaves(i, i.period, pasts[key[1]])])
    }


def _silent_since(reports: Sequence[Report]) -> dict[int, datetime]:
    """For each place the first moment from which a unit under it, that reported earlier in the year, tells no more:
    neither it nor whoever holds it today has a report in this period."""
    first = reports[0]
    rows = Report.objects.filter(subject=first.subject, place__level=LEVEL_BELOW[Level(first.place.level)])
    now = set(rows.filter(period=first.period_id).values_list("place_id", flat=True))
    last = dict(
        rows.filter(
            known_at__isnull=False,
            period__calendar_id=first.period.calendar_id,
            period__kind=first.period.kind,
            period__year=first.period.year,
            period__last_day__lt=first.period.first_day,
        )
        .exclude(place__in=now)
        .values_list("place_id")
        .annotate(last=Max("known_at"))
    )
    holders: dict[int, set[int]] = defaultdict(set)
    for unit, ancestor in Reach.objects.filter(place__in=last, reading=Reading.TODAY).values_list(
        "place_id", "ancestor_id"
    ):
        holders[unit].add(ancestor)
    found: dict[int, datetime] = {}
    for unit, moment in last.items():
        if not holders[unit] & now:
            for place in holders[unit] & {report.place_id for report in reports}:
                found[place] = min(moment, found.get(place, moment))
    return found


def _moved_since(reports: Sequence[Report]) -> dict[int, datetime]:
    """For each place that took units over from another of its level this year: when the other last handed in."""
    first = reports[0]
    last = dict(
        Report.objects.filter(
            subject=first.subject,
            place__level=first.place.level,
            known_at__isnull=False,
            state__in=HANDED_IN,
            period__calendar_id=first.period.calendar_id,
            period__kind=first.period.kind,
            period__year=first.period.year,
            period__last_day__lt=first.period.first_day,
        )
        .values_list("place_id")
        .annotate(last=Max("known_at"))
    )
    year = year_to_date(first.period)[0]
    left = Reach.objects.filter(
        reading=Reading.THEN, ancestor__in=last, valid_until__gt=year, valid_until__lt=date.max
    ).values_list("place_id", "ancestor_id")
    formers: dict[int, set[int]] = defaultdict(set)
    for place, former in left:
        formers[place].add(former)
    found: dict[int, datetime] = {}
    for place, holder in Reach.objects.filter(
        place__in=formers, reading=Reading.TODAY, ancestor__in=[report.place_id for report in reports]
    ).values_list("place_id", "ancestor_id"):
        for former in formers[place] - {holder}:
            found[holder] = min(last[former], found.get(holder, last[former]))
    return found


def _earliest(*each: Mapping[int, datetime]) -> dict[int, datetime]:
    found: dict[int, datetime] = {}
    for moments in each:
        for place, moment in moments.items():
            found[place] = min(moment, found.get(place, moment))
    return found


def above_others(reports: Sequence[Report]) -> list[Report]:
    """Those of the reports whose unit stood above units with reports of their own, in this or an earlier period of
    the year; whoever reports alone tells all of it by the difference of its own numbers."""
    first = reports[0]
    lower = LEVEL_BELOW.get(Level(first.place.level))
    if lower is None:
        return []
    rows = Report.objects.filter(
        subject=first.subject,
        place__level=lower,
        period__calendar_id=first.period.calendar_id,
        period__kind=first.period.kind,
        period__year=first.period.year,
        period__last_day__lte=first.period.last_day,
        place__reached_from__ancestor__in=[report.place_id for report in reports],
        place__reached_from__reading=Reading.THEN,
        place__reached_from__valid_from__lte=F("period__last_day"),
        place__reached_from__valid_until__gt=F("period__first_day"),
    )
    above = set(rows.values_list("place__reached_from__ancestor_id", flat=True))
    return [report for report in reports if report.place_id in above]


def all_late_items(report: Report) -> list[LateItem]:
    """Every item of the report's "bổ sung kỳ trước": what the units below tell, and what each unit tells itself."""
    found = late_items(report)
    layers = _layers(report)
    indicators = list(Indicator.objects.filter(pk__in=report.cells.values("indicator")).prefetch_related("terms"))
    for level, reports in layers.items():
        if level != Level.HAMLET:
            for items in own_late(above_others(reports), indicators).values():
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

"""What became known after a number was frozen: the exact difference between then and now, item by item."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db.models import F, Q, QuerySet

from toso.ground.places.models import Place, Reach
from toso.ground.places.rules import Level, Reading
from toso.ground.shared.facts import Fact, FactKind
from toso.plan.programme.models import Exclusion, Indicator, IndicatorTerm
from toso.plan.programme.rules import TermPart
from toso.results.reporting.models import Period, Report
from toso.results.reporting.queries.evidence import excluded_places, fact_of, left_out
from toso.results.reporting.rules.periods import Span

Owners = dict[int, list[tuple[int, date, date]]]  # place → (asked place, from, until)


@dataclass(frozen=True, slots=True)
class LateItem:
    """A version of a record that came to count, or ceased to count, after the freeze.

    ``difference`` is what it adds to that part of the indicator; negative when a correction or a
    withdrawal takes it back. A correction shows as two items, the old version and the new one.
    """

    indicator_id: int
    part: TermPart
    fact: Fact
    row: Any
    place_id: int
    day: date
    known_at: datetime
    is_taken_back: bool
    difference: Decimal
    person_id: int | None = None
    period: Period | None = None  # the earlier period it belongs to, when asked for a report


@dataclass(frozen=True, slots=True)
class Window:
    """Moments after ``since`` up to and with ``until`` (None: for ever)."""

    since: datetime
    until: datetime | None = None

    def condition(self, column: str) -> Q:
        found = Q(**{f"{column}__gt": self.since})
        return found & Q(**{f"{column}__lte": self.until}) if self.until else found

    def holds(self, moment: datetime | None) -> bool:
        return moment is not None and moment > self.since and (self.until is None or moment <= self.until)


def late_between(
    indicator: Indicator,
    place: Place,
    first_day: date,
    last_day: date,
    *,
    since: datetime,
    until: datetime | None = None,
    reading: Reading = Reading.TODAY,
) -> list[LateItem]:
    """What changed about these days between two moments, in the order it became known.

    The sum of the differences is exactly the figure as known at ``until`` minus the figure as known
    at ``since``, part by part. A fact whose rows have no versions (units of the tree) yields nothing.
    """
    windows = {place.pk: Window(since, until)}
    return late_by_place(indicator, windows, Span(first_day, last_day), reading=reading)[place.pk]


def late_by_place(
    indicator: Indicator,
    windows: Mapping[int, Window],
    span: Span,
    *,
    reading: Reading = Reading.TODAY,
) -> dict[int, list[LateItem]]:
    """The same for many places at once, each with its own moments. The number of statements does not
    grow with the places."""
    found: dict[int, list[LateItem]] = {place: [] for place in windows}
    owners = _owners(windows, span, reading)
    exclusions = excluded_places([indicator], span.last_day).get(indicator.pk, [])
    for term in indicator.terms.all():
        fact = fact_of(term)
        if not fact.known_from or not windows:
            continue
        rows = _versions(term, owners, span, exclusions)
        changes = _changes(term, rows, owners, windows, span)
        if fact.kind == FactKind.DISTINCT:
            changes = _by_person(changes, _held(fact, rows, owners, windows))
        for place, item in changes:
            found[place].append(item)
    return {place: sorted(items, key=lambda i: (i.known_at, i.part, i.row.pk)) for place, items in found.items()}


def late_items(report: Report, *, at: datetime | None = None) -> list[LateItem]:
    """What a report must list as "bổ sung kỳ trước": work of earlier, frozen periods that became
    known since, each item in one report only.

    An item belongs to the first report of its hamlet (or the hamlet's successor) that was frozen
    after it became known; a report above lists what those below it list. A draft looks up to ``at``
    (None: to now).
    """
    chain = _Chain.of(report, at)
    if not chain.earlier:
        return []
    span = Span(min(r.period.first_day for r in chain.earlier), max(r.period.last_day for r in chain.earlier))
    since = min(r.known_at for r in chain.earlier if r.known_at)
    found: list[LateItem] = []
    for indicator in Indicator.objects.filter(pk__in=report.cells.values("indicator")).prefetch_related("terms"):
        if all(fact_of(term).kind == FactKind.FLOW for term in indicator.terms.all()):
            items = late_by_place(indicator, {report.place_id: Window(since)}, span)[report.place_id]
            found += [replace(item, period=period) for item in items if (period := chain.period_of(item))]
    return found


@dataclass(frozen=True, slots=True)
class _Chain:
    """The frozen reports of the lowest level under one place, and who carries whose past."""

    earlier: list[Report]
    by_unit: Mapping[int, list[Report]]
    until: Mapping[int, datetime | None]  # this period's report of a unit: when it was frozen
    carriers: Mapping[int, list[int]]  # place → units with reports that hold it today, itself first
    default_until: datetime | None

    @classmethod
    def of(cls, report: Report, at: datetime | None) -> "_Chain":
        inside = Reach.objects.filter(ancestor=report.place_id, reading=Reading.TODAY).values("place")
        same = Report.objects.current().filter(
            place__in=inside,
            subject=report.subject,
            period__calendar=report.period.calendar_id,
            period__kind=report.period.kind,
        )
        level = report.place.level
        if same.filter(place__level=Level.HAMLET).exists():
            level = Level.HAMLET
        same = same.filter(place__level=level).select_related("period")
        earlier = list(same.filter(period__last_day__lt=report.period.first_day, known_at__isnull=False))
        now = {r.place_id: r.known_at or at for r in same.filter(period=report.period)}
        units = {r.place_id for r in earlier} | set(now)
        carriers: dict[int, list[int]] = defaultdict(list)
        for unit, place in Reach.objects.filter(ancestor__in=units, reading=Reading.TODAY).values_list(
            "ancestor_id", "place_id"
        ):
            carriers[place].insert(0 if unit == place else len(carriers[place]), unit)
        by_unit: dict[int, list[Report]] = defaultdict(list)
        for found in earlier:
            by_unit[found.place_id].append(found)
        return cls(earlier, by_unit, now, carriers, report.known_at or at)

    def period_of(self, item: LateItem) -> Period | None:
        """The frozen period the item belongs to, when it is this report that must list it."""
        line = self.carriers.get(item.place_id, [])
        if not any(unit in self.until for unit in line):  # nobody holds it who reports: the unit above tells it
            return None
        reports = sorted(
            (report for unit in line for report in self.by_unit.get(unit, ())),
            key=lambda r: (r.period.first_day, line.index(r.place_id)),
        )
        home = next((r for r in reports if r.period.first_day <= item.day <= r.period.last_day), None)
        if home is None:
            return None
        listed = [r for r in reports if r is home or r.period.first_day > home.period.first_day]
        if any(r.known_at and r.known_at >= item.known_at for r in listed):
            return None
        until = next((self.until[unit] for unit in reversed(line) if unit in self.until), self.default_until)
        return home.period if until is None or item.known_at <= until else None


def _owners(windows: Mapping[int, Window], span: Span, reading: Reading) -> Owners:
    found: Owners = defaultdict(list)
    for asked, place, since, until in Reach.objects.filter(
        ancestor__in=list(windows), reading=reading, valid_from__lte=span.last_day, valid_until__gt=span.first_day
    ).values_list("ancestor_id", "place_id", "valid_from", "valid_until"):
        found[place].append((asked, since, until))
    return found


def _versions(term: IndicatorTerm, owners: Owners, span: Span, exclusions: list[Exclusion]) -> QuerySet[Any]:
    """Every version ever recorded of the rows that count in these days."""
    fact = fact_of(term)
    rows = fact.history(term.parameters).filter(
        **{f"{fact.place}__in": list(owners), f"{fact.day}__lte": span.last_day}
    )
    if fact.kind != FactKind.STOCK:
        rows = rows.filter(**{f"{fact.day}__gte": span.first_day})
    elif fact.until:
        rows = rows.filter(Q(**{f"{fact.until}__isnull": True}) | Q(**{f"{fact.until}__gt": span.last_day}))
    return rows.exclude(left_out(fact, exclusions)) if exclusions else rows


def _holders(owners: Owners, place: int, day: date) -> Iterator[int]:
    return (asked for asked, since, until in owners.get(place, ()) if since <= day < until)


def _changes(
    term: IndicatorTerm, versions: QuerySet[Any], owners: Owners, windows: Mapping[int, Window], span: Span
) -> list[tuple[int, LateItem]]:
    """Each coming and going in the window of each asked place."""
    fact = fact_of(term)
    widest = Window(min(window.since for window in windows.values()))
    rows = (
        versions.filter(widest.condition(fact.known_from) | widest.condition(fact.known_until))
        .annotate(
            late_place=F(fact.place),
            late_day=F(fact.day),
            late_value=fact.measure,
            late_from=F(fact.known_from),
            late_until=F(fact.known_until),
            **({"late_person": F(fact.counted_once)} if fact.counted_once else {}),
        )
        .order_by("pk")
    )
    found: list[tuple[int, LateItem]] = []
    for row in rows:
        value = Decimal(row.late_value)
        day = span.last_day if fact.kind == FactKind.STOCK else row.late_day
        for asked in _holders(owners, row.late_place, day):
            for moment, is_taken_back in ((row.late_from, False), (row.late_until, True)):
                if windows[asked].holds(moment):
                    item = LateItem(
                        indicator_id=term.indicator_id,
                        part=TermPart(term.part),
                        fact=fact,
                        row=row,
                        place_id=row.late_place,
                        day=row.late_day,
                        known_at=moment,
                        is_taken_back=is_taken_back,
                        difference=-value if is_taken_back else value,
                        person_id=getattr(row, "late_person", None),
                    )
                    found.append((asked, item))
    return found


def _held(
    fact: Fact, versions: QuerySet[Any], owners: Owners, windows: Mapping[int, Window]
) -> dict[int, Counter[int]]:
    """How many rows of each person counted for each asked place at the moment of its freeze."""
    found: dict[int, Counter[int]] = {asked: Counter() for asked in windows}
    columns = (fact.place, fact.day, str(fact.counted_once), fact.known_from, fact.known_until)
    for place, day, person, known_from, known_until in versions.values_list(*columns):
        for asked in _holders(owners, place, day):
            since = windows[asked].since
            if known_from <= since and (known_until is None or known_until > since):
                found[asked][person] += 1
    return found


def _by_person(changes: Iterable[tuple[int, LateItem]], held: dict[int, Counter[int]]) -> list[tuple[int, LateItem]]:
    """A person is one more only with the first record, and one less only with the last."""
    found = []
    for asked, item in sorted(changes, key=lambda change: (change[1].known_at, change[1].is_taken_back)):
        counts, person = held[asked], item.person_id or 0
        was = counts[person] > 0
        counts[person] += -1 if item.is_taken_back else 1
        found.append((asked, replace(item, difference=Decimal(int(counts[person] > 0) - int(was)))))
    return found

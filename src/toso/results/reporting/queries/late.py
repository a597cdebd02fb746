"""What became known after a number was frozen: the exact difference between then and now, item by item."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db.models import F, Q, QuerySet

from toso.ground.places.models import Place
from toso.ground.places.rules import Reading
from toso.ground.shared.facts import Fact, FactKind
from toso.plan.programme.models import Exclusion, Indicator, IndicatorTerm
from toso.plan.programme.rules import TermPart
from toso.results.reporting.models import Period, Report
from toso.results.reporting.queries.evidence import counted_rows, excluded_places, fact_of, left_out, standing


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
    period: Period | None = None  # the earlier period it belongs to, when asked for a report


@dataclass(frozen=True, slots=True)
class Window:
    """Moments after ``since`` up to and with ``until`` (None: for ever)."""

    since: datetime
    until: datetime | None

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
    reading: Reading = Reading.THEN,
) -> list[LateItem]:
    """What changed about these days between two moments, in the order it became known.

    The sum of the differences is exactly the figure as known at ``until`` minus the figure as known
    at ``since``, part by part. A fact whose rows have no versions (units of the tree) yields nothing.
    """
    exclusions = excluded_places([indicator], last_day).get(indicator.pk, [])
    found: list[LateItem] = []
    for term in indicator.terms.all():
        fact = fact_of(term)
        if not fact.known_from:
            continue
        here = _rows_here(fact, fact.history(term.parameters), place, first_day, last_day, reading, exclusions)
        changes = _changes(term, fact, here, Window(since, until))
        if fact.kind == FactKind.DISTINCT:
            known = counted_rows(fact, term.parameters, at=since)
            before = _rows_here(fact, known, place, first_day, last_day, reading, exclusions)
            found += _by_person(changes, fact, before)
        else:
            found += [item for item, _ in changes]
    return sorted(found, key=lambda item: (item.known_at, item.part, item.row.pk))


def late_items(report: Report, *, at: datetime | None = None) -> list[LateItem]:
    """What a report must list as "bổ sung kỳ trước": work of earlier, frozen periods of the same
    place that became known since, each item in one report only.

    An item belongs to the first report that was frozen after it became known. A draft looks up to
    ``at`` (None: to now).
    """
    until = report.known_at or at
    frozen = list(
        Report.objects.current()
        .filter(
            place=report.place_id,
            subject=report.subject,
            template__code=report.template.code,
            period__calendar=report.period.calendar_id,
            period__kind=report.period.kind,
            period__last_day__lt=report.period.first_day,
            known_at__isnull=False,
        )
        .select_related("period", "place")
        .order_by("-period__first_day")
    )
    indicators = Indicator.objects.filter(pk__in=report.cells.values("indicator")).prefetch_related("terms")
    found: list[LateItem] = []
    since: datetime | None = None
    for earlier in frozen:
        since = max(since, earlier.known_at) if since else earlier.known_at
        if until is not None and until <= since:
            continue
        for indicator in indicators:
            period = earlier.period
            items = late_between(indicator, earlier.place, period.first_day, period.last_day, since=since, until=until)
            found += [replace(item, period=period) for item in items]
    return found


def _rows_here(
    fact: Fact,
    rows: QuerySet[Any],
    place: Place,
    first_day: date,
    last_day: date,
    reading: Reading,
    exclusions: list[Exclusion],
) -> QuerySet[Any]:
    rows = rows.filter(standing(fact, place, first_day, last_day, reading))
    return rows.exclude(left_out(fact, exclusions)) if exclusions else rows


def _changes(term: IndicatorTerm, fact: Fact, here: QuerySet[Any], window: Window) -> list[tuple[LateItem, int | None]]:
    """Each coming and going in the window, with the person it is about."""
    rows = (
        here.filter(window.condition(fact.known_from) | window.condition(fact.known_until))
        .annotate(
            late_place=F(fact.place),
            late_day=F(fact.day),
            late_value=fact.measure,
            late_from=F(fact.known_from),
            late_until=F(fact.known_until),
            **({"late_person": F(fact.person)} if fact.person else {}),
        )
        .order_by("pk")
    )
    found: list[tuple[LateItem, int | None]] = []
    for row in rows:
        for moment, is_taken_back in ((row.late_from, False), (row.late_until, True)):
            if window.holds(moment):
                value = Decimal(row.late_value)
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
                )
                found.append((item, getattr(row, "late_person", None)))
    return found


def _by_person(changes: list[tuple[LateItem, int | None]], fact: Fact, before: QuerySet[Any]) -> Iterator[LateItem]:
    """A person is one more only with the first record, and one less only with the last."""
    held = Counter(before.values_list(str(fact.person), flat=True))
    for item, person in sorted(changes, key=lambda change: (change[0].known_at, change[0].is_taken_back)):
        was = held[person] > 0
        held[person] += -1 if item.is_taken_back else 1
        difference = Decimal(int(held[person] > 0) - int(was))
        yield replace(item, difference=difference)

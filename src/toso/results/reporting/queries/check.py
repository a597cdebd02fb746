"""Proves that every stored number equals its evidence. Used by ``toso check``; it changes nothing."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import groupby
from typing import Any

from django.db import connection
from django.db.models import Exists, OuterRef
from django.utils.translation import gettext

from toso.ground.places.rules import Reading
from toso.ground.shared.facts import Fact, FactKind
from toso.plan.programme.models import Indicator
from toso.plan.programme.rules import IndicatorKind, TermPart
from toso.results.reporting.models import Cell, Report, Series
from toso.results.reporting.queries.evidence import changes_sql
from toso.results.reporting.queries.figures import figures_as_known
from toso.results.reporting.queries.late import Window, late_by_place
from toso.results.reporting.queries.persons import person_days_sql
from toso.results.reporting.queries.rollup import FLOOR
from toso.results.reporting.rules.figures import ZERO
from toso.results.reporting.rules.periods import Span
from toso.results.reporting.rules.reports import HANDED_IN
from toso.results.reporting.sources import SOURCES


@dataclass(frozen=True, slots=True)
class Difference:
    """Two numbers that should be one, and where."""

    kind: str  # series, daily, persons, half_month, reach, home, frozen
    where: str
    expected: str
    found: str

    def __str__(self) -> str:
        return gettext("%(where)s: cần %(expected)s, đang là %(found)s") % {
            "where": self.where,
            "expected": self.expected,
            "found": self.found,
        }


# Cells that are marked are known to be behind and will be recomputed: they are not faults.
DAILY = """
SELECT p.id, p.kind || ' ' || p.name, coalesce(f.day, s.day), f.value, f.records, s.value, s.records
FROM (
    SELECT e.place_id, e.day, round(sum(e.value), 4) AS value, sum(e.records) AS records
    FROM ({changes}) AS e GROUP BY e.place_id, e.day HAVING sum(e.value) <> 0 OR sum(e.records) <> 0
) f
FULL JOIN (SELECT place_id, day, value, records FROM reporting_dailyfigure WHERE series_id = %s) s
    ON s.place_id = f.place_id AND s.day = f.day
JOIN places_place p ON p.id = coalesce(f.place_id, s.place_id)
WHERE (f.value IS DISTINCT FROM s.value OR f.records IS DISTINCT FROM s.records)
AND NOT EXISTS (SELECT 1 FROM programme_mark m WHERE m.place_id = p.id AND m.day = coalesce(f.day, s.day))
AND NOT EXISTS (SELECT 1 FROM places_changedcell c WHERE c.place_id = p.id AND c.day = coalesce(f.day, s.day))
ORDER BY 3, 1 LIMIT %s
"""

PERSONS = """
SELECT p.id, p.kind || ' ' || p.name, coalesce(f.year, s.year), coalesce(f.person_id, s.person_id), f.days, s.days
FROM ({days}) f
FULL JOIN (SELECT * FROM reporting_persondays WHERE series_id = %s) s
    ON s.place_id = f.place_id AND s.person_id = f.person_id AND s.year = f.year
JOIN places_place p ON p.id = coalesce(f.place_id, s.place_id)
WHERE (f.days IS DISTINCT FROM s.days OR s.first_day <> s.days[1]
    OR s.last_day <> s.days[cardinality(s.days)] OR s.records <> cardinality(s.days))
AND NOT EXISTS (SELECT 1 FROM programme_mark m
    WHERE m.place_id = p.id AND extract(year FROM m.day) = coalesce(f.year, s.year))
AND NOT EXISTS (SELECT 1 FROM places_changedcell c
    WHERE c.place_id = p.id AND extract(year FROM c.day) = coalesce(f.year, s.year))
ORDER BY 3, 1, 4 LIMIT %s
"""

HALF_MONTHS = f"""
SELECT s.key, p.kind || ' ' || p.name, coalesce(d.first_day, h.first_day),
    coalesce(d.value, 0), coalesce(d.records, 0), coalesce(h.value, 0), coalesce(h.records, 0)
FROM (
    SELECT series_id, place_id, {FLOOR.format("day")} AS first_day, sum(value) AS value, sum(records) AS records
    FROM reporting_dailyfigure GROUP BY 1, 2, 3
) d
FULL JOIN reporting_halfmonthfigure h
    ON h.series_id = d.series_id AND h.place_id = d.place_id AND h.first_day = d.first_day
JOIN reporting_series s ON s.id = coalesce(d.series_id, h.series_id)
JOIN places_place p ON p.id = coalesce(d.place_id, h.place_id)
WHERE coalesce(d.value, 0) <> coalesce(h.value, 0) OR coalesce(d.records, 0) <> coalesce(h.records, 0)
ORDER BY 1, 3 LIMIT %s
"""

# Each place reaches itself, in both readings, on every day it existed; and on each of those days it
# counts under the parent it had. No two spans of one pair overlap, or something would count twice.
REACH = (
    """
    SELECT 'self', p.kind || ' ' || p.name FROM places_place p CROSS JOIN (VALUES ('then'), ('today')) AS t (reading)
    WHERE NOT EXISTS (
        SELECT 1 FROM places_reach r WHERE r.place_id = p.id AND r.ancestor_id = p.id AND r.reading = t.reading
        AND r.valid_from <= p.valid_from AND r.valid_until >= coalesce(p.valid_until, '9999-12-31'))
    LIMIT %s
    """,
    """
    SELECT 'parent', p.kind || ' ' || p.name FROM places_placeversion v JOIN places_place p ON p.id = v.place_id
    WHERE v.parent_id IS NOT NULL AND NOT EXISTS (
        SELECT 1 FROM places_reach r WHERE r.place_id = v.place_id AND r.ancestor_id = v.parent_id
        AND r.reading = 'then' AND r.valid_from <= v.valid_from
        AND r.valid_until >= coalesce(v.valid_until, '9999-12-31'))
    LIMIT %s
    """,
    """
    SELECT 'twice', p.kind || ' ' || p.name FROM places_reach a
    JOIN places_reach b ON b.place_id = a.place_id AND b.ancestor_id = a.ancestor_id AND b.reading = a.reading
        AND b.id > a.id AND b.valid_from < a.valid_until AND a.valid_from < b.valid_until
    JOIN places_place p ON p.id = a.place_id LIMIT %s
    """,
)


def check_figures(*, limit: int = 100) -> list[Difference]:
    """Every difference found, at most ``limit`` of a kind; an empty list proves that

    1. each stored figure has exactly the records it claims, each person the days, and no record is left out;
    2. the half-month sums are the sums of their days, and the reach of places is whole;
    3. no indicator adds facts of one home, which would count a record twice;
    4. for each frozen report, frozen + what became known later = what the evidence says now.
    """
    return [
        *_series_differences(),
        *_daily_differences(limit),
        *_person_differences(limit),
        *_half_month_differences(limit),
        *_reach_differences(limit),
        *_homes_counted_twice(),
        *_frozen_differences(limit),
    ]


def _series_differences() -> Iterator[Difference]:
    for indicator in Indicator.objects.prefetch_related("terms").order_by("order", "pk"):
        for term in indicator.terms.all():
            if term.fact not in SOURCES:
                yield Difference("series", indicator.name, gettext("một nguồn đếm có thật"), term.fact)


def _daily_differences(limit: int) -> Iterator[Difference]:
    for series, fact in _stored(FactKind.FLOW, FactKind.STOCK):
        sql, bound = changes_sql(fact, series.parameters)
        for _, place, day, *numbers in _rows(DAILY.replace("{changes}", sql), [*bound, series.pk, limit]):
            yield _difference("daily", f"{series.key}, {place}, {day:%d/%m/%Y}", numbers)


def _person_differences(limit: int) -> Iterator[Difference]:
    words = gettext("%(count)s bản ghi trong các ngày %(days)s")
    for series, fact in _stored(FactKind.DISTINCT):
        sql, bound = person_days_sql(fact, series.parameters)
        for _, place, year, person, *days in _rows(PERSONS.replace("{days}", sql), [*bound, series.pk, limit]):
            expected, found = (
                words % {"count": len(some or ()), "days": ", ".join(f"{day:%d/%m}" for day in some or ()) or "–"}
                for some in days
            )
            yield Difference("persons", f"{series.key}, {place}, {year}, #{person}", expected, found)


def _stored(*kinds: FactKind) -> Iterator[tuple[Series, Fact]]:
    for series in Series.objects.order_by("pk"):
        if series.fact in SOURCES and SOURCES[series.fact].kind in kinds:
            yield series, SOURCES[series.fact]


def _half_month_differences(limit: int) -> Iterator[Difference]:
    for key, place, day, *numbers in _rows(HALF_MONTHS, [limit]):
        yield _difference("half_month", f"{key}, {place}, {day:%d/%m/%Y}", numbers)


def _difference(kind: str, where: str, numbers: Sequence[Decimal | int | None]) -> Difference:
    value, records, stored, stored_records = (number or 0 for number in numbers)
    words = gettext("%(value)s từ %(records)s bản ghi")
    return Difference(
        kind,
        where,
        words % {"value": f"{Decimal(value).normalize():f}", "records": records},
        words % {"value": f"{Decimal(stored).normalize():f}", "records": stored_records},
    )


def _reach_differences(limit: int) -> Iterator[Difference]:
    words = {
        "self": gettext("đơn vị tính cho chính nó"),
        "parent": gettext("đơn vị tính cho cấp trên trực tiếp"),
        "twice": gettext("mỗi ngày tính một lần"),
    }
    for statement in REACH:
        for kind, place in _rows(statement, [limit]):
            yield Difference("reach", place, words[kind], gettext("không đúng"))


def _homes_counted_twice() -> Iterator[Difference]:
    for indicator in Indicator.objects.prefetch_related("terms").order_by("order", "pk"):
        for part in TermPart:
            homes = [SOURCES[t.fact].home for t in indicator.terms.all() if t.part == part and t.fact in SOURCES]
            for home in sorted({home for home in homes if homes.count(home) > 1}):
                yield Difference("home", indicator.name, gettext("mỗi nguồn ghi một lần"), home)


def _frozen_differences(limit: int) -> list[Difference]:
    """Only reports that were counted from records: those above hold the accepted cells of those below.
    One that was given back is open: it is frozen again when it is handed in anew."""
    lower = Report.objects.current().filter(
        period=OuterRef("period"),
        subject=OuterRef("subject"),
        place__reached_from__ancestor=OuterRef("place"),
        place__reached_from__reading=Reading.THEN,  # whose hamlets went elsewhere later was still made of them
        place__reached_from__valid_from__lte=OuterRef("period__last_day"),
        place__reached_from__valid_until__gt=OuterRef("period__first_day"),
    )
    reports = (
        Report.objects.current()
        .filter(
            ~Exists(lower.exclude(place__level=OuterRef("place__level"))),
            known_at__isnull=False,
            state__in=HANDED_IN,
            subject="",
        )
        .select_related("place", "period")
        .order_by("period__first_day", "place__level", "pk")
    )
    found: list[Difference] = []
    for _, group in groupby(reports.iterator(chunk_size=2000), key=lambda r: (r.period_id, r.place.level)):
        found += _frozen_differences_of(list(group))
        if len(found) >= limit:
            break
    return found[:limit]


def _frozen_differences_of(reports: list[Report]) -> Iterator[Difference]:
    """All reports of one period and level: the frozen number, plus what is listed as known later,
    must be what the evidence says now."""
    period = reports[0].period
    by_place = {report.place_id: report for report in reports}
    cells: dict[int, dict[int, Cell]] = defaultdict(dict)
    for cell in (
        Cell.objects.filter(report__in=reports).exclude(indicator__kind=IndicatorKind.TYPED).select_related("report")
    ):
        cells[cell.indicator_id][cell.report.place_id] = cell
    indicators = list(Indicator.objects.filter(pk__in=cells).prefetch_related("terms"))
    places = [report.place for report in reports]
    live = figures_as_known(indicators, places, period.first_day, period.last_day, reading=Reading.THEN, at=None)
    windows = {report.place_id: Window(report.known_at) for report in reports if report.known_at}
    for indicator in indicators:
        late = late_by_place(indicator, windows, Span(period.first_day, period.last_day), reading=Reading.THEN)
        for place_id, cell in sorted(cells[indicator.pk].items()):
            expected = live[indicator.pk, place_id].numerator or ZERO
            listed = sum((i.difference for i in late[place_id] if i.part == TermPart.NUMERATOR), ZERO)
            if (cell.numerator or ZERO) + listed != expected:
                yield Difference(
                    "frozen",
                    f"{indicator.name}, {by_place[place_id].place}, {period}",
                    f"{expected.normalize():f}",
                    f"{(cell.numerator or ZERO).normalize():f} + {listed.normalize():f}",
                )


def _rows(statement: str, given: Sequence[Any]) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(statement, given)
        return list(cursor.fetchall())

"""The sums: stored figures and evidence, added up through the tree by either reading.

Each question costs one statement however many places, series and spans it names. A span is cut at
the days where a place changed hands; whole half months are read from their stored sums and only
the days at the cuts one by one.
"""

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from django.db import connection

from toso.ground.places.rules import Reading
from toso.ground.shared.facts import Fact, FactKind, Parameters
from toso.results.reporting.queries.evidence import Bound, changes_sql, rows_sql
from toso.results.reporting.rules.figures import ZERO, half_month, next_half_month
from toso.results.reporting.rules.periods import Span

EVER = date.min


@dataclass(frozen=True, slots=True)
class Sum:
    """``unallocated`` is the part that stands at the place itself as the past of a split unit."""

    value: Decimal = ZERO
    records: int = 0
    unallocated: Decimal = ZERO


NONE = Sum()
Sums = dict[tuple[int, int, int], Sum]  # (series, place, number of the span)

# The first day of the half month a day stands in, and the first half month that begins on or after it.
FLOOR = "(date_trunc('month', {0}::timestamp)::date + CASE WHEN extract(day FROM {0}) >= 15 THEN 14 ELSE 0 END)"
CEILING = (
    "(CASE WHEN extract(day FROM {0}) = 1 THEN {0} WHEN extract(day FROM {0}) <= 15"
    " THEN date_trunc('month', {0}::timestamp)::date + 14"
    " ELSE (date_trunc('month', {0}::timestamp) + interval '1 month')::date END)"
)

# One stretch of days read from one table. Its bounds are constants, so that the planner sees them.
STRETCH = """
SELECT {n} AS n, f.series_id, r.ancestor_id, sum(f.value) AS value, sum(f.records) AS records,
    sum(f.value) FILTER (WHERE r.is_unallocated) AS unallocated
FROM places_reach r JOIN {table} f ON f.place_id = r.place_id
WHERE {ancestors} AND r.reading = %s AND r.place_id <> ALL(%s) AND r.valid_from <= %s AND r.valid_until > %s
AND {series} AND f.{day} >= %s AND f.{day} < %s
GROUP BY f.series_id, r.ancestor_id
"""
# Whether some of the places changed hands inside one of the spans: almost never, and then CUT is asked.
CHANGED_HANDS = """
SELECT -1, 0, 0, 0, count(*), 0 FROM places_reach r WHERE {ancestors} AND r.reading = %s AND ({changed})
"""
CHANGED = "r.valid_from > %s AND r.valid_from <= %s OR r.valid_until > %s AND r.valid_until <= %s"
HALF_MONTHS = ("reporting_halfmonthfigure", "first_day")
DAYS = ("reporting_dailyfigure", "day")

# The few places that changed hands inside a span: each is cut at its own days.
CUT = f"""
WITH asked AS (
    SELECT r.ancestor_id, r.place_id, r.is_unallocated, s.n,
        greatest(s.first_day, r.valid_from) AS low, least(s.last_day, r.valid_until - 1) AS high
    FROM places_reach r
    JOIN unnest(%(numbers)s::int[], %(firsts)s::date[], %(lasts)s::date[]) AS s (n, first_day, last_day)
        ON r.valid_until > s.first_day AND r.valid_from <= s.last_day
        AND (r.valid_from > s.first_day OR r.valid_until <= s.last_day)
    WHERE r.ancestor_id = ANY(%(places)s) AND r.reading = %(reading)s AND r.place_id <> ALL(%(left_out)s)
), cut AS (
    SELECT asked.*, {CEILING.format("low")} AS whole_from, {FLOOR.format("(high + 1)")} AS whole_until FROM asked
), parts AS (
    SELECT cut.ancestor_id, cut.n, cut.is_unallocated, h.series_id, h.value, h.records
    FROM cut JOIN reporting_halfmonthfigure h
        ON h.place_id = cut.place_id AND h.first_day >= cut.whole_from AND h.first_day < cut.whole_until
    WHERE h.series_id = ANY(%(series)s)
    UNION ALL
    SELECT cut.ancestor_id, cut.n, cut.is_unallocated, d.series_id, d.value, d.records
    FROM cut JOIN reporting_dailyfigure d
        ON d.place_id = cut.place_id AND d.day >= cut.low AND d.day <= least(cut.whole_from - 1, cut.high)
    WHERE d.series_id = ANY(%(series)s) AND cut.low < cut.whole_from
    UNION ALL
    SELECT cut.ancestor_id, cut.n, cut.is_unallocated, d.series_id, d.value, d.records
    FROM cut JOIN reporting_dailyfigure d
        ON d.place_id = cut.place_id AND d.day >= greatest(cut.whole_until, cut.whole_from) AND d.day <= cut.high
    WHERE d.series_id = ANY(%(series)s) AND cut.whole_until <= cut.high AND cut.whole_from <= cut.high
)
SELECT n, series_id, ancestor_id, sum(value), sum(records), sum(value) FILTER (WHERE is_unallocated)
FROM parts GROUP BY n, series_id, ancestor_id
"""


def stored_sums(
    series: Collection[int],
    places: Collection[int],
    spans: Sequence[Span],
    *,
    reading: Reading,
    is_state: bool = False,
    left_out: Iterable[int] = (),
) -> Sums:
    """Stored series added up for each place and span.

    Flows add the days of the span, each under the ancestors that the reading gives it. A state
    (``is_state``) adds all days up to the last of the span, under the ancestors of that day.
    """
    found: Sums = {}
    if not series or not places or not spans:
        return found
    ancestors, at_places = _among("r.ancestor_id", places)
    here: Bound = [*at_places, str(reading)]
    parts, bound = [], []
    for words, stretch, given in _stretches(spans, is_state=is_state):
        named, numbers = _among("f.series_id", series)
        parts.append(STRETCH.format(**words, ancestors=ancestors, series=named))
        bound += [*here, list(left_out), *stretch, *numbers, *given]
    firsts, lasts = [span.first_day for span in spans], [span.last_day for span in spans]
    if reading == Reading.THEN and not is_state:
        changed = " OR ".join([CHANGED] * len(spans))
        parts.append(CHANGED_HANDS.format(ancestors=ancestors, changed=changed))
        bound += [*here, *(day for first, last in zip(firsts, lasts, strict=True) for day in (first, last) * 2)]
    with connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join(parts), bound)
        rows = cursor.fetchall()
        if any(n < 0 and count for n, _, _, _, count, _ in rows):
            cut: dict[str, Any] = {
                "numbers": list(range(len(spans))),
                "firsts": firsts,
                "lasts": lasts,
                "places": list(places),
                "reading": str(reading),
                "left_out": list(left_out),
                "series": list(series),
            }
            cursor.execute(CUT, cut)
            rows += cursor.fetchall()
    _add(found, (row for row in rows if row[0] >= 0))
    return found


def _among(column: str, values: Collection[int]) -> tuple[str, Bound]:
    """The condition that the column holds one of the values. A single one is named as such: the planner
    then knows that there is one group and need not hash."""
    if len(values) == 1:
        return f"{column} = %s", list(values)
    return f"{column} = ANY(%s)", [list(values)]


def _stretches(spans: Sequence[Span], *, is_state: bool) -> Iterator[tuple[dict[str, Any], Bound, Bound]]:
    """For each span: its whole half months, and the days before and after them. Each as the words of the
    statement, the days on which a place must belong to the ancestor, and the days that are read."""
    for n, span in enumerate(spans):
        after = span.last_day + timedelta(days=1)
        first = EVER if is_state else span.first_day
        whole_until = max(half_month(after), first)
        whole_from = first if half_month(first) == first else min(next_half_month(first), after)
        stretches = [(*HALF_MONTHS, whole_from, whole_until), (*DAYS, first, whole_from)]
        stretches.append((*DAYS, max(whole_until, whole_from), after))
        since = span.last_day if is_state else span.first_day
        for table, day, begin, end in stretches:
            if begin < end:
                yield {"n": n, "table": table, "day": day}, [since, span.last_day], [begin, end]


def _add(found: Sums, rows: Iterable[tuple[Any, ...]]) -> None:
    for n, series, place, value, records, unallocated in rows:
        so_far = found.get((series, place, n), NONE)
        found[series, place, n] = Sum(
            so_far.value + value, so_far.records + int(records), so_far.unallocated + (unallocated or ZERO)
        )


def evidence_sums(
    fact: Fact,
    parameters: Parameters,
    places: Collection[int],
    span: Span,
    *,
    reading: Reading,
    left_out: Iterable[int] = (),
    at: datetime | None = None,
) -> dict[int, Sum]:
    """The same sums counted afresh from the records; with ``at``, from what was known at that moment.

    Distinct facts are only ever counted this way: a person counts once however many days and
    places hold a record of that person.
    """
    if fact.kind == FactKind.DISTINCT:
        sql, bound = rows_sql(fact, parameters, at=at)
        columns, joined, condition, days = _distinct(sql, span)
    else:
        sql, bound = changes_sql(fact, parameters, at=at)
        columns, joined, condition, days = _added(sql, span, is_state=fact.kind == FactKind.STOCK)
    statement = (
        f"SELECT r.ancestor_id, {columns} FROM {joined} JOIN places_reach r ON {condition}"
        " WHERE r.ancestor_id = ANY(%s) AND r.reading = %s AND r.place_id <> ALL(%s) GROUP BY r.ancestor_id"
    )
    given: Bound = [*bound, *days, list(places), str(reading), list(left_out)]
    with connection.cursor() as cursor:
        cursor.execute(statement, given)
        return {row[0]: Sum(Decimal(row[1]), int(row[2]), Decimal(row[3] or 0)) for row in cursor.fetchall()}


def _distinct(sql: str, span: Span) -> tuple[str, str, str, list[date]]:
    return (
        "count(DISTINCT e.counted_person), count(*), count(DISTINCT e.counted_person) FILTER (WHERE r.is_unallocated)",
        f"({sql}) AS e",
        (
            "r.place_id = e.counted_place AND e.counted_day BETWEEN %s AND %s"
            " AND r.valid_from <= e.counted_day AND r.valid_until > e.counted_day"
        ),
        [span.first_day, span.last_day],
    )


def _added(sql: str, span: Span, *, is_state: bool) -> tuple[str, str, str, list[date]]:
    columns = "sum(e.value), sum(e.records), sum(e.value) FILTER (WHERE r.is_unallocated)"
    source = f"({sql}) AS e"
    if is_state:
        return (
            columns,
            source,
            "r.place_id = e.place_id AND e.day <= %s AND r.valid_from <= %s AND r.valid_until > %s",
            [span.last_day, span.last_day, span.last_day],
        )
    return (
        columns,
        source,
        "r.place_id = e.place_id AND e.day BETWEEN %s AND %s AND r.valid_from <= e.day AND r.valid_until > e.day",
        [span.first_day, span.last_day],
    )

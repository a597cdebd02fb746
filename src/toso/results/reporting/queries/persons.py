"""Persons counted once: from the stored days of each person, through the tree by either reading."""

from collections.abc import Collection, Iterable, Sequence

from django.db import connection

from toso.ground.places.rules import Reading
from toso.ground.shared.facts import Fact, Parameters
from toso.results.reporting.queries.evidence import Bound, rows_sql
from toso.results.reporting.queries.rollup import Sum, Sums
from toso.results.reporting.rules.periods import Span

# A person of a place counts in the days that the place gives to the ancestor within the span. The first and the last
# day decide it, unless the span begins and ends inside the person's year; only then the days are looked through.
COUNT = """
SELECT n, series_id, ancestor_id, count(*), sum(records), count(*) FILTER (WHERE is_unallocated)
FROM (
    SELECT c.n, c.series_id, c.ancestor_id, c.person_id, sum(c.records) AS records,
        bool_or(c.is_unallocated) AS is_unallocated
    FROM (
        SELECT s.n, p.series_id, r.ancestor_id, p.person_id, r.is_unallocated, CASE
            WHEN p.first_day >= greatest(s.first_day, r.valid_from)
                AND p.last_day <= least(s.last_day, r.valid_until - 1)
            THEN p.records ELSE (
                SELECT count(*) FROM unnest(p.days) AS d (day)
                WHERE d.day BETWEEN greatest(s.first_day, r.valid_from) AND least(s.last_day, r.valid_until - 1))
            END AS records
        FROM places_reach r
        JOIN reporting_persondays p ON p.place_id = r.place_id
        JOIN unnest(%s::int[], %s::date[], %s::date[]) AS s (n, first_day, last_day)
            ON p.last_day >= greatest(s.first_day, r.valid_from) AND p.first_day <= least(s.last_day, r.valid_until - 1)
        WHERE r.ancestor_id = ANY(%s) AND r.reading = %s AND r.place_id <> ALL(%s) AND p.series_id = ANY(%s)
    ) c WHERE c.records > 0 GROUP BY c.n, c.series_id, c.ancestor_id, c.person_id
) counted GROUP BY n, series_id, ancestor_id
"""


def stored_persons(
    series: Collection[int],
    places: Collection[int],
    spans: Sequence[Span],
    *,
    reading: Reading,
    left_out: Iterable[int] = (),
) -> Sums:
    """How many persons have records of the series in each place and span, each counted once there."""
    if not series or not places or not spans:
        return {}
    given: Bound = [
        list(range(len(spans))),
        [span.first_day for span in spans],
        [span.last_day for span in spans],
        list(places),
        str(reading),
        list(left_out),
        list(series),
    ]
    with connection.cursor() as cursor:
        cursor.execute(COUNT, given)
        return {
            (number, place, n): Sum(persons, int(records), unallocated)
            for n, number, place, persons, records, unallocated in cursor.fetchall()
        }


def person_days_sql(fact: Fact, parameters: Parameters, *, only: str = "") -> tuple[str, Bound]:
    """The days of each (place, person, year), one for each record, in order; ``only`` narrows the records ``e``."""
    sql, bound = rows_sql(fact, parameters)
    return (
        (
            "SELECT e.counted_place AS place_id, e.counted_person AS person_id,"
            " extract(year FROM e.counted_day)::int AS year, count(*)::int AS records,"
            f" array_agg(e.counted_day ORDER BY e.counted_day) AS days FROM ({sql}) AS e {only}"
            " WHERE e.counted_person IS NOT NULL GROUP BY 1, 2, 3"
        ),
        bound,
    )

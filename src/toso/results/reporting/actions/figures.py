"""Keeps the stored figures equal to their evidence: a cell at a time after each change, or all anew."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from django.db import connection, transaction

from toso.ground.places.actions import claim_changed_cells
from toso.ground.shared.facts import Fact, FactKind
from toso.plan.programme.actions import EVERY_MARK, claim_marks
from toso.plan.programme.models import IndicatorTerm
from toso.plan.programme.queries import newest_mark
from toso.results.reporting.actions.persons import fill_persons, recompute_persons
from toso.results.reporting.models import DailyFigure, HalfMonthFigure, Series
from toso.results.reporting.queries.evidence import changes_sql
from toso.results.reporting.queries.rollup import FLOOR
from toso.results.reporting.sources import SOURCES

# Held while cells are recomputed and while series are filled anew: one at a time, so that nobody
# counts the same change twice.
LOCK = 7_306_001
BATCH = 500

RECOMPUTE = f"""
WITH cell AS (
    SELECT * FROM unnest(%s::bigint[], %s::date[]) AS c (place_id, day)
), fresh AS (
    SELECT e.place_id, e.day, round(sum(e.value), 4) AS value, sum(e.records) AS records
    FROM ({{changes}}) AS e JOIN cell ON cell.place_id = e.place_id AND cell.day = e.day
    GROUP BY e.place_id, e.day HAVING sum(e.value) <> 0 OR sum(e.records) <> 0
), stored AS (
    SELECT d.place_id, d.day, d.value, d.records
    FROM reporting_dailyfigure d JOIN cell ON cell.place_id = d.place_id AND cell.day = d.day
    WHERE d.series_id = %s
), changed AS (
    SELECT coalesce(f.place_id, s.place_id) AS place_id, coalesce(f.day, s.day) AS day, f.value, f.records,
        coalesce(f.value, 0) - coalesce(s.value, 0) AS more,
        coalesce(f.records, 0) - coalesce(s.records, 0) AS more_records
    FROM fresh f FULL JOIN stored s ON s.place_id = f.place_id AND s.day = f.day
    WHERE f.value IS DISTINCT FROM s.value OR f.records IS DISTINCT FROM s.records
), gone AS (
    DELETE FROM reporting_dailyfigure d USING changed c
    WHERE d.series_id = %s AND d.place_id = c.place_id AND d.day = c.day AND c.records IS NULL
), kept AS (
    INSERT INTO reporting_dailyfigure (province_code, series_id, place_id, day, value, records, computed_at)
    SELECT p.province_code, %s, c.place_id, c.day, c.value, c.records, %s
    FROM changed c JOIN places_place p ON p.id = c.place_id WHERE c.records IS NOT NULL
    ON CONFLICT (series_id, place_id, day)
    DO UPDATE SET value = EXCLUDED.value, records = EXCLUDED.records, computed_at = EXCLUDED.computed_at
)
INSERT INTO reporting_halfmonthfigure AS h (province_code, series_id, place_id, first_day, value, records)
SELECT p.province_code, %s, c.place_id, {FLOOR.format("c.day")}, sum(c.more), sum(c.more_records)
FROM changed c JOIN places_place p ON p.id = c.place_id
GROUP BY 1, 2, 3, 4 ORDER BY 3, 4
ON CONFLICT (series_id, place_id, first_day)
DO UPDATE SET value = h.value + EXCLUDED.value, records = h.records + EXCLUDED.records
"""

FILL_DAYS = """
INSERT INTO reporting_dailyfigure (province_code, series_id, place_id, day, value, records, computed_at)
SELECT p.province_code, %s, e.place_id, e.day, round(sum(e.value), 4), sum(e.records), %s
FROM ({changes}) AS e JOIN places_place p ON p.id = e.place_id
GROUP BY p.province_code, e.place_id, e.day HAVING sum(e.value) <> 0 OR sum(e.records) <> 0
"""

FILL_HALF_MONTHS = f"""
INSERT INTO reporting_halfmonthfigure (province_code, series_id, place_id, first_day, value, records)
SELECT d.province_code, d.series_id, d.place_id, {FLOOR.format("d.day")}, sum(d.value), sum(d.records)
FROM reporting_dailyfigure d WHERE d.series_id = ANY(%s) GROUP BY 1, 2, 3, 4
"""


def recompute_marked(*, limit: int = 10_000, at: datetime) -> int:
    """Recompute the cells that are marked now, oldest marks first, and return how many there were.

    Each batch is one transaction that takes its marks away first: a mark that is set meanwhile survives.
    Two workers wait for each other.
    """
    ensure_series(at=at)
    done, newest = 0, newest_mark()  # of people who go on writing there would be no end
    while done < limit:
        found = _recompute_batch(limit=min(BATCH, limit - done), newest=newest, at=at)
        done += found
        if not found:
            break
    return done


@transaction.atomic
def _recompute_batch(*, limit: int, newest: int, at: datetime) -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])
        cells = sorted({*claim_marks(limit=limit, newest=newest), *claim_changed_cells(limit=limit)})
        if not cells:
            return 0
        places, days = [place for place, _ in cells], [day for _, day in cells]
        stored = _stored_series()
        recompute_persons([(s, f) for s, f in stored if f.kind == FactKind.DISTINCT], cells)
        for series, fact in stored:
            if fact.kind == FactKind.DISTINCT:
                continue
            sql, bound = changes_sql(fact, series.parameters)
            cursor.execute(
                _with_changes(RECOMPUTE, sql),
                [places, days, *bound, series.pk, series.pk, series.pk, at, series.pk],
            )
    return len(cells)


@transaction.atomic
def rebuild_figures(*, at: datetime, only: Iterable[Series] | None = None) -> int:
    """Fill the stored figures anew from the evidence; returns how many rows there are.

    Without ``only`` every series is filled, and the marks that stood before are done with: a mark that
    is set meanwhile survives.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])
        chosen = {series.pk for series in only} if only is not None else None
        if chosen is None:
            claim_marks(limit=EVERY_MARK)
            _match_series()
        filled = [(s, f) for s, f in _stored_series() if chosen is None or s.pk in chosen]
        return _fill(filled, at=at)


@transaction.atomic
def ensure_series(*, at: datetime) -> list[Series]:
    """Store one series for each different term of all indicators; fill the new ones, drop the unused."""
    if set(Series.objects.values_list("key", flat=True)) == set(_wanted()):
        return []
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])
    new = _match_series()
    _fill([(series, SOURCES[series.fact]) for series in new], at=at)
    return new


def _wanted() -> dict[str, IndicatorTerm]:
    """The terms whose sums, or whose persons with their days, are stored."""
    return {term.series: term for term in IndicatorTerm.objects.order_by("pk") if term.fact in SOURCES}


def _match_series() -> list[Series]:
    wanted = _wanted()
    Series.objects.exclude(key__in=wanted).delete()
    known = set(Series.objects.values_list("key", flat=True))
    return Series.objects.bulk_create(
        Series(key=key, fact=term.fact, parameters=term.parameters)
        for key, term in sorted(wanted.items())
        if key not in known
    )


def _stored_series() -> list[tuple[Series, Fact]]:
    """In a fixed order, so that two workers never wait for each other in a ring."""
    return [(series, SOURCES[series.fact]) for series in Series.objects.order_by("pk") if series.fact in SOURCES]


def _fill(chosen: Sequence[tuple[Series, Fact]], *, at: datetime) -> int:
    ids = [series.pk for series, _ in chosen]
    DailyFigure.objects.filter(series__in=ids).delete()
    HalfMonthFigure.objects.filter(series__in=ids).delete()
    count = fill_persons([(s, f) for s, f in chosen if f.kind == FactKind.DISTINCT])
    with connection.cursor() as cursor:
        for series, fact in chosen:
            if fact.kind == FactKind.DISTINCT:
                continue
            sql, bound = changes_sql(fact, series.parameters)
            cursor.execute(_with_changes(FILL_DAYS, sql), [series.pk, at, *bound])
            count += cursor.rowcount
        cursor.execute(FILL_HALF_MONTHS, [ids])
    return count


def _with_changes(statement: str, changes: str) -> str:
    return statement.replace("{changes}", changes)

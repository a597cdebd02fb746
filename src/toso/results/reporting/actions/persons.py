"""Keeps the days of persons equal to their evidence: a year of a place after each change, or all anew."""

from collections.abc import Collection, Sequence
from datetime import date

from django.db import connection

from toso.ground.shared.facts import Fact
from toso.results.reporting.models import PersonDays, Series
from toso.results.reporting.queries.persons import person_days_sql

# One worker at a time writes the persons of a place: two changes of one year are two marks, but one row.
PLACE_LOCK = 7_306_002
LOCK_PLACES = "SELECT pg_advisory_xact_lock(%s, place_id) FROM unnest(%s::int[]) AS p (place_id)"

RECOMPUTE = """
WITH cell AS (
    SELECT * FROM unnest(%s::bigint[], %s::int[]) AS c (place_id, year)
), fresh AS MATERIALIZED (
    {days}
), gone AS (
    DELETE FROM reporting_persondays d USING cell c
    WHERE d.series_id = %s AND d.place_id = c.place_id AND d.year = c.year AND NOT EXISTS (
        SELECT 1 FROM fresh f WHERE f.place_id = d.place_id AND f.person_id = d.person_id AND f.year = d.year)
)
INSERT INTO reporting_persondays AS d
    (province_code, series_id, place_id, person_id, year, days, first_day, last_day, records)
SELECT p.province_code, %s, f.place_id, f.person_id, f.year, f.days, f.days[1], f.days[f.records], f.records
FROM fresh f JOIN places_place p ON p.id = f.place_id
ON CONFLICT (series_id, place_id, person_id, year)
DO UPDATE SET days = EXCLUDED.days, first_day = EXCLUDED.first_day, last_day = EXCLUDED.last_day,
    records = EXCLUDED.records
WHERE d.days <> EXCLUDED.days
"""
IN_CELLS = (
    "JOIN cell ON cell.place_id = e.counted_place AND e.counted_day >= make_date(cell.year, 1, 1)"
    " AND e.counted_day <= make_date(cell.year, 12, 31)"
)
FILL = """
INSERT INTO reporting_persondays
    (province_code, series_id, place_id, person_id, year, days, first_day, last_day, records)
SELECT p.province_code, %s, f.place_id, f.person_id, f.year, f.days, f.days[1], f.days[f.records], f.records
FROM ({days}) f JOIN places_place p ON p.id = f.place_id
"""


def recompute_persons(chosen: Sequence[tuple[Series, Fact]], cells: Collection[tuple[int, date]]) -> None:
    """Count the marked places anew, each for the whole year of the marked day. Inside the caller's transaction."""
    if not chosen:
        return
    years = sorted({(place, day.year) for place, day in cells})
    places, numbers = [place for place, _ in years], [year for _, year in years]
    with connection.cursor() as cursor:
        cursor.execute(LOCK_PLACES, [PLACE_LOCK, sorted({*places})])
        for series, fact in chosen:
            sql, bound = person_days_sql(fact, series.parameters, only=IN_CELLS)
            cursor.execute(RECOMPUTE.replace("{days}", sql), [places, numbers, *bound, series.pk, series.pk])


def fill_persons(chosen: Sequence[tuple[Series, Fact]]) -> int:
    """Fill these series anew from the evidence; returns how many rows there are."""
    PersonDays.objects.filter(series__in=[series for series, _ in chosen]).delete()
    count = 0
    with connection.cursor() as cursor:
        for series, fact in chosen:
            sql, bound = person_days_sql(fact, series.parameters)
            cursor.execute(FILL.replace("{days}", sql), [series.pk, *bound])
            count += cursor.rowcount
    return count

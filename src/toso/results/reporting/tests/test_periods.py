from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from toso.results.reporting.actions.periods import ensure_periods
from toso.results.reporting.models import Period, PeriodKind
from toso.results.reporting.queries.periods import (
    period_containing,
    periods_of_year,
    previous_period,
    year_to_date,
)
from toso.results.reporting.rules.figures import half_month, next_half_month
from toso.results.reporting.rules.periods import CALENDAR, OFFICIAL, month_of, months

days = st.dates(date(2000, 1, 1), date(2100, 12, 31))


@given(day=days, first=st.sampled_from([1, 15]))
def test_every_day_stands_in_exactly_one_month_of_a_calendar(day, first):
    year, month = month_of(day, first_day_of_month=first)

    span = months(year, month, count=1, first_day_of_month=first)
    after = months(year, month + 1, count=1, first_day_of_month=first)

    assert span.first_day <= day <= span.last_day
    assert after.first_day == span.last_day + timedelta(days=1)


@given(day=days, first=st.sampled_from([1, 15]))
def test_a_month_of_either_calendar_is_made_of_whole_half_months(day, first):
    year, month = month_of(day, first_day_of_month=first)

    span = months(year, month, count=1, first_day_of_month=first)

    assert half_month(span.first_day) == span.first_day
    assert next_half_month(next_half_month(span.first_day)) == span.last_day + timedelta(days=1)


@given(day=days)
def test_half_months_follow_each_other_without_a_gap(day):
    assert half_month(day) <= day < next_half_month(day)
    assert half_month(next_half_month(day) - timedelta(days=1)) == half_month(day)


@pytest.mark.django_db
def test_the_official_year_runs_from_15_december_to_14_december():
    ensure_periods(year=2026)

    spans = {p.code: (p.first_day, p.last_day) for p in Period.objects.filter(calendar__code=OFFICIAL)}
    assert spans["2026"] == (date(2025, 12, 15), date(2026, 12, 14))
    assert spans["2026-H1"] == (date(2025, 12, 15), date(2026, 6, 14))
    assert spans["2026-H2"] == (date(2026, 6, 15), date(2026, 12, 14))
    assert spans["2026-01"] == (date(2025, 12, 15), date(2026, 1, 14))
    assert spans["2026-10"] == (date(2026, 9, 15), date(2026, 10, 14))
    assert len(spans) == 15


@pytest.mark.django_db
def test_the_calendar_year_runs_from_january_to_december():
    ensure_periods(year=2024)

    spans = {p.code: (p.first_day, p.last_day) for p in Period.objects.filter(calendar__code=CALENDAR)}
    assert spans["2024"] == (date(2024, 1, 1), date(2024, 12, 31))
    assert spans["2024-02"] == (date(2024, 2, 1), date(2024, 2, 29))


@pytest.mark.django_db
def test_making_the_periods_twice_changes_nothing():
    first = ensure_periods(year=2026)

    second = ensure_periods(year=2026)

    assert [p.pk for p in second] == [p.pk for p in first]


@pytest.mark.django_db
def test_a_day_finds_its_period_and_the_one_before_across_the_year():
    ensure_periods(year=2025)
    ensure_periods(year=2026)

    january = period_containing(OFFICIAL, date(2025, 12, 15))

    assert january is not None
    assert (january.code, january.name) == ("2026-01", "Tháng 1/2026")
    before = previous_period(january)
    assert before is not None
    assert before.code == "2025-12"
    assert year_to_date(january) == (date(2025, 12, 15), date(2026, 1, 14))
    assert period_containing(OFFICIAL, date(2030, 1, 1)) is None


@pytest.mark.django_db
def test_the_months_of_a_year_are_in_order():
    ensure_periods(year=2026)

    found = periods_of_year(OFFICIAL, 2026, kind=PeriodKind.MONTH)

    assert [p.code for p in found] == [f"2026-{m:02}" for m in range(1, 13)]

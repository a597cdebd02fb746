from datetime import date, timedelta
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from toso.results.reporting.rules.pace import (
    Pace,
    Standing,
    behind_the_best,
    counts,
    is_all_green,
    pace,
    passed,
)

FIRST, LAST = date(2025, 12, 15), date(2026, 12, 14)
amounts = st.decimals(min_value=0, max_value=10**6, places=2)
shares = st.decimals(min_value=0, max_value=100, places=1)


def test_the_days_passed_count_the_day_itself():
    assert passed(FIRST, LAST, FIRST) == Decimal(100) / 365
    assert passed(FIRST, LAST, LAST) == 100
    assert passed(FIRST, LAST, date(2027, 1, 1)) == 100
    assert passed(FIRST, LAST, date(2025, 1, 1)) == 0


def test_a_place_on_pace_says_by_how_many_points():
    found = pace(Decimal(4108), Decimal(4500), due=Decimal(88))

    assert found.standing == Standing.ON_PACE
    assert found.gap == Decimal(410800) / 4500 - 88


def test_ten_points_behind_is_far_behind_and_less_is_behind():
    assert pace(Decimal(78), Decimal(100), due=Decimal(88)).standing == Standing.FAR_BEHIND
    assert pace(Decimal("78.1"), Decimal(100), due=Decimal(88)).standing == Standing.BEHIND


def test_a_passed_target_says_how_far_above_it_is():
    found = pace(Decimal("52.6"), Decimal(50), due=Decimal(88))

    assert found.standing == Standing.AHEAD
    assert found.over == Decimal("5.2")


def test_nothing_known_is_never_zero_per_cent():
    found = pace(None, Decimal(80), due=Decimal(88))

    assert found == Pace(Standing.UNKNOWN, None, Decimal(88))
    assert found.gap is None


def test_without_a_target_nobody_is_behind():
    assert pace(Decimal(5), None, due=Decimal(88)).standing == Standing.NO_TARGET
    assert pace(Decimal(5), Decimal(0), due=Decimal(88)).standing == Standing.NO_TARGET


def test_all_green_needs_somebody_measured():
    assert not is_all_green([])
    assert not is_all_green([Pace(Standing.UNKNOWN)])
    assert is_all_green([Pace(Standing.AHEAD), Pace(Standing.UNKNOWN)])
    assert not is_all_green([Pace(Standing.AHEAD), Pace(Standing.BEHIND)])


@given(amounts, amounts.filter(lambda a: a > 0), shares)
def test_more_reached_never_stands_worse(reached, target, due):
    order = [Standing.FAR_BEHIND, Standing.BEHIND, Standing.ON_PACE, Standing.AHEAD]

    less, more = pace(reached, target, due=due), pace(reached + 1, target, due=due)

    assert order.index(more.standing) >= order.index(less.standing)


@given(st.integers(-400, 800))
def test_the_share_of_days_stays_between_nothing_and_all(days):
    assert 0 <= passed(FIRST, LAST, FIRST + timedelta(days=days)) <= 100


@given(st.lists(st.one_of(st.none(), amounts)))
def test_the_best_is_nothing_behind_itself_and_nobody_is_ahead_of_it(reached):
    paces = [pace(one, Decimal(100), due=Decimal(50)) for one in reached]

    gaps = [gap for gap in behind_the_best(paces) if gap is not None]

    assert not gaps or min(gaps) == 0
    assert sum(counts(paces).values()) == len(paces)

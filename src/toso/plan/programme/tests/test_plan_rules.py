"""How a year of work is shared out over hamlets and months."""

from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from toso.plan.programme.rules.plans import (
    Balance,
    Factor,
    FactorKind,
    LineStanding,
    Unit,
    divide,
    is_factor,
    line_standing,
    months_from,
)

WEIGHTS = st.integers(0, 500).map(Decimal)
FACTORS = st.builds(
    Factor,
    kind=st.sampled_from(FactorKind),
    factor=st.decimals("0.1", "3", places=1),
    reason=st.just("Mẫu"),
    months=st.frozensets(st.integers(1, 12), max_size=4),
)
MONTHS = st.lists(st.integers(1, 12), min_size=1, unique=True).map(sorted)


@st.composite
def units(draw):
    weights = draw(st.lists(WEIGHTS, min_size=1, max_size=8))
    return [Unit(key, weight, tuple(draw(st.lists(FACTORS, max_size=2)))) for key, weight in enumerate(weights)]


@given(st.integers(0, 5000).map(Decimal), units(), MONTHS)
def test_the_parts_of_a_plan_make_the_whole_to_the_last_unit(whole, chosen, months):
    parts = divide(whole, chosen, months)

    assert sum(parts.values(), Decimal(0)) == whole
    assert all(value >= 0 for value in parts.values())


@given(st.integers(1, 5000).map(Decimal), MONTHS, st.integers(1, 100), st.integers(1, 100))
def test_a_hamlet_of_more_households_never_gets_less(whole, months, small, more):
    parts = divide(whole, [Unit(1, Decimal(small)), Unit(2, Decimal(small + more))], months)
    totals = {key: sum(value for (unit, _month), value in parts.items() if unit == key) for key in (1, 2)}

    assert totals[2] >= totals[1] - 1  # an even remainder goes to the earlier one


def test_a_factor_moves_work_between_hamlets_and_between_months():
    rain = Factor(FactorKind.WEATHER, Decimal("0.5"), "Mưa lũ", frozenset({11}))
    poor = Factor(FactorKind.HOUSEHOLDS, Decimal(2), "Nhiều hộ nghèo")

    parts = divide(Decimal(90), [Unit(1, Decimal(100), (rain,)), Unit(2, Decimal(100), (poor, rain))], [10, 11])

    assert parts == {(1, 10): 20, (1, 11): 10, (2, 10): 40, (2, 11): 20}


def test_nothing_left_is_not_shared():
    assert divide(Decimal(0), [Unit(1, Decimal(1))], [1]) == {}
    assert divide(Decimal(-5), [Unit(1, Decimal(1))], [1]) == {}
    assert divide(Decimal(5), [], [1]) == {}


def test_a_plan_below_its_target_must_say_why():
    low = Balance(target=Decimal(100), done=Decimal(30), planned=Decimal(60))

    assert low.gap == -10
    assert not low.agrees
    assert Balance(Decimal(100), Decimal(30), Decimal(60), reason="Chờ đường truyền").agrees
    assert Balance(Decimal(100), Decimal(30), Decimal(80)).agrees
    assert Balance(None, Decimal(0), Decimal(3)).gap == 0


def test_a_line_stands_by_the_part_of_its_month_that_has_passed():
    stands = {
        (done, passed): line_standing(Decimal(done), Decimal(10), passed=Decimal(passed))
        for done, passed in ((10, 0), (0, 0), (3, 0), (5, 50), (4, 50), (9, 100), (10, 100))
    }

    assert stands == {
        (10, 0): LineStanding.DONE,
        (0, 0): LineStanding.WAITING,
        (3, 0): LineStanding.AHEAD_OF_TIME,
        (5, 50): LineStanding.ON_PACE,
        (4, 50): LineStanding.BEHIND,
        (9, 100): LineStanding.BEHIND,
        (10, 100): LineStanding.DONE,
    }


def test_factors_and_months_are_bounded():
    assert [is_factor(Decimal(text)) for text in ("0.05", "0.1", "3", "3.1")] == [False, True, True, False]
    assert months_from([3, 1, 3, 13, 0]) == (1, 3)

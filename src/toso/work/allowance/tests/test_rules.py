from datetime import date, timedelta
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from toso.work.allowance.rules import (
    DayKind,
    Item,
    RateCell,
    WorkedDay,
    doubled,
    lump,
    months_of,
    rate_on,
    reckon,
    total,
)

DAY = date(2026, 10, 1)
CELLS = (
    RateCell(Item.DAILY, Decimal(200_000), date(2017, 7, 1), date(2025, 5, 4)),
    RateCell(Item.DAILY, Decimal(300_000), date(2025, 5, 4)),
    RateCell(Item.ISLAND, Decimal(400_000), date(2025, 5, 4)),
    RateCell(Item.LODGING, None, date(2025, 5, 4)),
    RateCell(Item.MONTHLY, Decimal(700_000), date(2025, 5, 4)),
)


def test_a_day_is_paid_by_the_rate_of_that_day():
    assert rate_on(CELLS, Item.DAILY, date(2025, 5, 3)) == Decimal(200_000)
    assert rate_on(CELLS, Item.DAILY, date(2025, 5, 4)) == Decimal(300_000)
    assert rate_on(CELLS, Item.DAILY, date(2010, 1, 1)) is None


def test_what_the_table_does_not_tell_is_unknown_and_not_nought():
    plain, lodged = reckon([WorkedDay(1, DAY, 7), WorkedDay(2, DAY, 7, DayKind.ISLAND, is_lodged=True)], CELLS)

    assert (plain.allowance, plain.lodging, plain.is_unknown) == (Decimal(300_000), Decimal(0), False)
    assert (lodged.allowance, lodged.lodging, lodged.is_unknown) == (Decimal(400_000), None, True)
    assert total([plain, lodged]) == Decimal(700_000)


def test_a_lump_is_for_more_than_ten_days_of_a_month():
    ten = [DAY + timedelta(days=number) for number in range(10)]

    assert lump(ten, CELLS) == (Decimal(0), 0)
    assert lump([*ten, DAY + timedelta(days=10)], CELLS) == (Decimal(700_000), 1)
    assert lump([*ten, DAY + timedelta(days=10)], CELLS[:4]) == (None, 1)


@given(st.lists(st.dates(date(2026, 1, 1), date(2026, 12, 31)), max_size=60))
def test_months_hold_every_different_day_once(days):
    assert sum(months_of(days).values()) == len(set(days))


@given(st.lists(st.tuples(st.integers(1, 4), st.integers(0, 5)), max_size=20))
def test_doubled_days_are_those_beyond_the_first_of_a_person(pairs):
    days = [WorkedDay(person, DAY + timedelta(days=number), 7) for person, number in pairs]

    assert len(doubled(days)) == len(pairs) - len(set(pairs))


@given(st.lists(st.sampled_from(list(DayKind)), max_size=30))
def test_the_total_is_the_sum_of_what_is_known(kinds):
    days = [WorkedDay(number, DAY, 7, kind) for number, kind in enumerate(kinds)]

    paid = reckon(days, CELLS)

    assert total(paid) == 300_000 * kinds.count(DayKind.STAY) + 400_000 * kinds.count(DayKind.ISLAND)
    assert sum(one.is_unknown for one in paid) == kinds.count(DayKind.SAME_DAY)

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from toso.ground.privacy.rules import Clock, Kind, RequestState, clock_of, may_extend, next_day

DAYS = st.dates(date(2026, 1, 1), date(2030, 12, 31))
KIND = Kind("withdraw", "Rút lại sự đồng ý", 15, 20, True, "Luật 91/2025/QH15", date(2026, 1, 1))


def plain(day: date, count: int) -> date:
    return day + timedelta(days=count)


@given(DAYS, st.booleans(), st.integers(0, 15))
def test_a_withdrawal_is_done_in_fifteen_days_or_twenty_with_others_and_at_most_fifteen_more(day, has_others, more):
    clock = clock_of(KIND, received_on=day, has_others=has_others, extended_days=more, add_working_days=plain)

    assert clock == Clock(day + timedelta(days=2), day + timedelta(days=(20 if has_others else 15) + more))


def test_there_is_one_extension_of_at_most_fifteen_days():
    assert [may_extend(0, days) for days in (0, 1, 15, 16)] == [False, True, True, False]
    assert not may_extend(5, 5)


def test_the_day_that_counts_follows_the_state():
    clock = Clock(date(2026, 11, 18), date(2026, 12, 1))

    assert [next_day(state, clock) for state in RequestState] == [clock.answer_by, clock.done_by, None, None]

from datetime import date, datetime, timedelta
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as some

from toso.work.outreach.rules import (
    COUNT_NAMES,
    MOST_IN_ONE_RECORD,
    VIETNAM,
    CountFault,
    Counts,
    Trace,
    clock_jumped,
    count_faults,
    days_late,
    is_late,
    looks_like,
    may_restore,
    member_may_correct,
    shares_are_whole,
    split_evenly,
)

DAY = date(2026, 10, 20)
people = some.lists(some.integers(1, 10**9), unique=True, min_size=1, max_size=300)


def at(day: date, hour: int = 8, minute: int = 0) -> datetime:
    return datetime(day.year, day.month, day.day, hour, minute, tzinfo=VIETNAM)


@given(people)
def test_even_shares_make_exactly_one_hundred_and_differ_by_a_hundredth_at_most(persons):
    shares = split_evenly(persons)

    assert sum(shares.values()) == 100
    assert list(shares) == persons
    assert max(shares.values()) - min(shares.values()) <= Decimal("0.01")
    assert shares_are_whole(shares)


def test_three_people_share_with_the_hundredth_left_over_going_to_the_first():
    assert split_evenly([7, 5, 9]) == {7: Decimal("33.34"), 5: Decimal("33.33"), 9: Decimal("33.33")}


def test_nobody_shares_nothing():
    assert split_evenly([]) == {}


def test_shares_that_miss_a_hundredth_are_not_whole():
    assert not shares_are_whole({1: Decimal("33.33"), 2: Decimal("66.66")})


def test_a_share_of_nothing_is_not_whole():
    assert not shares_are_whole({1: Decimal(100), 2: Decimal(0)})


@given(some.builds(Counts, **{name: some.integers(-3, MOST_IN_ONE_RECORD + 3) for name in COUNT_NAMES}))
def test_counts_without_fault_are_in_bounds_and_parts_of_their_whole(counts):
    if not count_faults(counts):
        assert all(0 <= getattr(counts, name) <= MOST_IN_ONE_RECORD for name in COUNT_NAMES)
        assert max(counts.elderly, counts.disabled, counts.vulnerable) <= counts.citizens
        assert counts.citizens + counts.households + counts.businesses + counts.cooperatives > 0


def test_elderly_people_are_part_of_the_citizens():
    assert count_faults(Counts(citizens=3, elderly=4)) == (("elderly", CountFault.MORE_THAN_CITIZENS),)


def test_poor_households_are_part_of_those_helped():
    assert count_faults(Counts(citizens=1, households=2, poor=2, near_poor=1)) == (
        ("poor", CountFault.MORE_THAN_HELPED),
    )


def test_a_record_that_helps_nobody_is_at_fault():
    assert count_faults(Counts()) == (("citizens", CountFault.NOTHING),)


def test_a_negative_and_an_absurd_number_are_named_before_anything_else():
    assert count_faults(Counts(citizens=-1, households=5000)) == (
        ("citizens", CountFault.NEGATIVE),
        ("households", CountFault.TOO_MANY),
    )


def test_three_days_are_in_time_and_four_are_late():
    assert not is_late(day=DAY, captured_at=at(date(2026, 10, 23)), recorded_at=at(date(2026, 10, 23)))
    assert is_late(day=DAY, captured_at=at(date(2026, 10, 24)), recorded_at=at(date(2026, 10, 24)))


def test_work_written_down_in_time_but_sent_five_days_later_is_flagged():
    captured, recorded = at(DAY, 17), at(date(2026, 10, 25))

    assert is_late(day=DAY, captured_at=captured, recorded_at=recorded)
    assert days_late(day=DAY, captured_at=captured, recorded_at=recorded) == 5


def test_the_day_is_the_day_in_viet_nam():
    just_after_midnight = at(date(2026, 10, 24), 0, 30)

    assert is_late(day=DAY, captured_at=just_after_midnight, recorded_at=just_after_midnight)


def test_a_clock_ahead_of_the_server_or_before_the_day_has_jumped():
    now = at(DAY, 12)

    assert not clock_jumped(day=DAY, captured_at=now + timedelta(minutes=10), recorded_at=now)
    assert clock_jumped(day=DAY, captured_at=now + timedelta(minutes=11), recorded_at=now)
    assert clock_jumped(day=DAY, captured_at=at(date(2026, 10, 19), 23), recorded_at=now)


def a_trace(*, team: int = 1, by: int = 1, paper: bool = False, citizens: int = 5, task: int = 1) -> Trace:
    return Trace(
        place_id=1,
        day=DAY,
        task_id=task,
        team_id=team,
        recorded_by_id=by,
        is_from_paper=paper,
        counts=Counts(citizens=citizens),
    )


def test_the_same_place_day_and_task_by_another_team_or_from_paper_may_be_the_same_work():
    assert looks_like(a_trace(), a_trace(team=2, citizens=9))
    assert looks_like(a_trace(), a_trace(paper=True, citizens=9))


def test_two_members_of_a_team_with_the_same_numbers_may_be_the_same_work():
    assert looks_like(a_trace(by=1), a_trace(by=2))
    assert not looks_like(a_trace(by=1), a_trace(by=2, citizens=6))


def test_one_person_may_do_the_same_task_twice_a_day_but_not_paste_one_list_twice():
    assert not looks_like(a_trace(), a_trace())
    assert looks_like(a_trace(paper=True), a_trace(paper=True))


def test_another_task_is_another_work():
    assert not looks_like(a_trace(), a_trace(team=2, task=2))


@given(
    some.integers(1, 3), some.integers(1, 3), some.booleans(), some.booleans(), some.integers(1, 2), some.integers(1, 2)
)
def test_suspicion_is_mutual(team, by, paper, other_paper, citizens, other_citizens):
    one = a_trace(team=team, paper=paper, citizens=citizens)
    other = a_trace(by=by, paper=other_paper, citizens=other_citizens)

    assert looks_like(one, other) == looks_like(other, one)


def test_a_member_corrects_and_everybody_restores_within_thirty_days():
    assert member_may_correct(recorded_on=DAY, on=DAY + timedelta(days=30))
    assert not member_may_correct(recorded_on=DAY, on=DAY + timedelta(days=31))
    assert may_restore(withdrawn_on=DAY, on=DAY + timedelta(days=30))
    assert not may_restore(withdrawn_on=DAY, on=DAY + timedelta(days=31))

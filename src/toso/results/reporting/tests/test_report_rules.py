"""The rules of a report's way, without a database."""

from datetime import date, timedelta
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from tests.builders import moment
from toso.ground.shared.vietnam_days import vietnam_calendar
from toso.results.reporting.rules.reports import (
    Act,
    Frozen,
    Part,
    Punctuality,
    ReportState,
    Side,
    consolidated,
    due_day,
    late_supplement,
    may,
    official,
    on_time_rate,
    percent,
    punctuality,
    reminder_days,
    standing,
    year_to_date,
)

values = st.decimals(min_value=0, max_value=10_000, places=0)
parts = st.lists(st.builds(Part, value=values, live=values, is_accepted=st.booleans()), max_size=8)
working = vietnam_calendar().is_working_day


@given(parts, values)
def test_the_parts_equal_the_whole(below, own):
    whole = consolidated(live=own + sum((part.live for part in below), Decimal(0)), parts=below)

    assert whole.own == own
    assert whole.value == own + sum((part.value for part in below), Decimal(0))


@given(parts, values)
def test_the_provisional_part_is_what_is_not_accepted_and_never_more_than_the_whole(below, own):
    whole = consolidated(live=own + sum((part.live for part in below), Decimal(0)), parts=below)

    assert whole.provisional == sum((part.value for part in below if not part.is_accepted), Decimal(0))
    assert whole.provisional <= whole.value


@given(st.lists(st.tuples(values, values), min_size=1, max_size=6))
def test_what_was_told_as_late_is_not_told_again(months):
    earlier = [Frozen(numerator=frozen, live=live, late=Decimal(0)) for frozen, live in months]
    told = late_supplement(earlier)

    again = late_supplement([*earlier, Frozen(numerator=Decimal(5), live=Decimal(5), late=told)])

    assert again == 0


@given(values, values)
def test_a_late_record_never_moves_a_frozen_value_and_stands_once_in_the_year(frozen, late):
    earlier = [Frozen(numerator=frozen, live=frozen + late, late=Decimal(0))]

    assert late_supplement(earlier) == late
    assert year_to_date(frozen + late, earlier) == frozen + late


def test_corrections_move_the_year_and_are_never_late_work():
    earlier = [Frozen(numerator=Decimal(44), live=Decimal(44), late=Decimal(0), corrected=Decimal(41))]

    assert late_supplement(earlier) == 0
    assert year_to_date(Decimal(100), earlier) == 97


def test_a_correction_counts_before_what_was_computed():
    assert official(Decimal(44), Decimal(41)) == 41
    assert official(Decimal(44), None) == 44
    assert official(Decimal(44), Decimal(0)) == 0


def test_a_missing_denominator_is_neither_nothing_nor_everything():
    assert percent(Decimal(5), None) is None
    assert percent(Decimal(5), Decimal(0)) is None
    assert percent(Decimal(5), Decimal(8)) == Decimal("62.5")


@given(st.sampled_from(list(Act)), st.sampled_from(list(ReportState)))
def test_a_mere_reader_may_do_nothing(act, state):
    assert not may(act, state=state, sides=())


@given(st.sampled_from(list(Act)))
def test_nobody_writes_in_what_was_locked(act):
    writer = may(act, state=ReportState.LOCKED, sides=(Side.WRITER, Side.RECEIVER))

    assert writer == (act in (Act.AMEND, Act.ATTACH))


def test_only_the_level_above_returns_and_accepts():
    assert may(Act.ACCEPT, state=ReportState.SUBMITTED, sides=[Side.RECEIVER])
    assert not may(Act.ACCEPT, state=ReportState.SUBMITTED, sides=[Side.WRITER])
    assert not may(Act.ACCEPT, state=ReportState.DRAFT, sides=[Side.RECEIVER])


def test_the_topmost_report_is_locked_by_its_writer():
    assert may(Act.LOCK, state=ReportState.SUBMITTED, sides=[Side.WRITER], is_top=True)
    assert not may(Act.LOCK, state=ReportState.DRAFT, sides=[Side.WRITER], is_top=True)


def test_the_deadline_of_november_2026_is_thursday_the_nineteenth():
    found = due_day(last_day=date(2026, 11, 14), day=19, month_offset=0, is_working=working)

    assert (found.day, found.skipped) == (date(2026, 11, 19), ())


def test_a_deadline_on_a_day_off_steps_back_but_never_into_the_period():
    back = due_day(last_day=date(2026, 12, 14), day=19, month_offset=0, is_working=working)
    forward = due_day(last_day=date(2026, 2, 14), day=16, month_offset=0, is_working=working)

    assert back.day == date(2026, 12, 18)
    assert forward.day > date(2026, 2, 14)
    assert forward.is_moved_forward


@given(st.dates(min_value=date(2024, 1, 1), max_value=date(2030, 11, 30)), st.integers(min_value=15, max_value=28))
def test_a_deadline_is_always_a_working_day_after_the_period(month, day):
    last_day = month.replace(day=14)

    found = due_day(last_day=last_day, day=day, month_offset=0, is_working=working)

    assert working(found.day)
    assert found.day > last_day


@given(st.dates(min_value=date(2024, 1, 1), max_value=date(2030, 12, 31)))
def test_reminders_fall_on_working_days_three_one_and_none_before(due):
    days = reminder_days(due=due, is_working=working)

    assert set(days) == {"T3", "T1", "T0"}
    assert days["T3"] < days["T1"] < days["T0"] == due
    assert all(working(days[stage]) for stage in ("T3", "T1"))


def test_punctuality_is_judged_by_the_first_submission():
    due = moment(date(2026, 11, 19), 17)

    assert punctuality(due_at=due, submitted_at=due, at=due) is Punctuality.ON_TIME
    assert punctuality(due_at=due, submitted_at=due + timedelta(seconds=1), at=due) is Punctuality.LATE
    assert punctuality(due_at=due, submitted_at=None, at=due + timedelta(seconds=1)) is Punctuality.OVERDUE
    assert punctuality(due_at=due, submitted_at=None, at=due) is Punctuality.AWAITED


@given(st.lists(st.sampled_from(list(Punctuality))))
def test_the_on_time_rate_is_a_share_of_those_that_can_be_judged(outcomes):
    rate = on_time_rate(outcomes)

    assert rate is None or 0 <= rate <= 100
    assert (rate is None) == all(outcome is Punctuality.AWAITED for outcome in outcomes)


def test_without_a_target_there_is_no_judgement():
    year = {"first_day": date(2025, 12, 15), "last_day": date(2026, 12, 14), "on": date(2026, 12, 14)}

    assert standing(value=Decimal(5), target=None, **year).reached is None
    assert standing(value=Decimal(50), target=Decimal(100), **year).gap == -50

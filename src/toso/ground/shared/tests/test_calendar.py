from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from toso.ground.shared.calendar import VIETNAM, Band, Day, DayKind, Override, UnknownYear, WorkingCalendar
from toso.ground.shared.vietnam_days import vietnam_calendar

MINUTE = timedelta(minutes=1)
FIRST = date(2026, 1, 1)


def at(text):
    return datetime.fromisoformat(text).replace(tzinfo=VIETNAM)


def test_a_term_of_working_days_does_not_count_its_first_day():
    friday = date(2026, 11, 6)

    assert vietnam_calendar().add_working_days(friday, 1) == date(2026, 11, 9)
    assert vietnam_calendar().add_working_days(friday, 0) == friday


def test_a_term_jumps_over_the_new_holiday_of_24_november():
    assert vietnam_calendar().add_working_days(date(2026, 11, 20), 3) == date(2026, 11, 26)


def test_reminders_go_back_over_a_weekend():
    due = date(2026, 11, 19)

    assert [vietnam_calendar().add_working_days(due, -n) for n in (3, 1)] == [date(2026, 11, 16), date(2026, 11, 18)]
    assert vietnam_calendar().add_working_days(date(2026, 11, 16), -1) == date(2026, 11, 13)


def test_before_the_20th_means_the_last_working_day_up_to_the_19th():
    assert vietnam_calendar().last_working_day_on_or_before(date(2026, 12, 19)) == date(2026, 12, 18)
    assert vietnam_calendar().last_working_day_on_or_before(date(2026, 11, 19)) == date(2026, 11, 19)


def test_a_holiday_in_mid_week_is_off_with_its_name():
    assert vietnam_calendar().day(date(2026, 11, 24)) == Day(
        date(2026, 11, 24), DayKind.HOLIDAY, "Ngày Văn hóa Việt Nam"
    )


def test_a_swapped_saturday_is_worked_and_the_day_given_free_is_off():
    calendar = vietnam_calendar()

    assert calendar.day(date(2026, 1, 2)).kind is DayKind.SWAPPED_OFF
    assert calendar.day(date(2026, 1, 10)).kind is DayKind.SWAPPED_ON
    assert calendar.add_working_days(date(2025, 12, 31), 1) == date(2026, 1, 5)


def test_hours_run_through_the_noon_break_the_evening_and_the_weekend():
    calendar = vietnam_calendar()

    assert calendar.add_working_hours(at("2026-11-20T10:30"), 2) == at("2026-11-20T14:00")
    assert calendar.add_working_hours(at("2026-11-20T16:00"), 1) == at("2026-11-20T17:00")
    assert calendar.add_working_hours(at("2026-11-20T16:00"), 2) == at("2026-11-23T08:30")


def test_a_moment_in_another_zone_is_counted_in_vietnamese_time():
    start = datetime(2026, 11, 20, 0, 30, tzinfo=UTC)

    assert vietnam_calendar().add_working_hours(start, 1) == at("2026-11-20T08:30")


def test_a_moment_without_a_zone_is_refused():
    with pytest.raises(ValueError, match="time zone"):
        vietnam_calendar().add_working_hours(datetime.fromisoformat("2026-11-20T08:00"), 1)


def test_hours_are_never_taken_away():
    with pytest.raises(ValueError, match="forwards only"):
        vietnam_calendar().add_working_hours(at("2026-11-20T08:00"), -1)


def test_a_year_whose_holidays_are_unknown_is_not_guessed():
    with pytest.raises(UnknownYear):
        vietnam_calendar().add_working_days(date(2040, 12, 31), 1)
    with pytest.raises(UnknownYear):
        vietnam_calendar().add_working_hours(at("2040-12-31T16:00"), 400)


def test_bands_that_touch_or_run_backwards_are_refused():
    with pytest.raises(ValueError, match="open before"):
        Band(time(12), time(12))
    with pytest.raises(ValueError, match="follow one another"):
        WorkingCalendar(2026, 2026, bands=(Band(time(8), time(12)), Band(time(11), time(17))))


# The oracle knows only how to look at one day and to walk minute by minute.

BANDS = st.sampled_from(
    [
        (Band(time(8), time(9)),),
        (Band(time(7, 30), time(8, 15)), Band(time(13), time(13, 40))),
        (Band(time(0), time(0, 20)), Band(time(9, 5), time(9, 50)), Band(time(22, 0), time(23, 59))),
    ]
)
DAYS = st.integers(0, 40).map(lambda n: FIRST + timedelta(days=n))


@st.composite
def calendars(draw):
    holidays = draw(st.dictionaries(DAYS, st.just("lễ"), max_size=6))
    swaps = draw(st.dictionaries(DAYS, st.booleans(), max_size=6))
    return WorkingCalendar(
        first_year=2025,
        last_year=2027,
        holidays=holidays,
        overrides={on: Override(on, is_working, "hoán đổi") for on, is_working in swaps.items()},
        bands=draw(BANDS),
    )


def worked_by_the_oracle(calendar, on):
    if on in calendar.overrides:
        return calendar.overrides[on].is_working
    return on not in calendar.holidays and on.isoweekday() < 6


def open_by_the_oracle(calendar, moment):
    clock = moment.time()
    return worked_by_the_oracle(calendar, moment.date()) and any(b.opens <= clock < b.closes for b in calendar.bands)


def end_by_the_oracle(calendar, start, minutes):
    moment = start
    while minutes:
        minutes -= open_by_the_oracle(calendar, moment)
        moment += MINUTE
    return moment


@settings(max_examples=60, deadline=None)
@given(calendars(), st.integers(0, 5 * 1440), st.integers(0, 240))
def test_working_time_added_equals_a_walk_minute_by_minute(calendar, begins, minutes):
    start = datetime.combine(FIRST, time(0), VIETNAM) + begins * MINUTE

    end = calendar.add_working_time(start, minutes * MINUTE)

    assert end == end_by_the_oracle(calendar, start, minutes)
    assert calendar.working_time_between(start, end) == minutes * MINUTE


@settings(max_examples=60, deadline=None)
@given(calendars(), st.integers(0, 5 * 1440), st.integers(0, 4 * 1440))
def test_working_time_between_equals_the_open_minutes_counted_one_by_one(calendar, begins, length):
    start = datetime.combine(FIRST, time(0), VIETNAM) + begins * MINUTE
    until = start + length * MINUTE

    counted = sum(open_by_the_oracle(calendar, start + n * MINUTE) for n in range(length))

    assert calendar.working_time_between(start, until) == counted * MINUTE
    assert calendar.working_time_between(until, start) == -counted * MINUTE


@given(calendars(), DAYS, st.integers(1, 30))
def test_working_days_added_are_the_days_counted_one_by_one(calendar, start, count):
    end = calendar.add_working_days(start, count)

    walked = [start + timedelta(days=n) for n in range(1, (end - start).days + 1)]
    assert sum(worked_by_the_oracle(calendar, on) for on in walked) == count
    assert worked_by_the_oracle(calendar, end)
    assert calendar.working_days_between(start, end) == count
    assert calendar.working_days_between(end, start) == -count


@given(calendars(), DAYS, st.integers(1, 30))
def test_going_forth_and_back_returns_to_the_working_day(calendar, start, count):
    begin = calendar.first_working_day_on_or_after(start)

    assert calendar.add_working_days(calendar.add_working_days(begin, count), -count) == begin


@given(calendars(), DAYS)
def test_the_nearest_working_days_have_no_working_day_between(calendar, on):
    before, after = calendar.last_working_day_on_or_before(on), calendar.first_working_day_on_or_after(on)

    assert before <= on <= after
    between = [before + timedelta(days=n) for n in range(1, (after - before).days)]
    assert not any(worked_by_the_oracle(calendar, day) for day in between)

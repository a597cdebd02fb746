from datetime import datetime

from hypothesis import given
from hypothesis import strategies as st

from toso.ground.notices.rules import Step, is_quiet, step_reached


def test_people_are_reminded_three_days_and_one_day_before_and_on_the_day():
    assert [step_reached(days) for days in (5, 4, 3, 2, 1, 0, -1)] == [
        None,
        None,
        Step.THREE_DAYS,
        Step.THREE_DAYS,
        Step.ONE_DAY,
        Step.TODAY,
        Step.TODAY,
    ]


@given(st.integers(-400, 400))
def test_the_steps_never_go_back(days):
    order = [None, *Step]

    assert order.index(step_reached(days - 1)) >= order.index(step_reached(days))


@given(st.datetimes())
def test_nights_are_quiet(moment):
    assert is_quiet(moment) == (not 7 <= moment.hour < 21)


def test_the_edges_of_the_night():
    day = datetime(2026, 11, 16)  # noqa: DTZ001  a local hour

    assert is_quiet(day.replace(hour=6, minute=59))
    assert not is_quiet(day.replace(hour=7))
    assert not is_quiet(day.replace(hour=20, minute=59))
    assert is_quiet(day.replace(hour=21))

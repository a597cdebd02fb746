from datetime import date, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from toso.ground.notices.rules import Step, is_in_force, is_link, is_quiet, step_reached


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


@given(st.dates(), st.integers(1, 90), st.integers(-10, 100))
def test_an_announcement_is_in_force_from_its_first_day_until_before_its_last(first, length, step):
    end = first + timedelta(days=length) if first < date(9000, 1, 1) else None
    on = first + timedelta(days=step) if date(2, 1, 1) < first < date(9000, 1, 1) else first

    assert is_in_force(first, end, on) == (first <= on and (end is None or on < end))


@given(st.text(max_size=40))
def test_only_plain_https_addresses_become_links(text):
    assert not is_link(text) or (text.startswith("https://") and not set(text) & set("<>\"' @"))


def test_a_link_of_zalo_is_one():
    assert is_link("https://zalo.me/g/abc123")
    assert not is_link("https://zalo")

import itertools
from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from toso.work.training import rules
from toso.work.training.rules import RegistrationState, SessionState, Span

DAYS = st.dates(date(2024, 1, 1), date(2027, 12, 31))
SPANS = st.builds(
    lambda start, length: Span(start, None if length is None else start + timedelta(days=length)),
    DAYS,
    st.none() | st.integers(1, 400),
)


def test_the_seat_after_the_last_is_a_place_in_the_waiting_list():
    assert rules.registered_as(19, 20) == RegistrationState.REGISTERED
    assert rules.registered_as(20, 20) == RegistrationState.WAITING
    assert rules.registered_as(500, None) == RegistrationState.REGISTERED


def test_presence_is_written_from_the_day_on_and_never_for_a_cancelled_class():
    day = date(2026, 11, 16)

    assert rules.takes_attendance(SessionState.PLANNED, day, day)
    assert rules.takes_attendance(SessionState.HELD, day, day + timedelta(days=9))
    assert not rules.takes_attendance(SessionState.PLANNED, day, day - timedelta(days=1))
    assert not rules.takes_attendance(SessionState.CANCELLED, day, day)


@pytest.mark.parametrize(
    ("issued", "months", "ends"),
    [
        (date(2026, 1, 31), 1, date(2026, 2, 28)),
        (date(2026, 11, 16), 12, date(2027, 11, 16)),
        (date(2026, 11, 16), None, None),
        (date(2024, 2, 29), 12, date(2025, 2, 28)),
    ],
)
def test_a_paper_is_good_for_whole_months(issued, months, ends):
    assert rules.expires_on(issued, months) == ends


@given(st.lists(SPANS, max_size=6), DAYS)
def test_united_spans_hold_exactly_the_same_days(spans, day):
    def holds(some):
        return any(one.starts_on <= day and (one.ends_on is None or day < one.ends_on) for one in some)

    united = rules.united(spans)

    assert holds(united) == holds(spans)
    assert all(one.ends_on is not None and one.ends_on < two.starts_on for one, two in itertools.pairwise(united))


@given(SPANS, st.none() | DAYS)
def test_nobody_is_trained_outside_the_post_or_before_the_training(held, first):
    span = rules.trained_span(held, first)

    if span is not None:
        assert first is not None
        assert span.starts_on >= max(held.starts_on, first)
        assert span.ends_on == held.ends_on
        assert span.ends_on is None or span.ends_on > span.starts_on


@given(
    st.dictionaries(st.integers(1, 9), st.integers(0, 3), max_size=9),
    st.dictionaries(st.integers(1, 9), st.integers(0, 3)),
)
def test_a_score_lies_between_nothing_and_everything(answers, right):
    assert Decimal(0) <= rules.score(answers, right) <= Decimal(100)
    assert rules.score(right, right) == (Decimal(100) if right else Decimal(0))


@given(st.frozensets(st.integers(1, 12), max_size=8), st.integers(0, 10**6), st.integers(1, 20))
def test_the_same_person_is_asked_the_same_questions_and_none_twice(bank, seed, count):
    asked = rules.asked_questions(list(bank), seed, count)

    assert asked == rules.asked_questions(sorted(bank), seed, count)
    assert len(set(asked)) == len(asked) == min(count, len(bank))
    assert set(asked) <= bank


def test_a_share_of_nothing_is_no_share():
    assert rules.percent(0, 0) is None
    assert rules.percent(2, 3) == Decimal("66.7")


def test_a_skill_is_looked_at_after_thirty_and_ninety_days():
    assert rules.recheck_days(date(2026, 11, 16)) == (date(2026, 12, 16), date(2027, 2, 14))

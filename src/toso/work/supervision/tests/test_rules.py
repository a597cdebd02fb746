from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from toso.work.supervision.rules import (
    FindingState,
    PointMark,
    Side,
    Span,
    StepKind,
    may_close,
    state_after,
    tally,
)

STEPS = [kind for kind in StepKind if kind != StepKind.FOUND]


def test_a_finding_goes_from_open_to_answered_to_closed():
    assert state_after(FindingState.OPEN, StepKind.ANSWERED) == FindingState.ANSWERED
    assert state_after(FindingState.ANSWERED, StepKind.RETURNED) == FindingState.OPEN
    assert state_after(FindingState.ANSWERED, StepKind.CLOSED) == FindingState.CLOSED


@given(st.lists(st.sampled_from(STEPS), max_size=12))
def test_nothing_follows_on_a_closed_finding(steps):
    state = FindingState.CLOSED

    assert all(state_after(state, step) is None for step in steps)


@given(st.lists(st.sampled_from(list(Side)), max_size=6))
def test_a_finding_closes_only_with_evidence_that_it_was_put_right(sides):
    assert may_close(sides) == any(side != Side.FOUND for side in sides)


@given(st.lists(st.sampled_from([*PointMark, ""]), max_size=40))
def test_the_parts_of_a_checklist_make_the_whole(marks):
    counted = tally(marks)

    assert counted.met + counted.not_met + counted.open == len(marks)
    assert counted.looked_at == counted.met + counted.not_met


@given(st.dates(date(2020, 1, 1), date(2030, 1, 1)), st.integers(0, 40), st.integers(-10, 60))
def test_a_span_holds_its_first_and_last_day_and_none_outside(first, length, step):
    span = Span(first, first + timedelta(days=length))

    assert span.holds(first + timedelta(days=step)) == (0 <= step <= length)

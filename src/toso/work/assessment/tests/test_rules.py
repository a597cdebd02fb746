from datetime import date, timedelta
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from toso.work.assessment.rules import (
    LEVELS,
    CoreStep,
    Difference,
    Round,
    apart,
    change,
    check_due,
    core_step,
    differences,
    mean,
    outcome,
    window,
)

levels = st.none() | st.sampled_from(list(LEVELS))
looks = st.dictionaries(st.sampled_from("abcdef"), levels)


def test_the_four_rounds_fall_on_the_first_day_the_last_and_thirty_and_ninety_days_later():
    stay = {"first_day": date(2026, 8, 3), "last_day": date(2026, 9, 1)}

    due = {when: window(when, **stay).due_on for when in Round}

    assert due == {
        Round.BEFORE: date(2026, 8, 3),
        Round.AFTER: date(2026, 9, 1),
        Round.DAYS_30: date(2026, 10, 1),
        Round.DAYS_90: date(2026, 11, 30),
    }


@given(st.sampled_from(list(Round)), st.dates(date(2020, 1, 1), date(2040, 1, 1)), st.integers(0, 120))
def test_a_round_opens_before_it_is_due_and_is_never_closed(when, first, length):
    span = window(when, first_day=first, last_day=first + timedelta(days=length))

    assert span.opens_on < span.due_on
    assert not span.is_open(span.opens_on - timedelta(days=1))
    assert span.is_open(span.due_on + timedelta(days=1000))
    assert not span.is_late(span.due_on)
    assert span.is_late(span.due_on + timedelta(days=1))


@given(levels, levels)
def test_what_is_missing_is_not_zero(earlier, later):
    by = change(earlier, later)

    assert (by is None) == (earlier is None or later is None)
    assert by is None or -4 <= by <= 4
    assert apart(earlier, later) == (abs(by) if by is not None else 0)


@given(looks, looks)
def test_every_area_is_raised_the_same_fallen_or_unknown_once(earlier, later):
    found = differences("abcdef", earlier, later)
    told = outcome(found)

    assert told.compared + told.unknown == 6
    assert sum(one.by or 0 for one in found) == sum(
        later[area] - earlier[area]
        for area in "abcdef"
        if earlier.get(area) is not None and later.get(area) is not None
    )


def test_two_raised_one_fallen_and_one_never_seen():
    found = [Difference("a", 1, 3), Difference("b", 0, 1), Difference("c", 2, 1), Difference("d", None, 4)]

    told = outcome(found)

    assert (told.raised, told.same, told.fallen, told.unknown) == (2, 0, 1, 1)


@given(st.lists(levels, max_size=8))
def test_the_mean_is_of_what_was_seen_alone(found):
    seen = [level for level in found if level is not None]

    value = mean(found)

    assert value == (Decimal(sum(seen)) / len(seen) if seen else None)
    assert value is None or 0 <= value <= 4


def test_a_core_person_goes_from_named_to_active_and_may_fall_silent():
    day = date(2026, 9, 1)
    steps = [
        core_step(trained_on=trained, handed_over_on=given_over, last_check=check, ended_on=ended)
        for trained, given_over, check, ended in (
            (None, None, None, None),
            (day, None, None, None),
            (day, day, None, None),
            (day, day, True, None),
            (day, day, False, None),
            (day, day, True, day),
        )
    ]

    assert steps == [
        CoreStep.NAMED,
        CoreStep.TRAINED,
        CoreStep.HANDED_OVER,
        CoreStep.ACTIVE,
        CoreStep.SILENT,
        CoreStep.ENDED,
    ]
    assert check_due(day, 90) == date(2026, 11, 30)

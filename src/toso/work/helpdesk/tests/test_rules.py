import tomllib
from datetime import date, datetime, time, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from toso.ground.places.rules import Level
from toso.ground.shared import codes
from toso.ground.shared.calendar import VIETNAM, Band, Override, WorkingCalendar
from toso.ground.shared.text import fold
from toso.ground.shared.vietnam_days import vietnam_calendar
from toso.work.helpdesk.queries import words_of_topics
from toso.work.helpdesk.queries.rounds import DATA
from toso.work.helpdesk.rules import topics
from toso.work.helpdesk.rules.clocks import AroundTheClock, Clock, Course, Pause, due, ledger, moments_due
from toso.work.helpdesk.rules.priorities import Hours, Impact, Priority, Terms, Urgency, priority_of
from toso.work.helpdesk.rules.rosters import Stretch, gaps
from toso.work.helpdesk.rules.ways import (
    LIVE,
    SETTLED,
    UNANSWERED,
    NextOwner,
    StepKind,
    TicketState,
    level_above,
    owner_after_silence,
    state_after,
)

states = some.sampled_from(TicketState)
kinds = some.sampled_from(StepKind)
MINUTE = timedelta(minutes=1)
HOUR = timedelta(hours=1)
FIRST = date(2026, 1, 1)


def at(text):
    return datetime.fromisoformat(text).replace(tzinfo=VIETNAM)


@given(states, kinds)
def test_a_step_leads_to_a_state_of_its_own_meaning(state, kind):
    after = state_after(state, kind)

    if after is not None and after is not state:
        assert (after in UNANSWERED) == (
            kind
            in {
                StepKind.TAKEN,
                StepKind.ASSIGNED,
                StepKind.REPLIED,
                StepKind.ADDED,
                StepKind.ESCALATED,
                StepKind.FORWARDED,
                StepKind.MOVED,
                StepKind.HANDED,
                StepKind.REOPENED,
            }
        )
        assert (after is TicketState.WAITING) == (kind is StepKind.ASKED)


@given(some.lists(kinds, max_size=12))
def test_no_way_leads_out_of_the_table_and_everything_can_be_asked_again(steps):
    state = TicketState.NEW
    for kind in steps:
        state = state_after(state, kind) or state

    assert (state in LIVE) != (state in SETTLED)
    if state in SETTLED:
        assert state_after(state, StepKind.REOPENED) is TicketState.OPEN


def test_what_is_raised_is_never_raised_again_and_nothing_is_new_twice():
    assert {state_after(state, StepKind.RAISED) for state in TicketState} == {None}
    assert not [
        (state, kind)
        for state in set(TicketState) - {TicketState.NEW}
        for kind in StepKind
        if state_after(state, kind) is TicketState.NEW
    ]


def test_the_team_asks_the_commune_and_the_commune_the_province():
    assert level_above(Level.HAMLET) is Level.COMMUNE
    assert level_above(Level.COMMUNE) is Level.PROVINCE
    assert level_above(Level.PROVINCE) is None


def test_silence_gives_a_request_to_who_is_on_duty_then_to_the_level_above_then_to_the_owner():
    def silent(level, **given):
        return owner_after_silence(level, **{"is_duty_free": False, "is_at_owner": False, "has_owner": True, **given})

    assert silent(Level.COMMUNE, is_duty_free=True) is NextOwner.DUTY
    assert silent(Level.HAMLET) is NextOwner.ABOVE
    assert silent(Level.COMMUNE) is NextOwner.ABOVE
    assert silent(Level.PROVINCE) is NextOwner.OWNER
    assert silent(Level.PROVINCE, has_owner=False) is NextOwner.NOBODY
    assert silent(Level.COMMUNE, is_at_owner=True) is NextOwner.NOBODY


@given(some.sampled_from(Impact), some.sampled_from(Urgency))
def test_more_harm_or_more_haste_never_makes_a_request_less_pressing(impact, urgency):
    priority = priority_of(impact, urgency)

    assert priority in Priority
    if impact < Impact.MANY:
        assert priority_of(Impact(impact + 1), urgency) <= priority
    if urgency < Urgency.STANDS_STILL:
        assert priority_of(impact, Urgency(urgency + 1)) <= priority


def test_the_counter_that_stands_still_is_urgent_and_one_who_can_wait_is_low():
    assert priority_of(Impact.MANY, Urgency.STANDS_STILL) is Priority.URGENT
    assert priority_of(Impact.ONE, Urgency.STANDS_STILL) is Priority.NORMAL
    assert priority_of(Impact.ONE, Urgency.CAN_WAIT) is Priority.LOW


@given(some.text(alphabet=codes.LETTERS, min_size=codes.LENGTH, max_size=codes.LENGTH))
def test_a_code_is_read_however_it_is_typed(code):
    assert codes.plain_code(codes.shown_code(code).lower()) == code
    assert codes.plain_code(f" {code[:4]} {code[4:]} ") == code
    assert codes.plain_code(code[:-1]) == ""


OFFICE = vietnam_calendar()


def test_a_clock_stands_still_while_the_requester_is_waited_for():
    start = at("2026-11-16T08:00")
    pause = Pause(at("2026-11-16T09:00"), at("2026-11-17T09:00"))

    assert due(OFFICE, start, 4 * HOUR) == at("2026-11-16T13:30")
    assert due(OFFICE, start, 4 * HOUR, [pause]) == at("2026-11-17T13:30")
    assert due(OFFICE, start, 4 * HOUR, [Pause(pause.begins)]) is None


def test_a_pause_over_noon_or_night_gives_no_time_away():
    start = at("2026-11-16T08:00")

    assert due(OFFICE, start, 4 * HOUR, [Pause(at("2026-11-16T11:30"), at("2026-11-16T13:00"))]) == at(
        "2026-11-16T13:30"
    )


def test_a_clock_runs_over_tet_without_counting_it():
    before_tet = at("2026-02-13T16:00")

    assert due(OFFICE, before_tet, 2 * HOUR) == at("2026-02-23T08:30")


def test_what_cannot_wait_is_counted_day_and_night():
    night = at("2026-02-16T23:00")

    assert due(AroundTheClock(), night, 8 * HOUR) == at("2026-02-17T07:00")


TERMS = Terms(Hours.OFFICE, answer=4 * HOUR, update=8 * HOUR, solution=16 * HOUR)


def test_the_first_word_stops_the_first_clock_and_starts_the_second():
    asked = at("2026-11-16T08:00")
    new = Course(asked, asked)
    answered = Course(asked, asked, first_answered_at=at("2026-11-16T09:00"), last_told_at=at("2026-11-16T10:00"))

    assert set(moments_due(OFFICE, TERMS, new)) == {Clock.ANSWER, Clock.SOLUTION}
    assert moments_due(OFFICE, TERMS, answered) == {
        Clock.UPDATE: at("2026-11-17T10:00"),
        Clock.SOLUTION: at("2026-11-18T08:00"),
    }


def test_handed_on_the_new_holder_has_its_own_time_but_the_requester_waits_no_longer():
    asked, handed = at("2026-11-16T08:00"), at("2026-11-16T15:00")

    moments = moments_due(OFFICE, TERMS, Course(asked, handed))

    assert moments == {Clock.ANSWER: at("2026-11-17T09:30"), Clock.SOLUTION: at("2026-11-18T08:00")}


def test_a_request_may_have_no_clock_and_what_is_settled_has_none():
    asked = at("2026-11-16T08:00")

    assert moments_due(OFFICE, Terms(Hours.OFFICE), Course(asked, asked)) == {}
    assert moments_due(OFFICE, TERMS, Course(asked, asked, is_live=False)) == {}


def test_a_clock_beyond_the_known_years_or_without_working_hours_is_refused():
    never = WorkingCalendar(2026, 2026, weekend=frozenset(range(7)))

    with pytest.raises(LookupError):
        due(never, at("2026-11-16T08:00"), HOUR)


# The oracle walks minute by minute and knows only whether a minute counts.

BANDS = some.sampled_from(
    [
        (Band(time(8), time(9)),),
        (Band(time(7, 30), time(8, 15)), Band(time(13), time(13, 40))),
        (Band(time(0), time(0, 20)), Band(time(9, 5), time(9, 50)), Band(time(22, 0), time(23, 59))),
    ]
)


@some.composite
def calendars(draw):
    days = some.integers(0, 30).map(lambda n: FIRST + timedelta(days=n))
    swaps = draw(some.dictionaries(days, some.booleans(), max_size=5))
    return WorkingCalendar(
        first_year=2025,
        last_year=2027,
        holidays=draw(some.dictionaries(days, some.just("lễ"), max_size=5)),
        overrides={on: Override(on, is_working, "hoán đổi") for on, is_working in swaps.items()},
        bands=draw(BANDS),
    )


@some.composite
def pauses(draw):
    marks = sorted(draw(some.lists(some.integers(0, 8 * 1440), max_size=6, unique=True)))
    start = datetime.combine(FIRST, time(0), VIETNAM)
    return [
        Pause(start + begins * MINUTE, start + ends * MINUTE)
        for begins, ends in zip(marks[::2], marks[1::2], strict=False)
    ]


def counts(calendar, stops, moment):
    if isinstance(calendar, AroundTheClock):
        is_open = True
    else:
        on, clock = moment.date(), moment.time()
        works = calendar.overrides[on].is_working if on in calendar.overrides else None
        if works is None:
            works = on not in calendar.holidays and on.isoweekday() < 6
        is_open = works and any(band.opens <= clock < band.closes for band in calendar.bands)
    return is_open and not any(stop.begins <= moment < stop.until for stop in stops)


def due_by_the_oracle(calendar, start, minutes, stops):
    moment = start
    while minutes:
        minutes -= counts(calendar, stops, moment)
        moment += MINUTE
    return moment


@settings(max_examples=80, deadline=None)
@given(calendars() | some.just(AroundTheClock()), some.integers(0, 4 * 1440), some.integers(1, 180), pauses())
def test_every_due_moment_and_its_account_equal_a_walk_minute_by_minute(calendar, begins, minutes, stops):
    start = datetime.combine(FIRST, time(0), VIETNAM) + begins * MINUTE
    walked = due_by_the_oracle(calendar, start, minutes, stops)

    moment = due(calendar, start, minutes * MINUTE, stops) or start
    lines = ledger(calendar, start, moment, stops)

    assert moment == walked
    assert lines[-1].total == minutes * MINUTE == sum((line.counted for line in lines), timedelta(0))
    assert [line.on for line in lines] == [start.date() + timedelta(days=n) for n in range(len(lines))]


HOURS_OF_A_WEEK = some.integers(0, 167)


@given(some.lists(some.tuples(HOURS_OF_A_WEEK, some.integers(1, 24)), max_size=12))
def test_gaps_and_shifts_together_are_the_whole_week_and_no_hour_is_both(listed):
    start = datetime.combine(FIRST, time(0), VIETNAM)
    shifts = [Stretch(start + begins * HOUR, start + (begins + length) * HOUR) for begins, length in listed]

    found = gaps(shifts, start, start + 168 * HOUR)

    for number in range(168):
        moment = start + number * HOUR
        is_open = any(gap.begins <= moment < gap.ends for gap in found)
        assert is_open != any(shift.begins <= moment < shift.ends for shift in shifts)


def test_a_topic_of_another_list_stands_where_its_longest_known_word_leads():
    words = {"computer": ["may tinh"], "network": ["mang", "mang may tinh"], "policy": ["hr"]}

    assert topics.by_words("Mạng máy tính", words) == "network"
    assert topics.by_words("Máy tính xách tay", words) == "computer"
    assert topics.by_words("HR/Support", words) == "policy"
    assert topics.by_words("Three", words) == ""


def test_words_of_topics_lead_to_categories_that_ship_and_are_folded():
    known = words_of_topics()
    shipped = {row["code"] for row in tomllib.loads(DATA.read_text(encoding="utf-8"))["category"]}

    assert set(known) <= shipped
    assert all(word == fold(word) for words in known.values() for word in words)

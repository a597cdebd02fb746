"""The days, the ranking, the matching: exact cases and properties."""

from datetime import date, datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from toso.work.campaign.rules import days, matching, needs, service
from toso.work.campaign.rules.days import Phase, When
from toso.work.campaign.rules.matching import Fit, Left
from toso.work.campaign.rules.needs import Asked, Remoteness, Why
from toso.work.campaign.rules.service import LogFault, Service

FIRST, LAST = date(2026, 11, 2), date(2026, 12, 1)
AT = datetime(2026, 10, 5, 8, tzinfo=ZoneInfo("Asia/Ho_Chi_Minh"))


def test_day_one_is_the_effective_date_unless_the_decision_says_the_next():
    assert days.first_day(FIRST, is_next_day=False) == FIRST
    assert days.first_day(FIRST, is_next_day=True) == date(2026, 11, 3)
    assert days.last_day(FIRST, 45) == date(2026, 12, 16)


def test_the_days_of_a_campaign_are_counted_before_during_and_after():
    seen = [days.progress(FIRST, 30, on) for on in (date(2026, 11, 1), FIRST, LAST, date(2026, 12, 2))]

    assert [(one.number, one.when) for one in seen] == [
        (0, When.BEFORE),
        (1, When.DURING),
        (30, When.DURING),
        (30, When.AFTER),
    ]
    assert days.pace(seen[1]) == Decimal("3.3")


@given(first=st.dates(date(2020, 1, 1), date(2030, 1, 1)), length=st.integers(1, 400), offset=st.integers(-50, 500))
def test_the_numbered_day_never_leaves_the_campaign_and_never_falls(first, length, offset):
    on = first + timedelta(days=offset)

    today, tomorrow = days.progress(first, length, on), days.progress(first, length, on + timedelta(days=1))

    assert 0 <= today.number <= tomorrow.number <= length
    assert tomorrow.number - today.number <= 1


def test_phases_must_hold_each_day_once():
    good = (Phase("một", 1, 10), Phase("hai", 11, 30))

    assert days.phase_fault(good, 30) is None
    assert days.phase_fault(good, 31) == 31
    assert days.phase_fault((Phase("một", 1, 10), Phase("hai", 10, 30)), 30) == 10
    assert days.phase_on(good, 11) == good[1]


def test_silent_days_are_working_days_between_the_last_log_and_today():
    def weekday(day: date) -> bool:
        return day.weekday() < 5

    assert days.silent_days(date(2026, 11, 12), FIRST, date(2026, 11, 16), weekday) == 1  # the Friday
    assert days.silent_days(None, FIRST, date(2026, 11, 4), weekday) == 2
    assert days.silent_days(date(2026, 11, 16), FIRST, date(2026, 11, 16), weekday) == 0


def a_need(key, *, remoteness=Remoteness.NEAR, it_staff=3, served=0, wanted=2):
    return Asked(key, remoteness, it_staff, served, wanted, AT + timedelta(minutes=key))


def test_islands_come_first_then_remote_places_then_those_without_it_staff():
    found = needs.ranked(
        [
            a_need(1),
            a_need(2, it_staff=0),
            a_need(3, remoteness=Remoteness.MOUNTAIN, it_staff=1),
            a_need(4, remoteness=Remoteness.ISLAND),
            a_need(5, served=2),
        ]
    )

    assert [one.key for one in found] == [4, 3, 2, 1, 5]
    assert found[0].why == (Why.ISLAND, Why.NOT_SERVED_YET)
    assert found[2].why == (Why.NO_IT_STAFF, Why.NOT_SERVED_YET)
    assert found[4].why == (Why.ASKED_EARLY,)


def test_everybody_gets_one_before_anybody_gets_a_second():
    asked = [a_need(1, wanted=3), a_need(2, wanted=1), a_need(3, wanted=2)]

    assert needs.granted(asked, 2) == {1: 1, 2: 1, 3: 0}
    assert needs.granted(asked, 5) == {1: 2, 2: 1, 3: 2}
    assert needs.granted(asked, 99) == {1: 3, 2: 1, 3: 2}


def a_candidate(key, **more):
    return matching.Candidate(key=key, **{"disciplines": frozenset({"cntt"}), **more})


def an_opening(place, *, seats=1, rank=1, **more):
    return matching.Opening(place=place, seats=seats, rank=rank, disciplines=frozenset({"cntt"}), **more)


def test_whoever_fits_better_goes_there_and_the_reasons_are_said():
    people = [
        a_candidate(1, skills=frozenset({"sua may"})),
        a_candidate(2, home=10),
        a_candidate(3, disciplines=frozenset({"luat"})),
    ]

    found = matching.propose(
        people, [an_opening(10), an_opening(20, rank=2, skills=frozenset({"sua may"}))], (FIRST, LAST)
    )

    assert [(one.candidate, one.place, one.why) for one in found.matches] == [
        (2, 10, (Fit.DISCIPLINE, Fit.HOME)),
        (1, 20, (Fit.DISCIPLINE, Fit.SKILLS)),
    ]
    assert found.left == {3: Left.NO_SEAT}


def test_whoever_is_busy_or_sent_elsewhere_is_never_proposed_and_the_shortage_is_shown():
    busy = a_candidate(1, unavailable=((LAST, LAST),))
    sent = a_candidate(2, deployed=((date(2026, 10, 1), FIRST),))

    found = matching.propose([busy, sent], [an_opening(10, seats=2)], (FIRST, LAST))

    assert found.matches == ()
    assert found.left == {1: Left.UNAVAILABLE, 2: Left.DEPLOYED}
    assert found.shortage == {10: 2}


def test_two_who_can_lead_do_not_both_go_to_one_commune_while_another_has_none():
    people = [a_candidate(1, leads=True), a_candidate(2, leads=True), a_candidate(3), a_candidate(4)]

    found = matching.propose(people, [an_opening(10, seats=2), an_opening(20, seats=2, rank=2)], (FIRST, LAST))

    led = {one.place for one in found.matches if one.candidate in {1, 2}}
    assert led == {10, 20}


PEOPLE = st.lists(
    st.builds(
        matching.Candidate,
        key=st.integers(1, 400),
        disciplines=st.frozensets(st.sampled_from(["cntt", "luat", "kt"]), max_size=2),
        skills=st.frozensets(st.sampled_from(["a", "b", "c"])),
        home=st.one_of(st.none(), st.integers(1, 6)),
        served=st.frozensets(st.integers(1, 6), max_size=2),
        unavailable=st.sampled_from([(), ((FIRST, FIRST),)]),
        leads=st.booleans(),
    ),
    unique_by=lambda one: one.key,
    max_size=25,
)
OPENINGS = st.lists(
    st.builds(
        matching.Opening,
        place=st.integers(1, 6),
        seats=st.integers(0, 5),
        rank=st.integers(1, 9),
        disciplines=st.frozensets(st.sampled_from(["cntt", "luat"])),
        skills=st.frozensets(st.sampled_from(["a", "b"])),
    ),
    unique_by=lambda one: one.place,
    max_size=6,
)


@given(people=PEOPLE, openings=OPENINGS, seed=st.randoms())
def test_no_seat_is_filled_twice_nobody_goes_twice_and_the_order_of_the_lists_is_nothing(people, openings, seed):
    found = matching.propose(people, openings, (FIRST, LAST))
    shuffled, places = list(people), list(openings)
    seed.shuffle(shuffled)
    seed.shuffle(places)

    seats = {one.place: one.seats for one in openings}
    filled = {place: sum(one.place == place for one in found.matches) for place in seats}
    ready = sum(not one.unavailable for one in people)
    assert matching.propose(shuffled, places, (FIRST, LAST)) == found
    assert len({one.candidate for one in found.matches}) == len(found.matches) == min(ready, sum(seats.values()))
    assert all(filled[place] + found.shortage.get(place, 0) == seats[place] for place in seats)
    assert {one.candidate for one in found.matches} | set(found.left) == {one.key for one in people}


def test_a_log_is_for_the_days_of_the_service_alone():
    there = Service(FIRST, LAST, arrived_on=date(2026, 11, 3))
    gone = Service(FIRST, LAST, arrived_on=FIRST, left_on=date(2026, 11, 20))
    today = date(2026, 11, 25)

    assert service.log_fault(Service(FIRST, LAST), FIRST, today) == LogFault.NOT_RECEIVED
    assert service.log_fault(there, date(2026, 11, 2), today) == LogFault.NOT_YET_THERE
    assert service.log_fault(there, date(2026, 11, 26), today) == LogFault.TO_COME
    assert service.log_fault(gone, date(2026, 11, 21), today) == LogFault.ALREADY_LEFT
    assert service.log_fault(there, date(2026, 12, 2), date(2026, 12, 5)) == LogFault.ALREADY_LEFT
    assert service.log_fault(there, date(2026, 11, 16), today) is None


def test_a_certificate_needs_work_and_at_least_a_satisfactory_word():
    good, poor = dict.fromkeys("abcde", 4), dict.fromkeys("abcde", 2)

    assert service.earns_certificate(good, 20)
    assert not service.earns_certificate(good, 0)
    assert not service.earns_certificate(poor, 20)
    assert not service.earns_certificate({}, 20)
    assert service.average({"a": 4, "b": 5, "c": 5}) == Decimal("4.7")

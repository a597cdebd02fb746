from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from toso.plan.teams import rules
from toso.plan.teams.rules import Demand, LeaderKind, MemberKind, MemberRole, Nominee, Seat, Violation

SEATS = st.lists(
    st.builds(
        Seat,
        role=st.sampled_from(MemberRole),
        kind=st.sampled_from(MemberKind),
        leader_kind=st.none() | st.sampled_from(LeaderKind),
        has_basic_it=st.booleans(),
    ),
    max_size=14,
)
GOOD_AT = "nhiệt huyết, năng lực sáng tạo, Tuyên truyền, hướng dẫn người dân"
MEMBER = Seat(MemberRole.MEMBER, MemberKind.YOUTH_UNION)
A_GOOD_TEAM = [
    Seat(MemberRole.LEADER, MemberKind.YOUTH_UNION, LeaderKind.YOUTH_SECRETARY, has_basic_it=True, skills=GOOD_AT),
    Seat(MemberRole.DEPUTY, MemberKind.WOMEN),
    Seat(MemberRole.MEMBER, MemberKind.TEACHER, has_basic_it=True, skills=GOOD_AT),
]


def demands(seats, **words):
    return {violation.demand for violation in rules.violations(seats, **words)}


def test_a_team_as_the_plan_wants_it_has_no_fault():
    assert rules.violations(A_GOOD_TEAM) == []


def test_a_team_of_eleven_is_one_too_many():
    ten = A_GOOD_TEAM + [MEMBER] * 7

    assert demands(ten) == set()
    assert rules.violations([*ten, MEMBER]) == [Violation(Demand.AT_MOST_TEN, 11)]


@pytest.mark.parametrize(
    ("seats", "demand"),
    [
        (A_GOOD_TEAM[1:], Demand.ONE_LEADER),
        ([A_GOOD_TEAM[0], A_GOOD_TEAM[2]], Demand.ONE_DEPUTY),
        ([*A_GOOD_TEAM, A_GOOD_TEAM[1]], Demand.ONE_DEPUTY),
        (A_GOOD_TEAM[:2], Demand.BASIC_IT),
        (
            [Seat(MemberRole.LEADER, MemberKind.YOUTH_UNION, None, has_basic_it=True), *A_GOOD_TEAM[1:]],
            Demand.LEADER_KIND,
        ),
    ],
    ids=["no leader", "no deputy", "two deputies", "one with basic IT", "leader of no kind"],
)
def test_each_demand_of_the_plan_is_checked(seats, demand):
    assert demand in demands(seats)


def test_a_second_team_in_the_hamlet_is_refused():
    assert demands(A_GOOD_TEAM, teams_in_hamlet=2) == {Demand.ONE_TEAM}


def test_the_youth_union_as_core_is_only_a_warning():
    seats = [
        Seat(MemberRole.LEADER, MemberKind.OFFICIAL, LeaderKind.HAMLET_HEAD, has_basic_it=True, skills=GOOD_AT),
        Seat(MemberRole.DEPUTY, MemberKind.WOMEN, has_basic_it=True, skills=GOOD_AT),
    ]

    found = rules.violations(seats)

    assert found == [Violation(Demand.YOUTH_CORE, 0, is_warning=True)]
    assert rules.blocking(found) == []


def test_the_two_who_know_it_should_be_creative_willing_and_speak_well_which_is_only_a_warning():
    silent = [replace(A_GOOD_TEAM[0], skills="Nhiệt huyết"), *A_GOOD_TEAM[1:]]

    found = rules.violations(silent)

    assert found == [Violation(Demand.BASIC_IT_SKILLS, 1, is_warning=True)]
    assert rules.blocking(found) == []
    assert demands([*silent, A_GOOD_TEAM[2]]) == set()


@given(seats=SEATS, data=st.data())
def test_the_order_of_the_list_does_not_matter(seats, data):
    shuffled = data.draw(st.permutations(seats))

    assert rules.violations(shuffled) == rules.violations(seats)


@given(seats=SEATS)
def test_every_fault_names_its_article_and_stands_once(seats):
    found = rules.violations(seats)

    assert {violation.article for violation in found} <= {"IV.1.a"}
    assert len({violation.demand for violation in found}) == len(found)


@given(seats=SEATS)
def test_a_team_passes_only_with_one_leader_one_deputy_two_skilled_and_at_most_ten(seats):
    passes = not rules.blocking(rules.violations(seats))

    leaders = [seat for seat in seats if seat.role == MemberRole.LEADER]
    assert passes == (
        len(seats) <= 10
        and len(leaders) == 1
        and leaders[0].leader_kind is not None
        and [seat.role for seat in seats].count(MemberRole.DEPUTY) == 1
        and sum(seat.has_basic_it for seat in seats) >= 2
    )


@given(seats=SEATS)
def test_another_member_of_the_youth_union_never_makes_it_less_the_core(seats):
    assert rules.youth_is_core([*seats, MEMBER]) >= rules.youth_is_core(seats)


NOMINEES = st.lists(
    st.builds(
        Nominee,
        role=st.sampled_from(MemberRole),
        kind=st.sampled_from(MemberKind),
        has_basic_it=st.booleans(),
        person_id=st.integers(1, 12),
    ),
    unique_by=lambda nominee: nominee.person_id,
    max_size=10,
)


@given(current=NOMINEES, wanted=NOMINEES)
def test_a_change_of_the_roster_leads_exactly_to_the_roster_wanted(current, wanted):
    before = {nominee.person_id: nominee for nominee in current}

    change = rules.roster_change(before, wanted)

    after = {person: nominee for person, nominee in before.items() if person not in change.ended}
    after |= {nominee.person_id: nominee for nominee in change.begun}
    assert {person: nominee.standing for person, nominee in after.items()} == {
        nominee.person_id: nominee.standing for nominee in wanted
    }


@given(current=NOMINEES)
def test_the_same_roster_again_changes_nothing(current):
    change = rules.roster_change({nominee.person_id: nominee for nominee in current}, current)

    assert (change.ended, change.begun) == (frozenset(), ())


def test_a_person_named_twice_is_found():
    one = Nominee(MemberRole.MEMBER, MemberKind.TEACHER, person_id=7)

    assert rules.repeated([one, one]) == [7]

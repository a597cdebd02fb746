"""Builders of teams, their members and the decisions about them."""

from collections.abc import Sequence
from datetime import date

from tests.builders import a_person, moment
from toso.ground.people.models import Person
from toso.ground.people.queries import scope_of
from toso.ground.places.models import Place
from toso.plan.teams.actions import upkeep
from toso.plan.teams.models import Decision, Membership, Nomination, Proposal, Team, TeamSpan, Wish
from toso.plan.teams.rules import (
    SKILLS_OF_BASIC_IT,
    DecisionKind,
    DecisionState,
    LeaderKind,
    MemberKind,
    MemberRole,
    Nominee,
    ProposalKind,
)

GUIDING = ", ".join(SKILLS_OF_BASIC_IT)
FOUNDED = date(2026, 1, 1)


def a_roster(*, size: int = 3, persons: Sequence[Person] = ()) -> list[Nominee]:
    """A list as Plan 6863 wants it: leader, deputy, then members of the Youth Union; two know IT."""
    people = [*persons, *(a_person(name=f"Nguyễn Mẫu Số{'i' * n}") for n in range(len(persons), size))]
    leader = Nominee(
        MemberRole.LEADER,
        MemberKind.YOUTH_UNION,
        LeaderKind.YOUTH_SECRETARY,
        has_basic_it=True,
        skills=GUIDING,
        person_id=people[0].pk,
        name=people[0].name,
    )
    deputy = Nominee(
        MemberRole.DEPUTY,
        MemberKind.WOMEN,
        has_basic_it=True,
        skills=GUIDING,
        person_id=people[1].pk,
        name=people[1].name,
    )
    others = [
        Nominee(MemberRole.MEMBER, MemberKind.YOUTH_UNION, person_id=person.pk, name=person.name)
        for person in people[2:]
    ]
    return [leader, deputy, *others]


def a_team(*, hamlet: Place, roster: Sequence[Nominee] = (), since: date = FOUNDED, name: str = "") -> Team:
    """A team that stands since a day, by an issued decision."""
    team: Team = Team.objects.create(
        place=hamlet, name=name or f"Tổ {hamlet.full_name}", established_on=since, recorded_at=moment(since)
    )
    decision = Decision.objects.create(
        place=hamlet.parent or hamlet,
        team=team,
        kind=DecisionKind.ESTABLISH,
        state=DecisionState.ISSUED,
        number=f"M{team.pk}/QĐ-UBND",
        signed_on=since,
        effective_on=since,
        signer="Trần Mẫu Bình",
        signer_title="Chủ tịch",
        drafted_at=moment(since),
        issued_at=moment(since),
    )
    TeamSpan.objects.create(team=team, starts_on=since, decision=decision, recorded_at=moment(since))
    for nominee in roster:
        Membership.objects.create(
            team=team,
            person_id=nominee.person_id or a_person(name=nominee.name).pk,
            role=nominee.role,
            kind=nominee.kind,
            leader_kind=nominee.leader_kind or "",
            has_basic_it=nominee.has_basic_it,
            skills=nominee.skills,
            starts_on=since,
            decision=decision,
            recorded_at=moment(since),
        )
    return team


def a_team_draft(*, hamlet: Place, kind: DecisionKind = DecisionKind.ESTABLISH) -> Decision:
    """A decision still in draft, without any name in it."""
    team: Team = Team.objects.create(place=hamlet, name=f"Tổ {hamlet.full_name}", recorded_at=moment(FOUNDED))
    decision: Decision = Decision.objects.create(
        place=hamlet.parent or hamlet, team=team, kind=kind, drafted_at=moment(FOUNDED)
    )
    return decision


DAY = date(2026, 11, 16)  # a Monday


def a_nomination(*, team: Team, by: Person, name: str = "Lê Mẫu Đoàn Viên") -> Nomination:
    """The Youth Union's member ``by`` sends somebody."""
    return upkeep.nominate(
        team_id=team.pk, name=name, has_basic_it=True, by=by, scope=scope_of(by.pk, on=DAY), at=moment(DAY)
    )


def a_proposal(*, team: Team, by: Person, title: str = "Một máy tính bảng") -> Proposal:
    return upkeep.propose_condition(
        team_id=team.pk,
        kind=ProposalKind.EQUIPMENT,
        title=title,
        by=by,
        scope=scope_of(by.pk, on=DAY),
        at=moment(DAY),
    )


def a_wish(*, by: Person, text: str = "Tôi muốn được học thêm") -> Wish:
    return upkeep.send_wish(text=text, by=by, scope=scope_of(by.pk, on=DAY), at=moment(DAY))

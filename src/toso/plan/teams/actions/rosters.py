"""Rosters of a whole commune taken over at once, as offices keep them: one decision for many teams."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from toso.ground.audit.actions import record
from toso.ground.people.models import Person
from toso.ground.people.rules import Role
from toso.ground.places.models import Place
from toso.ground.shared.refusal import Refusal
from toso.ground.shared.scope import Scope
from toso.plan.programme.actions import mark_changed
from toso.plan.teams import queries, rules
from toso.plan.teams.actions import content_of
from toso.plan.teams.models import Decision, Membership, Team, TeamSpan
from toso.plan.teams.rules import DecisionKind, DecisionState, LeaderKind, MemberKind, MemberRole, Nominee


@dataclass(frozen=True, slots=True)
class Seated:
    """One person of a roster. The role over the hamlet was given when the person was enrolled."""

    hamlet: Place
    person: Person
    role: MemberRole
    kind: MemberKind
    leader_kind: LeaderKind | None = None
    has_basic_it: bool = False
    skills: str = ""

    @property
    def nominee(self) -> Nominee:
        """The person as the decision names them."""
        return Nominee(
            role=self.role,
            kind=self.kind,
            leader_kind=self.leader_kind,
            has_basic_it=self.has_basic_it,
            skills=self.skills,
            person_id=self.person.pk,
            name=self.person.name,
        )


@transaction.atomic
def take_over_teams(
    *,
    commune: Place,
    seated: Sequence[Seated],
    number: str,
    effective_on: date,
    by: Person,
    scope: Scope,
    at: datetime,
    is_sample: bool = False,
) -> list[Team]:
    """Establish a team in each hamlet of the list, with its members, by decisions numbered ``number``/1, /2 …

    Refused as a whole when a hamlet has a team already or a roster breaks a rule of composition
    (Plan 6863/KH-UBND, IV.1.a). One audit line for all.
    """
    if not scope.holds(Role.COMMUNE_LEADER, at_place=commune.path):
        raise Refusal(_("Việc này của %(place)s không thuộc quyền của anh, chị.") % {"place": commune})
    rosters: dict[Place, list[Seated]] = defaultdict(list)
    for entry in seated:
        rosters[entry.hamlet].append(entry)
    _refuse_wrong_rosters(rosters)
    teams = Team.objects.bulk_create(
        [
            Team(
                place=hamlet,
                name=f"{queries.label()} {hamlet.full_name}",
                established_on=effective_on,
                recorded_at=at,
                is_sample=is_sample,
            )
            for hamlet in rosters
        ]
    )
    decisions = Decision.objects.bulk_create(
        [
            Decision(
                place=commune,
                team=team,
                kind=DecisionKind.ESTABLISH,
                state=DecisionState.ISSUED,
                number=f"{number}/{index}",
                signed_on=effective_on,
                effective_on=effective_on,
                signer=by.name,
                signer_title="Chủ tịch",
                content=content_of([entry.nominee for entry in rosters[team.place]]),
                drafted_by=by,
                drafted_at=at,
                issued_at=at,
                is_sample=is_sample,
            )
            for index, team in enumerate(teams, start=1)
        ]
    )
    TeamSpan.objects.bulk_create(
        [
            TeamSpan(team=team, starts_on=effective_on, decision=decision, recorded_at=at)
            for team, decision in zip(teams, decisions, strict=True)
        ]
    )
    Membership.objects.bulk_create(
        [
            Membership(
                team=team,
                person=entry.person,
                role=entry.role,
                kind=entry.kind,
                leader_kind=entry.leader_kind or "",
                has_basic_it=entry.has_basic_it,
                starts_on=effective_on,
                decision=decision,
                recorded_at=at,
            )
            for team, decision in zip(teams, decisions, strict=True)
            for entry in rosters[team.place]
        ]
    )
    mark_changed([(team.place_id, effective_on) for team in teams], at=at)
    record(
        "teams.rosters.taken_over",
        by=by,
        about=commune,
        at=at,
        path=commune.path,
        detail={"teams": len(teams), "members": len(seated), "number": number},
    )
    return teams


def _refuse_wrong_rosters(rosters: dict[Place, list[Seated]]) -> None:
    standing = Team.objects.filter(place__in=rosters, ended_on__isnull=True, superseded_at__isnull=True)
    if taken := standing.select_related("place").order_by("place__code").first():
        raise Refusal(
            _("%(hamlet)s đã có %(team)s. Mỗi thôn, tổ dân phố có một tổ.") % {"hamlet": taken.place, "team": taken}
        )
    for hamlet, roster in rosters.items():
        if found := rules.blocking(rules.violations([entry.nominee.seat for entry in roster])):
            words = " ".join(queries.words_of(violation) for violation in found)
            raise Refusal(f"{hamlet}: {words}")

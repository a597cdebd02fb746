from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.conf import settings
from django.db.models import Q

from toso.ground.places.models import Place
from toso.ground.places.rules import Level
from toso.ground.shared.scope import Scope
from toso.plan.teams import rules
from toso.plan.teams.models import DEMANDS, Decision, Membership, MembershipQuerySet, Team, TeamQuerySet
from toso.plan.teams.rules import DecisionState, LeaderKind, MemberKind, MemberRole, Nominee, TeamKind, Violation


def label() -> str:
    """What a community team is called here: a setting, for sources name it differently."""
    return str(settings.TEAM_LABEL)


def team_at(place_id: int, on: date) -> Team | None:
    """The community team of a hamlet on a day."""
    team: Team | None = Team.objects.active_on(on).filter(place_id=place_id, kind=TeamKind.COMMUNITY).first()
    return team


def teams_under(place: Place, on: date, scope: Scope) -> TeamQuerySet:
    """The community teams of a place and of all below it on a day."""
    teams: TeamQuerySet = Team.objects.visible_to(scope).active_on(on)
    return teams.filter(kind=TeamKind.COMMUNITY, place__path__startswith=place.path)


def members_of(team: Team, on: date) -> MembershipQuerySet:
    """Who belongs to the team on a day, by given name."""
    members: MembershipQuerySet = Membership.objects.active_on(on)
    return members.filter(team=team).select_related("person").order_by("person__sort_key", "pk")


def nominee_of(membership: Membership) -> Nominee:
    """The membership as a decision would write it."""
    return Nominee(
        role=MemberRole(membership.role),
        kind=MemberKind(membership.kind),
        leader_kind=LeaderKind(membership.leader_kind) if membership.leader_kind else None,
        has_basic_it=membership.has_basic_it,
        skills=membership.skills,
        person_id=membership.person_id,
        name=membership.person.name,
    )


def nominees_of(decision: Decision) -> list[Nominee]:
    """The roster that a decision wants."""
    return [
        Nominee(
            role=MemberRole(row["role"]),
            kind=MemberKind(row["kind"]),
            leader_kind=LeaderKind(row["leader_kind"]) if row["leader_kind"] else None,
            has_basic_it=row["has_basic_it"],
            skills=row["skills"],
            person_id=row["person_id"],
            name=row["name"],
            phone=row["phone"],
        )
        for row in decision.content.get("members", [])
    ]


def words_of(violation: Violation) -> str:
    """The sentence that says what is missing."""
    return str(DEMANDS[violation.demand] % {"count": violation.count})


@dataclass(frozen=True, slots=True)
class TeamLine:
    """A team of the list: who leads, how many, and where it falls short."""

    team: Team
    leader: str
    deputy: str
    size: int
    skilled: int
    violations: list[Violation]

    @property
    def faults(self) -> list[str]:
        return [words_of(violation) for violation in self.violations if not violation.is_warning]

    @property
    def warnings(self) -> list[str]:
        return [words_of(violation) for violation in self.violations if violation.is_warning]


def lines_of(teams: Iterable[Team], on: date) -> list[TeamLine]:
    """The teams with their composition on a day, read at once for all."""
    listed = list(teams)
    rosters: dict[int, list[Membership]] = {team.pk: [] for team in listed}
    members = Membership.objects.active_on(on).filter(team__in=listed).select_related("person").order_by("pk")
    for membership in members:
        rosters[membership.team_id].append(membership)
    return [_line(team, rosters[team.pk]) for team in listed]


def _line(team: Team, roster: list[Membership]) -> TeamLine:
    def names(role: MemberRole) -> str:
        return ", ".join(member.person.name for member in roster if member.role == role)

    seats = [nominee_of(member).seat for member in roster]
    return TeamLine(
        team=team,
        leader=names(MemberRole.LEADER),
        deputy=names(MemberRole.DEPUTY),
        size=len(roster),
        skilled=sum(member.has_basic_it for member in roster),
        violations=rules.violations(seats),
    )


def hamlets_without_team(place: Place, on: date, scope: Scope) -> list[Place]:
    """Hamlets of today under a place where no team stands."""
    hamlets: Any = Place.objects.visible_to(scope).current()
    served = Team.objects.active_on(on).filter(kind=TeamKind.COMMUNITY).values("place_id")
    return list(
        hamlets.filter(level=Level.HAMLET, path__startswith=place.path)
        .exclude(pk__in=served)
        .order_by("sort_key", "pk")
    )


def open_draft(team_id: int) -> Decision | None:
    draft: Decision | None = Decision.objects.filter(team_id=team_id, state=DecisionState.DRAFT).first()
    return draft


def history_of(team: Team) -> list[Decision]:
    """The issued decisions on a team, the latest first."""
    decisions: Any = Decision.objects.filter(team=team, state=DecisionState.ISSUED)
    return list(decisions.order_by("-effective_on", "-pk"))


def number_taken(place: Place, number: str, year: int) -> bool:
    """Whether a decision of this commune and year already carries the number."""
    return Decision.objects.filter(place=place, number__iexact=number, signed_on__year=year).exists()


def candidates(commune: Place, on: date) -> Mapping[int, str]:
    """Persons who sit in a team of the commune today: whom a decision may name without typing."""
    rows = Membership.objects.active_on(on).filter(team__place__path__startswith=commune.path)
    return dict(rows.order_by("person__sort_key").values_list("person_id", "person__name"))


def standing_between(team: Team, on: date) -> Q:
    return Q(team=team, superseded_at__isnull=True) & (Q(ends_on__isnull=True) | Q(ends_on__gt=on))

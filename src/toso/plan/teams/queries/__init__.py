import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db.models import Count, Q, QuerySet
from django.urls import reverse
from django.utils.timezone import localdate
from django.utils.translation import gettext

from toso.ground.audit.queries import persons_erased
from toso.ground.people.models import Assignment, Person
from toso.ground.people.rules import COMMUNE_ROLES, Role
from toso.ground.places.models import Place
from toso.ground.places.rules import Level
from toso.ground.shared.jobs import Found, Job
from toso.ground.shared.scope import Scope
from toso.ground.shared.text import fold, nfc, person_sort_key
from toso.plan.programme.models import LegalDocument
from toso.plan.teams import rules
from toso.plan.teams.models import DEMANDS, Decision, Membership, MembershipQuerySet, Team, TeamQuerySet
from toso.plan.teams.queries import upkeep
from toso.plan.teams.rules import DecisionState, LeaderKind, MemberKind, MemberRole, Nominee, TeamKind, Violation

USUAL_RECIPIENTS = ("Sở Khoa học và Công nghệ (báo cáo)",)
SKILLS = Path(__file__).parents[1] / "data" / "skills.toml"


@cache
def _skills() -> tuple[tuple[str, date, date], ...]:
    rows = tomllib.loads(nfc(SKILLS.read_text(encoding="utf-8")))["skill"]
    return tuple((row["name"], row["valid_from"], row.get("valid_until", date.max)) for row in rows)


def skills_on(day: date) -> list[str]:
    """The disciplines and skills offered on a day, in the order of the list."""
    return [name for name, starts_on, ends_on in _skills() if starts_on <= day < ends_on]


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


def in_list_order(teams: TeamQuerySet, *, after: str = "") -> TeamQuerySet:
    """By the name of the place; with the key of a team, those that follow it."""
    listed = teams.select_related("place").order_by("place__sort_key", "pk")
    named = int(after) if after.isdecimal() and len(after) < 18 else None
    last = teams.filter(pk=named).select_related("place").first() if named else None
    if last is None:
        return listed
    key = last.place.sort_key
    return listed.filter(Q(place__sort_key__gt=key) | Q(place__sort_key=key, pk__gt=last.pk))


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


def erased_among(nominees: Iterable[Nominee]) -> set[int]:
    """The persons of a list whose data were erased since; an issued decision keeps their names as they were signed."""
    return persons_erased([nominee.person_id for nominee in nominees if nominee.person_id])


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


def recipients_of(decision: Decision) -> list[str]:
    """Who receives the paper beside those named in its last article: what was told when it was issued; before that,
    what the commune's last decision told, or the standing agency to which a commune reports."""
    if decision.state == DecisionState.ISSUED and decision.recipients:
        return list(decision.recipients)
    issued: Any = Decision.objects.filter(place=decision.place_id, state=DecisionState.ISSUED).exclude(recipients=[])
    last = issued.order_by("-issued_at", "-pk").values_list("recipients", flat=True).first()
    return list(last or USUAL_RECIPIENTS)


def history_of(team: Team) -> list[Decision]:
    """The issued decisions on a team, the latest first."""
    decisions: Any = Decision.objects.filter(team=team, state=DecisionState.ISSUED)
    return list(decisions.order_by("-effective_on", "-pk"))


def number_taken(place: Place, number: str, year: int) -> bool:
    """Whether a decision of this commune and year already carries the number."""
    return Decision.objects.filter(place=place, number__iexact=number, signed_on__year=year).exists()


def candidates(commune: Place, on: date, named: Iterable[Nominee] = ()) -> Mapping[int, str]:
    """Persons who sit in a team of the commune or hold a role there: whom a decision may name without typing."""
    seated = Membership.objects.active_on(on).filter(team__place__path__startswith=commune.path).values("person_id")
    holding = Assignment.objects.filter(
        Q(ends_on__isnull=True) | Q(ends_on__gt=on), place__path__startswith=commune.path, starts_on__lte=on
    ).values("person_id")
    listed = [nominee.person_id for nominee in named if nominee.person_id]
    people = Person.objects.filter(Q(pk__in=seated) | Q(pk__in=holding) | Q(pk__in=listed))
    return dict(people.order_by("sort_key", "pk").values_list("pk", "name"))


@dataclass(frozen=True, slots=True)
class Changes:
    """What a decision changes in a roster, by names."""

    leaving: list[str]
    joining: list[str]
    moved: list[str]


def changes_of(decision: Decision) -> Changes:
    """Who leaves, who joins and whose place changes; of a draft, against the roster of today."""
    if decision.state == DecisionState.ISSUED:
        ended = dict(
            Membership.objects.filter(ended_by=decision, superseded_at__isnull=True).values_list(
                "person_id", "person__name"
            )
        )
        begun = dict(Membership.objects.filter(decision=decision).values_list("person_id", "person__name"))
    else:
        rows = Membership.objects.filter(team=decision.team, superseded_at__isnull=True, ends_on__isnull=True)
        current = {row.person_id: row for row in rows.select_related("person")}
        change = rules.roster_change({pk: nominee_of(row) for pk, row in current.items()}, nominees_of(decision))
        ended = {pk: current[pk].person.name for pk in change.ended}
        begun = {nominee.person_id or -at: nominee.name for at, nominee in enumerate(change.begun, start=1)}
    return Changes(
        leaving=sorted((name for pk, name in ended.items() if pk not in begun), key=person_sort_key),
        joining=sorted((name for pk, name in begun.items() if pk not in ended), key=person_sort_key),
        moved=sorted((name for pk, name in begun.items() if pk in ended), key=person_sort_key),
    )


def plan_6863() -> LegalDocument | None:
    return LegalDocument.objects.filter(code=rules.BASIS).first()


@dataclass(frozen=True, slots=True)
class CommuneLine:
    """A commune in the list of the province: how many hamlets, how many with a team, how many members."""

    commune: Place
    hamlets: int
    teams: int
    members: int

    @property
    def missing(self) -> int:
        return self.hamlets - self.teams


def communes_of(scope: Scope, on: date) -> list[CommuneLine]:
    """Every commune in the scope with its hamlets, teams and members, counted at once."""
    places: Any = Place.objects.visible_to(scope).current()
    hamlets = _by_commune(places.filter(level=Level.HAMLET), "parent_id")
    team_rows: TeamQuerySet = Team.objects.visible_to(scope).active_on(on)
    teams = _by_commune(team_rows.filter(kind=TeamKind.COMMUNITY, place__valid_until__isnull=True), "place__parent_id")
    member_rows: MembershipQuerySet = Membership.objects.visible_to(scope).active_on(on)
    members = _by_commune(member_rows.filter(team__kind=TeamKind.COMMUNITY), "team__place__parent_id")
    return [
        CommuneLine(place, hamlets.get(place.pk, 0), teams.get(place.pk, 0), members.get(place.pk, 0))
        for place in places.filter(level=Level.COMMUNE).order_by("sort_key", "pk")
    ]


def _by_commune(rows: Any, column: str) -> dict[int, int]:
    return dict(rows.order_by(column).values_list(column).annotate(Count("pk")))


def drafts_of(scope: Scope) -> list[Decision]:
    """Decisions still in draft, the oldest first."""
    drafts: Any = Decision.objects.visible_to(scope).filter(state=DecisionState.DRAFT)
    return list(drafts.select_related("team__place", "place").order_by("drafted_at", "pk"))


def jobs(*, scope: Scope, person_id: int, at: datetime) -> list[Job]:
    """For the commune: drafts that wait, hamlets without a team, teams that break the rules; and upkeep."""
    kept = upkeep.upkeep_jobs(scope=scope, person_id=person_id, at=at)
    if not scope.holds(*COMMUNE_ROLES):
        return kept
    today = localdate(at)
    may_issue = scope.holds(Role.COMMUNE_LEADER)
    jobs_found = [_job_of_draft(draft, may_issue=may_issue) for draft in drafts_of(scope)]
    roots = [grant.place for grant in scope.grants if grant.role in COMMUNE_ROLES and grant.place]
    for commune in Place.objects.filter(path__in=roots, level=Level.COMMUNE, valid_until__isnull=True):
        jobs_found += _jobs_of_commune(commune, today, scope)
    return [*jobs_found, *kept]


def _job_of_draft(draft: Decision, *, may_issue: bool) -> Job:
    return Job(
        key=f"teams.draft.{draft.pk}",
        title=gettext("%(kind)s %(team)s: quyết định còn dự thảo")
        % {"kind": draft.get_kind_display(), "team": draft.team},
        detail=str(draft.place),
        address=reverse("teams:decision", args=[draft.pk]),
        act=gettext("Xem và ban hành") if may_issue else gettext("Sửa dự thảo"),
        icon="users",
    )


def _jobs_of_commune(commune: Place, today: date, scope: Scope) -> list[Job]:
    missing = hamlets_without_team(commune, today, scope)
    faulty = [line for line in lines_of(teams_under(commune, today, scope), today) if line.faults]
    address = f"{reverse('teams:list')}?place={commune.pk}"
    found_jobs = []
    if missing:
        words = gettext("%(count)s thôn, tổ dân phố chưa có tổ") % {"count": len(missing)}
        names = ", ".join(hamlet.full_name for hamlet in missing[:3])
        act = gettext("Lập quyết định")
        found_jobs.append(Job(f"teams.missing.{commune.pk}", words, names, address, act, icon="users"))
    if faulty:
        words = gettext("%(count)s tổ chưa đúng cơ cấu") % {"count": len(faulty)}
        detail = f"{faulty[0].team.place.full_name}: {faulty[0].faults[0]}"
        found_jobs.append(Job(f"teams.faulty.{commune.pk}", words, detail, address, gettext("Xem"), icon="users"))
    return found_jobs


def found(*, text: str, scope: Scope, limit: int) -> list[Found]:
    """Teams by the name of their hamlet, typed with or without marks."""
    teams: Any = Team.objects.visible_to(scope).filter(established_on__isnull=False, superseded_at__isnull=True)
    words = [word for word in fold(text).split() if word not in ("to", "cong", "nghe", "so")]
    if not words:
        return []
    for word in words:
        teams = teams.filter(place__search__contains=word)
    return [
        Found(
            kind="teams",
            label=team.name,
            address=reverse("teams:team", args=[team.pk]),
            detail=team.place.parent.full_name if team.place.parent else "",
        )
        for team in teams.select_related("place__parent").order_by("place__sort_key", "pk")[:limit]
    ]


def kept_at(places: QuerySet[Place]) -> dict[str, int]:
    """What this room keeps at these places that goes along when they change: standing teams, their members."""
    standing = Q(ended_on__isnull=True, established_on__isnull=False, superseded_at__isnull=True)
    members = Membership.objects.filter(team__place__in=places, superseded_at__isnull=True, ends_on__isnull=True)
    return {"teams": Team.objects.filter(standing, place__in=places).count(), "members": members.count()}

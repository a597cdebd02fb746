"""The commune's response team of technology and profession (Tổ ứng cứu): who is in it, from which day."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from toso.ground.audit.actions import record
from toso.ground.people import actions as people
from toso.ground.people.models import Assignment, Person
from toso.ground.people.queries import held_on
from toso.ground.people.rules import COMMUNE_ROLES, TEAM_ROLES, Role
from toso.ground.places.models import Place
from toso.ground.places.rules import Level
from toso.ground.shared.calendar import VIETNAM
from toso.ground.shared.refusal import Refusal
from toso.ground.shared.scope import Scope
from toso.ground.shared.text import nfc
from toso.plan.teams.models import Membership, Team, TeamSpan
from toso.plan.teams.rules import MemberKind, MemberRole, TeamKind

FOUNDERS = (Role.COMMUNE_LEADER, Role.COMMUNE_OFFICIAL)
MOST_MEMBERS = 30
DAY = timedelta(days=1)


@transaction.atomic
def set_response_team(
    *,
    place_id: int,
    members: Sequence[Person],
    leader: Person,
    number: str,
    effective_on: date,
    by: Person,
    scope: Scope,
    at: datetime,
    name: str = "",
) -> Team:
    """Found the response team of a commune, or change who is in it, by a decision from a day on.

    Whoever is not named any more leaves on that day; what they did stays theirs. Hanoi's plans of 2025 ask for
    such a team in each commune; the decision itself is the chairman's paper and is named by its number here.
    """
    commune: Place = Place.objects.visible_to(scope).select_for_update(of=("self",)).get(pk=place_id)
    if commune.level != Level.COMMUNE or not scope.holds(*FOUNDERS, at_place=commune.path):
        raise Refusal(_("Chỉ lãnh đạo, công chức của xã lập tổ ứng cứu của xã."))
    number = nfc(number).strip()[:60]
    if not number:
        raise Refusal(_("Ghi số, ký hiệu quyết định."), field="number")
    if effective_on > at.astimezone(VIETNAM).date():
        raise Refusal(_("Ngày có hiệu lực không sau hôm nay; đến ngày đó hãy ghi."), field="effective_on")
    wanted = {person.pk: person for person in (*members, leader)}
    if len(wanted) > MOST_MEMBERS:
        raise Refusal(_("Tổ có nhiều nhất %(most)s người.") % {"most": MOST_MEMBERS}, field="members")
    here = Person.objects.filter(
        held_on(effective_on, "assignments__"), assignments__place__path__startswith=commune.path
    )
    known = set(here.filter(pk__in=wanted).values_list("pk", flat=True))
    for person in wanted.values():
        if person.pk not in known:
            words = _("%(name)s không giữ việc nào ở %(place)s vào ngày quyết định có hiệu lực.")
            raise Refusal(words % {"name": person.name, "place": commune}, field="members")
    team = Team.objects.active_on(effective_on).filter(place=commune, kind=TeamKind.RESPONSE).order_by("pk").first()
    is_new = team is None
    if team is None:
        team = _founded(commune, nfc(name).strip(), effective_on, at)
    _refuse_before_the_last(team, effective_on)
    _move(team, wanted, leader, effective_on, at)
    _move_roles(team, wanted, number, effective_on, by=by, at=at)
    code = "teams.response.founded" if is_new else "teams.response.changed"
    detail = {"number": number, "on": str(effective_on), "members": len(wanted)}
    record(code, by=by, about=team, at=at, path=commune.path, detail=detail)
    return team


def _founded(commune: Place, name: str, on: date, at: datetime) -> Team:
    team: Team = Team.objects.create(
        place=commune,
        kind=TeamKind.RESPONSE,
        name=(name or _("Tổ ứng cứu công nghệ và nghiệp vụ %(place)s") % {"place": commune})[:160],
        established_on=on,
        recorded_at=at,
        is_sample=commune.is_sample,
    )
    TeamSpan.objects.create(team=team, starts_on=on, recorded_at=at)
    return team


def _refuse_before_the_last(team: Team, on: date) -> None:
    last = team.memberships.filter(superseded_at__isnull=True).order_by("-starts_on").first()
    if last is not None and on < last.starts_on:
        raise Refusal(
            _("Ngày có hiệu lực không trước lần đổi gần nhất: %(day)s.") % {"day": f"{last.starts_on:%d/%m/%Y}"},
            field="effective_on",
        )


def _move_roles(team: Team, wanted: dict[int, Person], number: str, on: date, *, by: Person, at: datetime) -> None:
    """Whoever is no official of the commune may work on its calls from the decision on, and until leaving."""
    here = Assignment.objects.filter(place=team.place, role__in=COMMUNE_ROLES | TEAM_ROLES)
    able = set(here.filter(held_on(on), person__in=wanted).values_list("person", flat=True))
    for pk, person in wanted.items():
        if pk not in able:
            people.assign(
                person=person,
                role=Role.TEAM_MEMBER,
                place=team.place,
                title=str(_("Thành viên tổ ứng cứu của xã")),
                starts_on=on,
                decision_number=number,
                by=by,
                at=at,
            )
    by_decision = set(team.memberships.exclude(person__in=wanted).values_list("person", "starts_on"))
    for row in here.filter(held_on(on), role=Role.TEAM_MEMBER, ends_on__isnull=True):
        if (row.person_id, row.starts_on) in by_decision:
            people.end_assignment(assignment_id=row.pk, ends_on=max(on, row.starts_on + DAY), by=by, at=at)


def _move(team: Team, wanted: dict[int, Person], leader: Person, on: date, at: datetime) -> None:
    """Close the rows that end or change their role, open those that begin."""
    roles = {pk: MemberRole.LEADER if pk == leader.pk else MemberRole.MEMBER for pk in wanted}
    standing = {row.person_id: row for row in team.memberships.active_on(on)}
    kept = {pk for pk, row in standing.items() if roles.get(pk) == row.role}
    for pk, row in standing.items():
        if pk in kept:
            continue
        if row.starts_on == on:
            row.superseded_at = at
        else:
            row.ends_on = on
        row.save(update_fields=["superseded_at", "ends_on"])
    Membership.objects.bulk_create(
        [
            Membership(
                team=team,
                person=person,
                role=roles[pk],
                kind=MemberKind.OFFICIAL,
                starts_on=on,
                recorded_at=at,
            )
            for pk, person in wanted.items()
            if pk not in kept
        ]
    )

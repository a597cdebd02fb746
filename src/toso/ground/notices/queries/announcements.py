"""What was announced, to whom, who has acknowledged it and who has not."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Count, Q, QuerySet
from django.db.models.functions import Length
from django.urls import reverse
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from toso.ground.notices.models import Announcement, AnnouncementQuerySet, Recipient, RecipientQuerySet
from toso.ground.people.models import ROLES, Assignment
from toso.ground.people.queries import held_on
from toso.ground.people.rules import COMMUNE_ROLES, Role
from toso.ground.places.models import Place, PlaceQuerySet
from toso.ground.places.rules import Level
from toso.ground.shared.asking import asked_often
from toso.ground.shared.jobs import Found, Job
from toso.ground.shared.scope import Scope, inside
from toso.ground.shared.text import fold

ANNOUNCERS = (
    Role.PROVINCE_OFFICER,
    Role.COMMUNE_LEADER,
    Role.COMMUNE_OFFICIAL,
    Role.YOUTH_UNION,
    Role.TEAM_LEADER,
)
DIRECTORS = (Role.PROVINCE_OFFICER, Role.COMMUNE_LEADER)
NOTERS = (Role.PROVINCE_OFFICER, Role.COMMUNE_LEADER, Role.COMMUNE_OFFICIAL, Role.TEAM_LEADER)
ADDRESSED = (
    Role.COMMUNE_LEADER,
    Role.COMMUNE_OFFICIAL,
    Role.TEAM_LEADER,
    Role.TEAM_MEMBER,
    Role.YOUTH_UNION,
    Role.PARTNER,
    Role.PROVINCE_OFFICER,
    Role.PROVINCE_VIEWER,
    Role.AUDITOR,
)
OF_THE_PROVINCE = frozenset({Role.PROVINCE_OFFICER, Role.PROVINCE_VIEWER, Role.AUDITOR})
ABOVE = {Level.COMMUNE: OF_THE_PROVINCE, Level.HAMLET: OF_THE_PROVINCE | COMMUNE_ROLES}
MOST_JOBS = 10


def addressed(own: Place) -> list[Role]:
    """The roles that whoever speaks from a place can reach: those that are held there or below it."""
    above = ABOVE.get(Level(own.level), frozenset())
    return [role for role in ADDRESSED if role not in above]


def announcements(scope: Scope) -> AnnouncementQuerySet:
    """What this person may read: sent to them, or made in their scope."""
    rows: AnnouncementQuerySet = Announcement.objects.visible_to(scope)
    return rows.select_related("place", "made_by", "organisation")


def may_announce(scope: Scope, place: Place) -> bool:
    return scope.holds(*ANNOUNCERS, at_place=place.path)


def manages(announcement: Announcement, scope: Scope) -> bool:
    """Whether this person may withdraw it and remind everybody: the body that made it."""
    return scope.holds(*ANNOUNCERS, at_place=announcement.place.path)


def places_to_speak_from(scope: Scope) -> PlaceQuerySet:
    """The places for which this person may speak, the highest first."""
    roots = [grant.place for grant in scope.grants if grant.place and grant.role in ANNOUNCERS]
    places: PlaceQuerySet = Place.objects.current().filter(path__in=roots)
    return places.order_by(Length("path"), "sort_key", "pk")


def places_to_speak_to(own: Place) -> PlaceQuerySet:
    """The place itself, its communes and hamlets."""
    below: PlaceQuerySet = Place.objects.current().filter(path__startswith=own.path)
    return below.select_related("parent").order_by("path")


def audience(roots: Collection[str], roles: Collection[str], *, on: date) -> dict[int, tuple[int, str]]:
    """Who holds one of the roles at one of the places or below, each once: place and role closest to the ground.

    Thousands of people, each hour again: so in numbers, without their rows.
    """
    held = Assignment.objects.filter(held_on(on), inside(tuple(roots), "place__path"), role__in=list(roles))
    rows = held.order_by("person_id", Length("place__path"), "pk").values_list("person_id", "place_id", "role")
    return {person: (place, role) for person, place, role in rows}


def recipients(announcement: Announcement, scope: Scope) -> RecipientQuerySet:
    """Those of its recipients who stand in the scope; oneself always."""
    own = inside(scope.place_roots, "place__path") | Q(person=scope.person_id)
    rows: RecipientQuerySet = Recipient.objects.filter(own, announcement=announcement)
    return rows


@dataclass(frozen=True, slots=True)
class Tally:
    """How many were reached at a place and below it, and how many have acknowledged."""

    place: Place | None
    sent: int
    acknowledged: int

    @property
    def silent(self) -> int:
        return self.sent - self.acknowledged


def tallies(announcement: Announcement, scope: Scope) -> tuple[Tally, list[Tally]]:
    """The whole, and one line a commune (a hamlet, where only one commune is reached), slowest first."""
    seen = recipients(announcement, scope)
    done = Count("pk", filter=Q(acknowledged_at__isnull=False))
    counted_rows = seen.order_by("place").values("place").annotate(sent=Count("pk"), done=done)
    rows = list(counted_rows.values_list("place", "sent", "done"))
    found = Place.objects.select_related("parent").in_bulk([place for place, _sent, _done in rows])
    communes = {_commune_of(place).pk for place in found.values() if place.level != Level.PROVINCE}
    counted: dict[int, list[int]] = {}
    units: dict[int, Place] = {}
    for pk, sent, acknowledged in rows:
        unit = found[pk] if len(communes) < 2 else _commune_of(found[pk])
        units[unit.pk] = unit
        counted.setdefault(unit.pk, [0, 0])
        counted[unit.pk][0] += sent
        counted[unit.pk][1] += acknowledged
    lines = [Tally(units[pk], sent, acknowledged) for pk, (sent, acknowledged) in counted.items()]
    lines.sort(key=lambda line: (-line.silent, line.place.sort_key if line.place else ""))
    whole = Tally(None, sum(line.sent for line in lines), sum(line.acknowledged for line in lines))
    return whole, lines


def _commune_of(place: Place) -> Place:
    return place.parent if place.level == Level.HAMLET and place.parent else place


def silent_ones(announcement: Announcement, scope: Scope, *, at_path: str = "") -> QuerySet[Recipient]:
    """Who has not acknowledged, by name."""
    rows = recipients(announcement, scope).silent()
    if at_path:
        rows = rows.filter(place__path__startswith=at_path)
    found: QuerySet[Recipient] = rows.select_related("person", "place")
    return found.order_by("place__path", "person__sort_key", "pk")


def role_words(codes: Collection[str]) -> str:
    return ", ".join(str(ROLES[Role(code)]) for code in codes)


@asked_often
def _to_acknowledge(person_id: int, today: date) -> QuerySet[Announcement]:
    asked = Announcement.objects.in_force(today).filter(
        asks_acknowledgement=True,
        recipients__person=person_id,
        recipients__acknowledged_at__isnull=True,
    )
    return asked.select_related("place").order_by("pk")[:MOST_JOBS]


@asked_often
def _unheard(person_id: int, today: date) -> QuerySet[Any]:
    """One's own announcements that somebody has not acknowledged, with how many."""
    mine = Announcement.objects.in_force(today).filter(made_by=person_id, asks_acknowledgement=True)
    silent = Count("recipients", filter=Q(recipients__acknowledged_at__isnull=True))
    return mine.annotate(silent=silent).filter(silent__gt=0, from_on__lt=today).order_by("pk")[:MOST_JOBS]


def jobs_of(*, scope: Scope, person_id: int, at: datetime) -> list[Job]:  # noqa: ARG001  every room answers the same call
    """What is to be acknowledged; and, for whoever announced, how many are still silent."""
    today = localdate(at)
    found = [
        Job(
            key=f"notices.acknowledge.{row.pk}",
            title=row.title,
            detail=_("%(kind)s của %(place)s") % {"kind": row.get_kind_display(), "place": row.place},
            address=reverse("notices:announcement", args=[row.pk]),
            act=_("Đọc và xác nhận"),
            icon="speakerphone",
        )
        for row in _to_acknowledge(person_id, today)
    ]
    for row in _unheard(person_id, today):
        words = ngettext("%(count)s người chưa xác nhận", "%(count)s người chưa xác nhận", row.silent)
        found.append(
            Job(
                key=f"notices.silent.{row.pk}",
                title=words % {"count": row.silent},
                detail=row.title,
                address=reverse("notices:announcement", args=[row.pk]),
                act=_("Xem và nhắc"),
                icon="speakerphone",
            )
        )
    return found


def found_among(*, text: str, scope: Scope, limit: int) -> list[Found]:
    """Announcements whose title or number hold every word, without regard to marks."""
    words = fold(text).split()
    if not words:
        return []
    rows = announcements(scope).filter(withdrawn_at__isnull=True).order_by("-pk")[:1000]
    hits = [row for row in rows if all(word in fold(f"{row.title} {row.number}") for word in words)]
    return [
        Found(
            kind=str(row.get_kind_display()),
            label=row.title,
            address=reverse("notices:announcement", args=[row.pk]),
            detail=f"{row.place}, {row.from_on:%d/%m/%Y}",
        )
        for row in hits[:limit]
    ]

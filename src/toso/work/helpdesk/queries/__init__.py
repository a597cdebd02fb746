"""Who must answer a difficulty, which are open, and how they are found."""

import re
import tomllib
from datetime import date, datetime
from functools import lru_cache
from typing import Any, TypeVar

from django.conf import settings
from django.contrib.postgres.search import SearchQuery, SearchVectorField
from django.db.models import Q, QuerySet, Value
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils.translation import gettext as _

from toso.ground.people.models import Assignment, Organisation, Person
from toso.ground.people.rules import Role
from toso.ground.places.models import Place
from toso.ground.places.rules import Level
from toso.ground.shared.asking import asked_often
from toso.ground.shared.calendar import VIETNAM
from toso.ground.shared.jobs import Found, Job
from toso.ground.shared.rows import read_rows
from toso.ground.shared.scope import Scope, inside
from toso.ground.shared.text import fold, nfc
from toso.plan.teams.models import Team
from toso.plan.teams.queries import members_of
from toso.plan.teams.rules import TeamKind
from toso.work.helpdesk.models import (
    Article,
    CannedAnswer,
    Category,
    Device,
    ServicePoint,
    Shift,
    Ticket,
    TicketQuerySet,
    held_by,
    helped_roots,
)
from toso.work.helpdesk.queries import cooperation, rosters, rounds
from toso.work.helpdesk.queries.clocks import due_sentence
from toso.work.helpdesk.queries.rounds import DATA
from toso.work.helpdesk.rules.ways import AGENCY_RAISERS as AGENCY_RAISERS
from toso.work.helpdesk.rules.ways import HELPERS as HELPERS
from toso.work.helpdesk.rules.ways import HOLDER_ROLES as HOLDER_ROLES
from toso.work.helpdesk.rules.ways import LIVE, TicketKind, TicketState, may_be_helped
from toso.work.helpdesk.rules.ways import RAISERS as RAISERS

Rows = TypeVar("Rows", bound="QuerySet[Any]")
MOST_COUNTED = 99
MOST_WORDS = 8
# Asked of every call that comes in, so in plain words: of a commune in the line of a place, what stands on a day.
OF_THE_COMMUNE = "place_id IN (SELECT id FROM places_place WHERE id = ANY(%s) AND level = %s)"
RESPONSE_TEAM = (
    f"{OF_THE_COMMUNE} AND kind = %s AND established_on <= %s AND (ended_on IS NULL OR ended_on > %s)"
    " ORDER BY id LIMIT 1"
)
HELPERS_HERE = f"{OF_THE_COMMUNE} AND role = ANY(%s) AND starts_on <= %s AND (ends_on IS NULL OR ends_on > %s) LIMIT 1"


def all_tickets(scope: Scope) -> TicketQuerySet:
    """Every request in sight, of both kinds."""
    return Ticket.objects.visible_to(scope).current()


def all_difficulties(scope: Scope) -> TicketQuerySet:
    return all_tickets(scope).difficulties()


def address_of(ticket: Ticket) -> str:
    name = "helpdesk:difficulty" if ticket.kind == TicketKind.DIFFICULTY else "helpdesk:ticket"
    return reverse(name, args=[ticket.pk])


def is_category(code: str) -> bool:
    return Category.objects.filter(code=code, valid_until__isnull=True).exists()


def categories() -> list[tuple[str, str]]:
    """Code and name of every category in use, in its order."""
    return list(Category.objects.filter(valid_until__isnull=True).order_by("order", "pk").values_list("code", "name"))


@lru_cache(maxsize=1)
def words_of_topics() -> dict[str, list[str]]:
    """By category the folded words under which other lists know it; shipped."""
    words: dict[str, list[str]] = tomllib.loads(nfc(DATA.read_text(encoding="utf-8")))["words"]
    return words


def category_of(code: str) -> Category | None:
    return Category.objects.filter(code=code).first() if code else None


def search_words(*parts: str) -> str:
    """What a request is found by: folded, each part once."""
    return fold(" ".join(part for part in parts if part))


def matching(text: str) -> SearchQuery | None:
    """The condition "every word begins some word"; None without a word."""
    words = [word for word in re.split(r"[^0-9a-z]+", fold(text)) if word][:MOST_WORDS]
    if not words:
        return None
    return SearchQuery(" & ".join(f"{word}:*" for word in words), search_type="raw", config="simple")


def open_difficulties(place_path: str, until: date) -> TicketQuerySet:
    """The difficulties under a place raised up to that day and still without an answer at its end, oldest first."""
    return (
        Ticket.objects.difficulties()
        .filter(place__path__startswith=place_path, superseded_at__isnull=True, raised_on__lte=until)
        .filter(Q(state__in=sorted(LIVE)) | Q(answered_on__gt=until))
        .select_related("place", "raised_by", "organisation", "platform")
        .order_by("raised_on", "pk")
    )


def to_answer(scope: Scope) -> TicketQuerySet:
    """The difficulties that wait for an answer by somebody with these roles at these places or organisations."""
    return all_difficulties(scope).unanswered().filter(held_by(scope))


def may_answer(difficulty: Ticket, scope: Scope) -> bool:
    """The level that holds it answers or passes it on; so does the organisation it was forwarded to.

    A call for help is solved by whoever was sent to the commune for these days as well.
    """
    if scope.holds(*HOLDER_ROLES[difficulty.holder_level], at_place=difficulty.place.path):
        return True
    if _is_for_helpers(difficulty) and any(difficulty.place.path.startswith(root) for root in helped_roots(scope)):
        return True
    if difficulty.assignee_id == scope.person_id:
        return True
    path = difficulty.organisation.path if difficulty.organisation else ""
    return any(
        path.startswith(grant.organisation)
        for grant in scope.grants
        if path and grant.organisation and grant.role == Role.PARTNER
    )


def _is_for_helpers(ticket: Ticket) -> bool:
    kind, level = TicketKind(ticket.kind), Level(ticket.holder_level)
    return may_be_helped(kind, level, is_confidential=ticket.is_confidential)


def helps(scope: Scope) -> bool:
    """Whether somebody solves the calls of a commune, for a time or as a member of its team."""
    return bool(helped_roots(scope))


def has_helpers(place: Place, at: datetime) -> bool:
    """Whether somebody was sent to the commune that a place lies in, for these days."""
    on = at.astimezone(VIETNAM).date()
    return bool(read_rows(Assignment, HELPERS_HERE, _ids(place.path), Level.COMMUNE, list(HELPERS), on, on))


def agencies(scope: Scope) -> QuerySet[Organisation]:
    """The departments and bodies that somebody speaks for."""
    paths = [one.organisation for one in scope.grants if one.organisation and one.role in AGENCY_RAISERS]
    rows = Organisation.objects.filter(path__in=paths, valid_until__isnull=True)
    return rows.select_related("place").order_by("sort_key", "pk")


def province_of(agency: Organisation) -> Place:
    """The province that a body belongs to: where it stands, else the one that is served here."""
    if agency.place is not None:
        return Place.objects.get(pk=_ids(agency.place.path)[0])
    found: Place = Place.objects.current().get(level=Level.PROVINCE, code=settings.PROVINCE_CODE)
    return found


def may_settle(difficulty: Ticket, scope: Scope) -> bool:
    """Who raised it asks again or closes it; so does the leader of that place."""
    return difficulty.raised_by_id == scope.person_id or scope.holds(Role.TEAM_LEADER, at_place=difficulty.place.path)


def holders(difficulty: Ticket, *, on: date) -> QuerySet[Person]:
    """The persons who are to answer: by role at the place or above it, or in the organisation it went to."""
    active = Q(assignments__starts_on__lte=on) & (Q(assignments__ends_on__isnull=True) | Q(assignments__ends_on__gt=on))
    if difficulty.organisation:
        held = Q(assignments__role=Role.PARTNER, assignments__organisation_id__in=_ids(difficulty.organisation.path))
    else:
        roles = HOLDER_ROLES[difficulty.holder_level]
        held = Q(assignments__role__in=roles, assignments__place_id__in=_ids(difficulty.place.path))
        if _is_for_helpers(difficulty):
            here = Q(assignments__place_id__in=_ids(difficulty.place.path), assignments__place__level=Level.COMMUNE)
            held |= Q(assignments__role__in=HELPERS) & here
    return Person.objects.filter(active & held).distinct()


def _ids(path: str) -> list[int]:
    return [int(part) for part in path.split(".") if part]


def on_duty(team_id: int | None, at: datetime) -> list[Person]:
    """Who of the team is on duty at this moment."""
    if team_id is None:
        return []
    return list(
        Person.objects.filter(
            pk__in=Shift.objects.standing()
            .filter(team_id=team_id, begins_at__lte=at, ends_at__gt=at)
            .values_list("person_id", flat=True)
        ).order_by("pk")
    )


def search(rows: Rows, text: str, *, is_walked: bool = False) -> Rows:
    """Those of which every word begins a word of title, place, device or requester; without regard to marks.

    ``is_walked``: the rows are few, so each is looked at, past the index of words.
    """
    wanted = matching(text)
    if wanted is None or not is_walked:
        return rows if wanted is None else rows.filter(words=wanted)
    own = Coalesce("words", Value("", output_field=SearchVectorField()))
    return rows.alias(own_words=own).filter(own_words=wanted)


def up_to(rows: TicketQuerySet, most: int = MOST_COUNTED) -> int:
    """How many there are, counted only so far; ``most`` + 1 says "more"."""
    return len(rows.order_by().values_list("pk", flat=True)[: most + 1])


def tab_counts(scope: Scope, person_id: int) -> dict[str, int]:
    """How many stand under each tab of the list, counted up to a hundred."""
    every = all_difficulties(scope)
    return {
        "answer": up_to(to_answer(scope)),
        "raised": up_to(every.filter(raised_by=person_id)),
        "all": up_to(every),
    }


@asked_often
def _waiting(scope: Scope) -> QuerySet[Ticket]:
    return to_answer(scope).select_related("place", "term").order_by("due_at", "pk")[:50]


@asked_often
def _answered(scope: Scope, person_id: int) -> QuerySet[Ticket]:
    answered = all_difficulties(scope).filter(raised_by=person_id, state=TicketState.ANSWERED)
    return answered.order_by("-answered_on", "-pk")[:20]


def jobs(*, scope: Scope, person_id: int, at: datetime) -> list[Job]:
    """Difficulties to answer, and answers to what this person raised that nobody has closed yet."""
    found = [
        Job(
            key=f"helpdesk.answer.{difficulty.pk}",
            title=difficulty.title,
            detail=_("Vướng mắc của %(place)s") % {"place": difficulty.place},
            address=reverse("helpdesk:difficulty", args=[difficulty.pk]),
            act=_("Trả lời"),
            icon="message-report",
            due_at=difficulty.due_at,
            due_words=due_sentence(difficulty, at),
        )
        for difficulty in _waiting(scope)
    ]
    found.extend(
        Job(
            key=f"helpdesk.read.{difficulty.pk}",
            title=difficulty.title,
            detail=_("Đã có trả lời ngày %(day)s") % {"day": f"{difficulty.answered_on:%d/%m/%Y}"},
            address=reverse("helpdesk:difficulty", args=[difficulty.pk]),
            act=_("Xem trả lời"),
            icon="message-report",
        )
        for difficulty in _answered(scope, person_id)
    )
    on = at.astimezone(VIETNAM).date()
    return [*found, *cooperation.jobs(scope, person_id, at), *rounds.jobs(scope, on), *rosters.jobs(scope, at)]


def found(*, text: str, scope: Scope, limit: int) -> list[Found]:
    rows = search(all_difficulties(scope), text).select_related("place").order_by("-raised_on", "-pk")[:limit]
    return [
        Found(
            kind=_("Vướng mắc"),
            label=row.title,
            address=reverse("helpdesk:difficulty", args=[row.pk]),
            detail=f"{row.place}, {row.raised_on:%d/%m/%Y}",
        )
        for row in rows
    ]


def kept_at(places: QuerySet[Place]) -> dict[str, int]:
    """What this room keeps at these places that goes along when they change: what is not settled, what stands."""
    standing = Ticket.objects.current().filter(place__in=places)
    devices = Device.objects.standing().filter(place__in=places)
    return {
        "difficulties": standing.exclude(state=TicketState.CLOSED).count(),
        "devices": devices.count(),
        "service_points": ServicePoint.objects.filter(place__in=places).count(),
    }


def response_team(place: Place, at: datetime) -> Team | None:
    """The response team of the commune that a place lies in."""
    on = at.astimezone(VIETNAM).date()
    found = read_rows(Team, RESPONSE_TEAM, _ids(place.path), Level.COMMUNE, TeamKind.RESPONSE, on, on)
    return found[0] if found else None


def may_work(ticket: Ticket, person: Person, *, on: date) -> bool:
    """Whether somebody may be given a request: who may answer it, or a member of the team that has it."""
    if ticket.team is not None and members_of(ticket.team, on).filter(person=person).exists():
        return True
    return holders(ticket, on=on).filter(pk=person.pk).exists()


def canned_answers(scope: Scope) -> QuerySet[CannedAnswer]:
    """Those of one's own places, and of the places above them."""
    own = {pk for root in scope.place_roots for pk in _ids(root)}
    rows = CannedAnswer.objects.filter(Q(place_id__in=own) | inside(scope.place_roots, "place__path"))
    return rows.filter(dropped_at__isnull=True).select_related("place").order_by("title", "pk")


def articles(scope: Scope) -> QuerySet[Article]:
    """What is written of one's own places and of the places above them: a province's words serve its communes."""
    own = {pk for root in scope.place_roots for pk in _ids(root)}
    rows = Article.objects.filter(Q(place_id__in=own) | inside(scope.place_roots, "place__path"))
    return rows.filter(dropped_at__isnull=True)


def public_articles(on: date) -> QuerySet[Article]:
    """What citizens may read: meant for them, read through, still good."""
    return Article.objects.filter(is_public=True, dropped_at__isnull=True, reviewed_on__isnull=False, good_until__gt=on)

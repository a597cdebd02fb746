"""The queues of the desk, what resembles what, and what stands beside a request."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from enum import StrEnum
from functools import lru_cache
from typing import Any

from django.contrib.postgres.search import SearchQuery, SearchRank
from django.db import connection
from django.db.models import CharField, Count, F, Q, QuerySet, Value

from toso.ground.people.models import Person
from toso.ground.people.rules import Role
from toso.ground.places.models import Place
from toso.ground.places.rules import Level
from toso.ground.shared.calendar import VIETNAM
from toso.ground.shared.scope import Scope, inside
from toso.ground.shared.text import fold
from toso.plan.teams.models import Membership, Team
from toso.plan.teams.rules import TeamKind
from toso.work.helpdesk import queries
from toso.work.helpdesk.models import Article, Link, Shift, Ticket, TicketQuerySet, held_by
from toso.work.helpdesk.queries.clocks import local_day
from toso.work.helpdesk.rules.rosters import Stretch, gaps
from toso.work.helpdesk.rules.ways import (
    STEPS_TO_A_COMMUNE,
    TicketKind,
    TicketState,
    commune_of,
    may_be_handed_down,
)

PAGE = 25
NEWEST = 2000  # requests looked through first for a word
MOST_NEAR = 300  # places named one by one: a few communes with their hamlets
ALIKE_DAYS = 30
MOST_ALIKE = 5
MOST_EXAMPLES = 3
SHORTEST_WORD = 3


class Queue(StrEnum):
    MINE = "mine"
    TEAM = "team"
    UNASSIGNED = "unassigned"
    OVERDUE = "overdue"
    WAITING = "waiting"
    ASKED = "asked"
    ALL = "all"


WORKED = (Queue.MINE, Queue.TEAM, Queue.UNASSIGNED, Queue.OVERDUE, Queue.WAITING)
SOME_TIME = datetime(1, 1, 1, tzinfo=UTC)


def teams_of(person_id: int, at: datetime) -> list[int]:
    """The response teams somebody belongs to."""
    members = Membership.objects.active_on(local_day(at)).filter(person_id=person_id, team__kind=TeamKind.RESPONSE)
    return list(members.values_list("team_id", flat=True))


@dataclass(frozen=True, slots=True)
class Sight:
    """The requests somebody sees. ``places``: where they are few, each, so that only their requests are read."""

    scope: Scope
    places: tuple[int, ...] | None

    @property
    def is_near(self) -> bool:
        return self.places is not None

    @property
    def rows(self) -> TicketQuerySet:
        """Named places say nothing that the scope does not: they only lead past the requests of everybody else."""
        rows = queries.all_tickets(self.scope)
        return rows if self.places is None else rows.filter(Q(place__in=self.places) | Q(assignee=self.scope.person_id))


def sight_of(scope: Scope) -> Sight:
    if scope.organisation_roots or not all(root.count(".") >= STEPS_TO_A_COMMUNE for root in scope.place_roots):
        return Sight(scope, places=None)
    near = Place.objects.filter(inside(scope.place_roots, "path")).order_by("pk").values_list("pk", flat=True)
    found = tuple(near[: MOST_NEAR + 1])
    return Sight(scope, places=found if len(found) <= MOST_NEAR else None)


def in_queue(
    queue: Queue, scope: Scope, at: datetime, rows: TicketQuerySet | None = None, teams: Sequence[int] | None = None
) -> TicketQuerySet:
    """The requests of a queue, both kinds; of ``rows`` and for one's ``teams`` where they are at hand already."""
    rows = queries.all_tickets(scope) if rows is None else rows
    me = scope.person_id
    if queue is Queue.MINE:
        return rows.live().filter(assignee=me)
    if queue is Queue.TEAM:
        return rows.live().filter(team__in=teams_of(me, at) if teams is None else teams)
    if queue is Queue.UNASSIGNED:
        return rows.unanswered().filter(held_by(scope), assignee__isnull=True)
    if queue is Queue.OVERDUE:
        return rows.live().filter(Q(assignee=me) | held_by(scope), due_at__lt=at)
    if queue is Queue.WAITING:
        return rows.filter(Q(assignee=me) | held_by(scope), state=TicketState.WAITING)
    return rows.filter(raised_by=me) if queue is Queue.ASKED else rows


def page_of(rows: TicketQuerySet, *, queue: Queue, after: int, text: str = "", is_near: bool = False) -> list[Ticket]:
    """One page and one row more; the longest overdue first, else the newest. ``after``: the last row seen."""
    if queue is Queue.OVERDUE:
        last = Ticket.objects.filter(pk=after).values_list("due_at", flat=True).first() if after else None
        if last:
            rows = rows.filter(Q(due_at__gt=last) | Q(due_at=last, pk__gt=after))
        rows = queries.search(rows, text, is_walked=True).order_by("due_at", "pk")
    else:
        rows = (rows.filter(pk__lt=after) if after else rows).order_by("-pk")
        if queries.matching(text):
            return _lines(_hits(rows, text, after=after, is_near=is_near))
    return _lines(_first(rows))


def _first(rows: TicketQuerySet) -> list[int]:
    """The keys alone: thousands may be sorted, and only a page's rows are joined with what they name."""
    return list(rows.values_list("pk", flat=True)[: PAGE + 1])


def _lines(chosen: list[int]) -> list[Ticket]:
    lines = Ticket.objects.filter(pk__in=chosen).select_related("place", "organisation", "assignee", "term")
    found = {line.pk: line for line in lines.defer("words", "search", "text")}
    return [found[pk] for pk in chosen if pk in found]


def _hits(rows: TicketQuerySet, text: str, *, after: int, is_near: bool) -> list[int]:
    """The rows with these words, read in the way that is short for them.

    The database guesses badly how many requests hold the beginning of a word. So the requests of a few places are
    walked through; of a whole province the newest few thousand, where a word that many hold fills a page; and only
    a rarer word is looked up, its hits sorted by what no index offers to walk instead.
    """
    walked = queries.search(rows, text, is_walked=True)
    if is_near:
        return _first(walked)
    upper = after or (Ticket.objects.order_by("-pk").values_list("pk", flat=True).first() or 0) + 1
    newest = _first(walked.filter(pk__gte=upper - NEWEST))
    return newest if len(newest) > PAGE else _first(queries.search(rows, text).order_by(F("pk") * -1))


def counts(sight: Sight, at: datetime) -> dict[Queue, int]:
    """How many of them wait in each queue that one works through, counted up to a hundred; asked all at once."""
    words, bound = _counting(sight, tuple(teams_of(sight.scope.person_id, at)))
    with connection.cursor() as cursor:
        cursor.execute(words, [at if one == SOME_TIME else one for one in bound])
        waiting = dict(cursor.fetchall())
    return {queue: waiting.get(queue, 0) for queue in WORKED}


@lru_cache(maxsize=1024)
def _counting(sight: Sight, teams: tuple[int, ...]) -> tuple[str, Sequence[Any]]:
    """The question of ``counts``, with ``SOME_TIME`` where it wants to know when. Who looks at the desk looks again:
    putting it together costs more than answering it."""
    parts = [
        in_queue(queue, sight.scope, SOME_TIME, sight.rows, teams)
        .annotate(queue=Value(queue, output_field=CharField()))
        .values_list("queue", flat=True)[: queries.MOST_COUNTED + 1]
        for queue in WORKED
    ]
    words, bound = parts[0].union(*parts[1:], all=True).query.sql_with_params()
    return f"SELECT queue, count(*) FROM ({words}) waiting GROUP BY queue", bound


def alike(ticket: Ticket, scope: Scope) -> list[Ticket]:
    """Requests of the same unit in the last month that share the most words with this one."""
    commune = commune_of(ticket.place.path)
    rows = _alike(ticket.title, scope).filter(
        place__path__startswith=commune,
        kind=ticket.kind,
        merged_into__isnull=True,
        raised_on__gte=ticket.raised_on - timedelta(days=ALIKE_DAYS),
    )
    return list(rows.exclude(pk=ticket.pk)[:MOST_ALIKE])


def _alike(title: str, scope: Scope) -> QuerySet[Ticket]:
    wanted = _any_word(title)
    rows = queries.all_tickets(scope)
    return rows.filter(words=wanted).annotate(rank=SearchRank("words", wanted)).order_by("-rank", "-pk")


def _any_word(text: str) -> SearchQuery:
    words = sorted({word for word in fold(text).split() if len(word) >= SHORTEST_WORD and word.isalnum()})[:12]
    return SearchQuery(" | ".join(words) or "-", search_type="raw" if words else "plain", config="simple")


def articles_for(ticket: Ticket, scope: Scope, at: datetime) -> list[Article]:
    """Read-through articles that share words with a request, the closest first."""
    wanted = _any_word(ticket.title)
    rows = queries.articles(scope).filter(reviewed_on__isnull=False, good_until__gt=local_day(at))
    ranked = rows.filter(words=wanted).annotate(rank=SearchRank("words", wanted))
    return list(ranked.order_by("-rank", "-pk")[:3])


def linked(ticket: Ticket, scope: Scope) -> list[Ticket]:
    """What it is linked with, as far as it may be seen."""
    pairs = Link.objects.filter(Q(one=ticket) | Q(other=ticket)).values_list("one_id", "other_id")
    others = {pk for pair in pairs for pk in pair} - {ticket.pk}
    return list(queries.all_tickets(scope).filter(pk__in=others).order_by("pk"))


def colleagues(ticket: Ticket, at: datetime) -> QuerySet[Person]:
    """Who may be given a request."""
    on = local_day(at)
    members = Membership.objects.active_on(on).filter(team=ticket.team_id).values_list("person_id", flat=True)
    may = queries.holders(ticket, on=on).values_list("pk", flat=True)
    return Person.objects.filter(Q(pk__in=may) | Q(pk__in=members)).order_by("sort_key", "pk")


def colleagues_of(scope: Scope, at: datetime) -> QuerySet[Person]:
    """Who works at one's own desk: for giving out many at once."""
    on = local_day(at)
    ids = {pk for grant in scope.grants if grant.place for pk in _ids(grant.place)[-1:]}
    active = Q(assignments__starts_on__lte=on) & (Q(assignments__ends_on__isnull=True) | Q(assignments__ends_on__gt=on))
    roles = [role for held in queries.HOLDER_ROLES.values() for role in held]
    members = Membership.objects.active_on(on).filter(team__kind=TeamKind.RESPONSE, team__place_id__in=ids)
    helper = Q(assignments__role__in=queries.HELPERS, assignments__place__level=Level.COMMUNE)
    works = Q(assignments__role__in=roles) | helper
    found = Person.objects.filter(active, works, assignments__place_id__in=ids)
    return Person.objects.filter(Q(pk__in=found.values("pk")) | Q(pk__in=members.values("person_id"))).order_by(
        "sort_key", "pk"
    )


def _ids(path: str) -> list[int]:
    return [int(part) for part in path.split(".") if part]


@dataclass(frozen=True, slots=True)
class Roster:
    """A team's shifts of the days ahead, and the stretches in which nobody is on duty."""

    team: Team
    shifts: list[Shift]
    gaps: list[Stretch]
    now: list[Person]


def roster(team: Team, *, at: datetime, days: int = 14) -> Roster:
    """From now on for so many days."""
    until = at + timedelta(days=days)
    shifts = list(
        Shift.objects.standing()
        .filter(team=team, ends_at__gt=at, begins_at__lt=until)
        .select_related("person")
        .order_by("begins_at", "pk")
    )
    stretches = [Stretch(shift.begins_at.astimezone(VIETNAM), shift.ends_at.astimezone(VIETNAM)) for shift in shifts]
    open_stretches = gaps(stretches, at.astimezone(VIETNAM), until.astimezone(VIETNAM))
    return Roster(team, shifts, open_stretches, queries.on_duty(team.pk, at))


def people_of(commune: Place, at: datetime) -> QuerySet[Person]:
    """Who may be in the response team of a commune: its officials, its Youth Union, the leaders of its teams."""
    on = local_day(at)
    active = Q(assignments__starts_on__lte=on) & (Q(assignments__ends_on__isnull=True) | Q(assignments__ends_on__gt=on))
    roles = [Role.COMMUNE_OFFICIAL, Role.COMMUNE_LEADER, Role.YOUTH_UNION, Role.TEAM_LEADER]
    held = Person.objects.filter(active, assignments__role__in=roles, assignments__place__path__startswith=commune.path)
    return Person.objects.filter(pk__in=held.values("pk")).order_by("sort_key", "pk")


@dataclass(frozen=True, slots=True)
class Topic:
    """A category asked about often: how many requests, and a few of their words."""

    code: str
    name: str
    count: int
    examples: tuple[str, ...]


def topics(scope: Scope, *, since: date, most: int = 8) -> list[Topic]:
    """What is asked about most since a day, confidential matters left out."""
    rows = queries.all_tickets(scope).filter(raised_on__gte=since, is_confidential=False).exclude(category="")
    counted = rows.order_by().values_list("category").annotate(count=Count("pk")).order_by("-count", "category")
    found = list(counted.values_list("category", "count")[:most])
    names = dict(queries.categories())
    newest: dict[str, list[str]] = {}
    for category, title in (
        rows.filter(category__in=[code for code, _count in found])
        .order_by("-pk")
        .values_list("category", "title")[:400]
    ):
        kept = newest.setdefault(category, [])
        if len(kept) < MOST_EXAMPLES and title not in kept:
            kept.append(title)
    return [Topic(code, names.get(code, code), count, tuple(newest.get(code, ()))) for code, count in found]


def response_teams(scope: Scope, at: datetime) -> QuerySet[Team]:
    teams: QuerySet[Team] = Team.objects.visible_to(scope).active_on(local_day(at))
    return teams.filter(kind=TeamKind.RESPONSE).select_related("place").order_by("place__sort_key", "pk")


def communes_to_found(scope: Scope, at: datetime) -> list[Place]:
    """The own communes that have no response team yet."""
    roles = (Role.COMMUNE_LEADER, Role.COMMUNE_OFFICIAL)
    roots = [grant.place for grant in scope.grants if grant.place and grant.role in roles]
    communes = Place.objects.current().filter(path__in=roots, level="commune")
    standing = Team.objects.active_on(local_day(at)).filter(kind=TeamKind.RESPONSE)
    return list(communes.exclude(pk__in=standing.values("place")).order_by("sort_key", "pk"))


def is_to_hand_down(ticket: Ticket, scope: Scope) -> bool:
    """Whether somebody of the province may give a request to the commune it is about."""
    is_ours = scope.holds(Role.PROVINCE_OFFICER, at_place=ticket.place.path)
    return is_ours and may_be_handed_down(TicketKind(ticket.kind), Level(ticket.place.level))


def communes_to_hand_to(ticket: Ticket, scope: Scope) -> QuerySet[Place]:
    """Where a request may be handed to; none for whoever may not."""
    return communes_to_ask(ticket.province_code) if is_to_hand_down(ticket, scope) else Place.objects.none()


def communes_to_ask(province_code: str) -> QuerySet[Place]:
    """The communes that a citizen can ask."""
    communes: QuerySet[Place] = Place.objects.current().filter(level="commune", province_code=province_code)
    return communes.order_by("sort_key", "pk")

"""Who of the teams and of the communes is trained, and who is missing."""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import Count, Exists, Min, OuterRef, Q, QuerySet

from toso.ground.people.models import Assignment, Person
from toso.ground.people.queries import held_on
from toso.ground.people.rules import COMMUNE_ROLES
from toso.ground.places.models import Place
from toso.ground.places.queries import children_of
from toso.ground.places.rules import Level
from toso.ground.shared.scope import Scope
from toso.plan.teams.models import Membership
from toso.plan.teams.rules import TeamKind
from toso.work.training import rules
from toso.work.training.models import Attendance, Completion
from toso.work.training.rules import Group, Span


def first_trained(persons: Collection[int] | None) -> dict[int, date]:
    """The first day on which each person was trained, in a class or by a completed self-study course."""
    attended = Attendance.objects.filter(superseded_at__isnull=True, counted_at__isnull=False)
    completed = Completion.objects.filter(superseded_at__isnull=True)
    if persons is not None:
        attended, completed = attended.filter(person__in=persons), completed.filter(person__in=persons)
    first = dict(attended.values_list("person").annotate(first=Min("session__day")).values_list("person", "first"))
    for person, day in completed.values_list("person").annotate(first=Min("day")).values_list("person", "first"):
        first[person] = min(day, first.get(person, day))
    return first


def posts(persons: Iterable[int]) -> Iterator[tuple[int, int, str, Span]]:
    """Every post of these persons whose coverage is counted: (person, place, group, days held)."""
    wanted = list(persons)
    held: dict[tuple[int, int, str], list[Span]] = {}
    members = Membership.objects.filter(
        person__in=wanted, superseded_at__isnull=True, team__kind=TeamKind.COMMUNITY
    ).values_list("person", "team__place", "starts_on", "ends_on")
    officials = Assignment.objects.filter(
        person__in=wanted, role__in=COMMUNE_ROLES, place__level=Level.COMMUNE
    ).values_list("person", "place", "starts_on", "ends_on")
    for counted, rows in ((Group.MEMBER, members), (Group.OFFICIAL, officials)):
        for person, place, starts_on, ends_on in rows:
            held.setdefault((person, place, str(counted)), []).append(Span(starts_on, ends_on))
    for (person, place, group), spans in held.items():
        for span in rules.united(spans):  # leader and official at once is one person
            yield person, place, group, span


@dataclass(frozen=True, slots=True)
class Taught:
    """Which training counts for the board: any, one content, or one platform."""

    outline: str = ""
    platform: str = ""

    def is_proved(self) -> Q:
        """The condition that the person of the row attended a class, or completed self-study, that counts."""
        attended = Attendance.objects.filter(
            person=OuterRef("person"), superseded_at__isnull=True, counted_at__isnull=False
        )
        completed = Completion.objects.filter(person=OuterRef("person"), superseded_at__isnull=True)
        if self.outline:
            attended = attended.filter(session__course__outline__code=self.outline)
            completed = completed.filter(course__outline__code=self.outline)
        if self.platform:
            attended = attended.filter(session__course__platform__code=self.platform)
            completed = completed.filter(course__platform__code=self.platform)
        return Q(Exists(attended)) | Q(Exists(completed))


@dataclass(frozen=True, slots=True)
class Share:
    """How many of a group are trained."""

    total: int
    trained: int

    @property
    def missing(self) -> int:
        return self.total - self.trained

    @property
    def percent(self) -> Decimal | None:
        return rules.percent(self.trained, self.total)


NOBODY = Share(0, 0)


@dataclass(frozen=True, slots=True)
class BoardLine:
    place: Place
    members: Share
    officials: Share


def _members(scope: Scope, on: date) -> QuerySet[Membership]:
    rows: QuerySet[Membership] = Membership.objects.visible_to(scope).active_on(on)
    return rows.filter(team__kind=TeamKind.COMMUNITY)


def _officials(scope: Scope, on: date) -> QuerySet[Assignment]:
    rows: QuerySet[Assignment] = Assignment.objects.visible_to(scope).filter(held_on(on))
    return rows.filter(role__in=COMMUNE_ROLES, place__level=Level.COMMUNE)


def _counted(rows: QuerySet, column: str, taught: Taught) -> dict[int, Share]:
    counted = (
        rows.order_by()
        .annotate(is_trained=taught.is_proved())
        .values_list(column)
        .annotate(
            total=Count("person", distinct=True), trained=Count("person", distinct=True, filter=Q(is_trained=True))
        )
        .values_list(column, "total", "trained")
    )
    return {place: Share(total, trained) for place, total, trained in counted}


def board(place: Place, scope: Scope, *, on: date, taught: Taught) -> tuple[BoardLine, list[BoardLine]]:
    """The line of the place itself and a line for each unit below it, by name."""
    is_province = place.level == Level.PROVINCE
    members = _members(scope, on).filter(team__place__path__startswith=place.path)
    officials = _officials(scope, on).filter(place__path__startswith=place.path)
    by_place = _counted(members, "team__place__parent" if is_province else "team__place", taught)
    by_commune = _counted(officials, "place", taught)
    lines = [
        BoardLine(unit, by_place.get(unit.pk, NOBODY), by_commune.get(unit.pk, NOBODY))
        for unit in children_of(place, on=on)
    ]
    whole = BoardLine(place, _sum(by_place.values()), _sum(by_commune.values()))
    return whole, lines


def _sum(shares: Iterable[Share]) -> Share:
    """The parts added: who sits in two units is counted in both, as in the lines."""
    listed = list(shares)
    return Share(sum(one.total for one in listed), sum(one.trained for one in listed))


def missing(place: Place, group: str, scope: Scope, *, on: date, taught: Taught) -> QuerySet[Person]:
    """Who of a group, at the place or below it, is not trained yet, by given name."""
    if group == Group.OFFICIAL:
        rows: QuerySet = _officials(scope, on).filter(place__path__startswith=place.path)
    else:
        rows = _members(scope, on).filter(team__place__path__startswith=place.path)
    untrained = rows.exclude(taught.is_proved())
    return Person.objects.filter(pk__in=untrained.values("person")).order_by("sort_key", "pk")

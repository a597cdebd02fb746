"""Which rates are in force, which lists there are, and which days are paid already."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import Count, Q, QuerySet, Sum

from toso.ground.people.models import Assignment, Person
from toso.ground.people.queries import held_on
from toso.ground.people.rules import Role
from toso.ground.places.models import Place, PlaceQuerySet
from toso.ground.places.rules import Level
from toso.ground.shared.scope import Scope
from toso.work.allowance.models import PaidDay, PaymentLine, PaymentList, Rate
from toso.work.allowance.rules import Item, LineState, RateCell, WorkedDay

PAYERS = (Role.PROVINCE_OFFICER, Role.COMMUNE_LEADER, Role.COMMUNE_OFFICIAL)
READERS = (*PAYERS, Role.PROVINCE_VIEWER, Role.AUDITOR)


def rates() -> list[Rate]:
    return list(Rate.objects.order_by("item", "-valid_from"))


def cells() -> list[RateCell]:
    """The table as the rules read it."""
    return [RateCell(Item(row.item), row.amount, row.valid_from, row.valid_until) for row in rates()]


def bodies_of(scope: Scope) -> PlaceQuerySet:
    """The provinces and communes for which this person may draw up a list."""
    roots = [grant.place for grant in scope.grants if grant.place and grant.role in PAYERS]
    own: PlaceQuerySet = Place.objects.current().filter(path__in=roots, level__in=[Level.PROVINCE, Level.COMMUNE])
    return own.order_by("path")


def pays(scope: Scope, place: Place) -> bool:
    return scope.holds(*PAYERS, at_place=place.path)


def people_of(place: Place, *, on: date) -> QuerySet[Person]:
    """Who may be paid by a body: those who hold a role at its place or below."""
    held = Assignment.objects.filter(held_on(on), place__path__startswith=place.path)
    return Person.objects.filter(pk__in=held.values("person")).order_by("sort_key", "pk")


def lists(scope: Scope) -> QuerySet[PaymentList]:
    counted = ~Q(lines__state=LineState.STRUCK)
    rows: QuerySet[PaymentList] = PaymentList.objects.visible_to(scope).select_related("place", "made_by")
    return rows.annotate(persons=Count("lines", filter=counted), total=Sum("lines__amount", filter=counted)).order_by(
        "-pk"
    )


@dataclass(frozen=True, slots=True)
class Taken:
    """A day that another list pays already."""

    person: str
    day: date
    label: str


def taken(days: Iterable[WorkedDay]) -> list[Taken]:
    """Which of these days stand in a list already, whatever body pays it."""
    wanted = {(worked.person_id, worked.day) for worked in days}
    rows = PaidDay.objects.filter(
        stands=True, person__in={person for person, _day in wanted}, day__in={day for _person, day in wanted}
    ).select_related("person", "line__list")
    found = [row for row in rows.order_by("day", "pk") if (row.person_id, row.day) in wanted]
    return [Taken(row.person.name, row.day, row.line.list.label) for row in found]


def lines_of(payment: PaymentList) -> list[PaymentLine]:
    """The lines of a list with the days of each, by given name. Two questions."""
    rows = PaymentLine.objects.filter(list=payment).select_related("person", "checked_by")
    return list(rows.prefetch_related("days__place").order_by("person__sort_key", "pk"))


def sum_of(lines: Iterable[PaymentLine]) -> Decimal:
    return sum((line.amount or Decimal(0) for line in lines if line.state != LineState.STRUCK), Decimal(0))

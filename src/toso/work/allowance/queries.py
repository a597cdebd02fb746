"""Which rates are in force, which lists there are, and which days are paid already."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import Count, Q, QuerySet, Sum

from toso.ground.people.models import Assignment, Person
from toso.ground.people.queries import has_words, held_on
from toso.ground.people.rules import Role
from toso.ground.places.models import Place, PlaceQuerySet
from toso.ground.places.rules import Level
from toso.ground.shared.scope import Scope
from toso.work.allowance.models import PaidDay, PaymentLine, PaymentList, Rate
from toso.work.allowance.rules import Item, LineState, RateCell, WorkedDay

PAYERS = (Role.PROVINCE_OFFICER, Role.COMMUNE_LEADER, Role.COMMUNE_OFFICIAL)
UNKNOWN = "unknown"  # lines for which the table gives no amount
SETTERS = (Role.PROVINCE_OFFICER,)
READERS = (*PAYERS, Role.PROVINCE_VIEWER, Role.AUDITOR)


def rates() -> list[Rate]:
    return list(Rate.objects.order_by("item", "-valid_from"))


def sets_rates(scope: Scope) -> bool:
    return scope.holds(*SETTERS)


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


@dataclass(frozen=True, slots=True)
class Tally:
    """A list in numbers, whatever is shown of it; struck lines are not added."""

    persons: int
    total: Decimal
    left: int
    unknown: int


def tally_of(payment: PaymentList) -> Tally:
    kept = ~Q(state=LineState.STRUCK)
    counted = PaymentLine.objects.filter(list=payment).aggregate(
        persons=Count("pk"),
        total=Sum("amount", filter=kept),
        left=Count("pk", filter=Q(state=LineState.OPEN)),
        unknown=Count("pk", filter=kept & Q(amount__isnull=True)),
    )
    return Tally(counted["persons"], counted["total"] or Decimal(0), counted["left"], counted["unknown"])


@dataclass(frozen=True, slots=True)
class Narrowed:
    """Which lines of a list are looked at: a name, a state, from the line after one."""

    text: str = ""
    state: str = ""
    after: int = 0

    @property
    def is_narrowed(self) -> bool:
        return bool(self.text or self.state)


def lines_page(payment: PaymentList, narrowed: Narrowed, *, limit: int) -> list[PaymentLine]:
    """Some lines of a list with their days, by given name, found without diacritics."""
    rows = PaymentLine.objects.filter(list=payment)
    if narrowed.text:
        rows = rows.filter(person__in=Person.objects.filter(has_words(narrowed.text)))
    if narrowed.state == UNKNOWN:
        rows = rows.filter(computed__isnull=True)
    elif narrowed.state:
        rows = rows.filter(state=narrowed.state)
    key = PaymentLine.objects.filter(list=payment, pk=narrowed.after).values_list("person__sort_key", "pk").first()
    if key is not None:
        rows = rows.filter(Q(person__sort_key__gt=key[0]) | Q(person__sort_key=key[0], pk__gt=key[1]))
    rows = rows.select_related("person", "checked_by").prefetch_related("days__place")
    return list(rows.order_by("person__sort_key", "pk")[:limit])


def one_line(payment: PaymentList, line_id: int) -> list[PaymentLine]:
    rows = PaymentLine.objects.filter(list=payment, pk=line_id).select_related("person", "checked_by")
    return list(rows.prefetch_related("days__place"))


def sum_of(lines: Iterable[PaymentLine]) -> Decimal:
    return sum((line.amount or Decimal(0) for line in lines if line.state != LineState.STRUCK), Decimal(0))

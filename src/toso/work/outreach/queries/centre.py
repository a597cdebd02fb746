"""Work at the public-service centres of the communes: what is recorded next, and what it comes to."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import Count, F, Max, Q, QuerySet, Sum
from django.db.models.functions import Coalesce

from toso.ground.people.models import Person
from toso.ground.places.models import Place, PlaceQuerySet
from toso.ground.places.rules import Level
from toso.ground.shared.scope import Scope
from toso.plan.programme.models import Procedure, TaskType
from toso.work.outreach.models import CentreCase, Record
from toso.work.outreach.queries.records import places_to_record
from toso.work.outreach.rules import Mode, Outcome, Satisfaction

HELPING, DIGITISING = "procedures", "digitise"  # kinds of work
MOST_RECENT = 5


def centres(scope: Scope) -> PlaceQuerySet:
    """The communes at whose centre this person may record."""
    return places_to_record(scope).filter(level=Level.COMMUNE)


def task_on(day: date, code: str) -> TaskType:
    """The kind of work under which help at the centre, or digitising, is counted."""
    rows = TaskType.objects.filter(code=code)
    found = rows.filter(valid_from__lte=day).order_by("-valid_from").first() or rows.order_by("valid_from").first()
    if found is None:
        raise TaskType.DoesNotExist(code)
    return found


def last_case(person: Person) -> CentreCase | None:
    """What this person last wrote down at a counter: most of it is so again for the next."""
    rows = CentreCase.objects.filter(record__recorded_by=person, record__superseded_at__isnull=True)
    return rows.select_related("record__procedure").order_by("-record_id").first()


def recent_procedures(places: Iterable[Place]) -> list[Procedure]:
    """The procedures that were last asked for at these centres."""
    rows = CentreCase.objects.filter(record__place__in=places, record__procedure__isnull=False)
    last = dict(rows.order_by().values_list("record__procedure").annotate(last=Max("record_id")))
    newest = sorted(last, key=lambda key: -last[key])[:MOST_RECENT]
    found = Procedure.objects.in_bulk(newest)
    return [found[key] for key in newest]


def cases_of_today(person: Person, *, on: date) -> QuerySet[CentreCase]:
    rows = CentreCase.objects.filter(record__recorded_by=person, record__day=on, record__superseded_at__isnull=True)
    return rows.select_related("record__procedure", "record__place").order_by("-record_id")


@dataclass(frozen=True, slots=True)
class CentreLine:
    """What was done at the centres for one procedure, or for all. A share of nothing is not told."""

    name: str
    people: int
    online: int
    helped: int
    counter: int
    done: int
    cases: int
    minutes: int
    timed: int
    satisfied: int
    rated: int
    priority: int
    dossiers: int
    handling: int
    handled: int

    @property
    def mean_handling(self) -> Decimal | None:
        """Working days from taking a dossier in to its result, over those whose first day is known."""
        return Decimal(self.handling) / self.handled if self.handled else None

    @property
    def mean_minutes(self) -> Decimal | None:
        return Decimal(self.minutes) / self.timed if self.timed else None

    @property
    def done_percent(self) -> Decimal | None:
        return _percent(self.done, self.cases)

    @property
    def online_percent(self) -> Decimal | None:
        return _percent(self.online + self.helped, self.cases)

    @property
    def satisfied_percent(self) -> Decimal | None:
        return _percent(self.satisfied, self.rated)

    @property
    def priority_percent(self) -> Decimal | None:
        return _percent(self.priority, self.people)


def _percent(part: int, whole: int) -> Decimal | None:
    return 100 * Decimal(part) / whole if whole else None


AT_CENTRE = Q(centre__isnull=False)
COUNTS = {
    "people": Coalesce(Sum("citizens", filter=AT_CENTRE), 0),
    "online": Count("pk", filter=Q(centre__mode=Mode.ONLINE)),
    "helped": Count("pk", filter=Q(centre__mode=Mode.HELPED)),
    "counter": Count("pk", filter=Q(centre__mode=Mode.COUNTER)),
    "done": Count("pk", filter=Q(centre__outcome=Outcome.DONE)),
    "cases": Count("centre"),
    "minutes": Coalesce(Sum("centre__minutes"), 0),
    "timed": Count("centre__minutes"),
    "satisfied": Count("pk", filter=Q(centre__satisfaction=Satisfaction.GOOD)),
    "rated": Count("pk", filter=Q(centre__isnull=False) & ~Q(centre__satisfaction="")),
    "priority": Coalesce(Sum(F("elderly") + F("disabled") + F("vulnerable"), filter=AT_CENTRE), 0),
    "dossiers": Coalesce(Sum("things"), 0),
    "handling": Coalesce(Sum("centre__handling_days"), 0),
    "handled": Count("centre__handling_days"),
}


def centre_lines(
    scope: Scope, *, first_day: date, last_day: date, place: Place | None = None
) -> tuple[CentreLine, list[CentreLine]]:
    """The line of all work at centres in the days, and one a procedure, the most asked for first. Two questions."""
    rows: QuerySet[Record] = (
        Record.objects.visible_to(scope)
        .counting()
        .filter(AT_CENTRE | Q(task__code=DIGITISING), day__range=(first_day, last_day))
        .order_by()
    )
    if place is not None:
        rows = rows.filter(place__path__startswith=place.path)
    whole = CentreLine(name="", **rows.aggregate(**COUNTS))
    parts: Any = rows.values("procedure__name").annotate(**COUNTS)
    shown = parts.order_by("-people", "-dossiers", "procedure__name")
    lines = [CentreLine(name=row.pop("procedure__name") or "", **row) for row in shown]
    return whole, lines

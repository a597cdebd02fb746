"""Which logged days of a wave are to be paid, month by month, and which lists have been drawn up for them."""

from collections.abc import Iterable
from datetime import date, timedelta

from django.db.models import QuerySet
from django.urls import reverse

from toso.ground.places.models import Place
from toso.ground.shared.scope import Scope
from toso.work.allowance.models import PaymentList
from toso.work.allowance.rules import DayKind, DaySource, ListState, WorkedDay
from toso.work.campaign.models import Deployment, Wave
from toso.work.campaign.queries import figures
from toso.work.campaign.rules.needs import Remoteness


def _received(wave: Wave) -> QuerySet[Deployment]:
    rows: QuerySet[Deployment] = wave.deployments.binding().filter(arrived_on__isnull=False)
    return rows.order_by("place__sort_key", "person__sort_key", "pk")


def next_month(month: date) -> date:
    return (month.replace(day=1) + timedelta(days=32)).replace(day=1)


def months(wave: Wave, today: date) -> list[date]:
    """The first day of each month in which people of the wave served, up to today; the newest first."""
    whose = figures.of_wave(wave)
    month, found = whose.first_day.replace(day=1), []
    while month <= min(whose.last_day, today):
        found.append(month)
        month = next_month(month)
    return found[::-1]


def communes(wave: Wave) -> QuerySet[Place]:
    """Where people of the wave were received."""
    return Place.objects.filter(pk__in=_received(wave).order_by().values("place")).order_by("sort_key", "pk")


def worked_days(wave: Wave, *, month: date, place: Place | None, is_lodged: bool, today: date) -> list[WorkedDay]:
    """The logged days of one month, of one commune or of all, and the days of the way there and back of whoever has
    a log (Circular 40/2017/TT-BTC, Art. 6.1 counts them). Any other day without a log is not paid.

    Each day comes with its evidence: the log, the reception, the end of the stay. A commune that registered as an
    island is paid as one. A person stands once on a day.
    """
    rows = _received(wave)
    if place is not None:
        rows = rows.filter(place=place)
    people = list(rows)
    islands = set(wave.needs.filter(remoteness=Remoteness.ISLAND).values_list("place", flat=True))
    logged = figures.days_logged(people)
    until = min(next_month(month), today + timedelta(days=1))
    found: dict[tuple[int, date], WorkedDay] = {}
    for row in people:
        kind = DayKind.ISLAND if row.place_id in islands else DayKind.STAY
        address = reverse("campaign:deployment", args=[row.pk])
        for day, source in _days_out(row, logged[row.pk]):
            if month <= day < until:
                worked = WorkedDay(row.person_id, day, row.place_id, kind, is_lodged, source, address)
                found.setdefault((row.person_id, day), worked)
    return list(found.values())


def _days_out(row: Deployment, logged: set[date]) -> list[tuple[date, DaySource]]:
    """The days on which somebody was out, in order, each with what says so; none for whoever has no log at all."""
    if not logged:
        return []
    days = {row.left_on: DaySource.RETURN} if row.left_on else {}
    if row.arrived_on:
        days[row.arrived_on] = DaySource.ARRIVAL
    days |= dict.fromkeys(logged, DaySource.LOG)
    return sorted(days.items())


def lists(wave: Wave, scope: Scope) -> Iterable[PaymentList]:
    """The payment lists with days of the wave's people in its time, the newest first."""
    whose = figures.of_wave(wave)
    rows = PaymentList.objects.visible_to(scope).exclude(state=ListState.CANCELLED)
    rows = rows.filter(
        lines__days__person__in=whose.persons or (),
        lines__days__day__range=(whose.first_day, whose.last_day),
        lines__days__stands=True,
    )
    return rows.distinct().order_by("-pk")

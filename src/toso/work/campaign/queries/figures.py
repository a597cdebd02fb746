"""Figures and logs of those who were sent, read from the rooms where the work is recorded."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import Count, QuerySet, Sum
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from toso.ground.places.models import Place
from toso.ground.shared.scope import Scope
from toso.work.campaign.models import Campaign, DayNote, Deployment, MissionReport, Wave
from toso.work.campaign.rules.service import BINDING
from toso.work.campaign.sources import ANSWERS, FIGURES
from toso.work.helpdesk.models import Ticket
from toso.work.helpdesk.queries import address_of
from toso.work.outreach.models import Record
from toso.work.outreach.queries.records import guided_words
from toso.work.training.models import Session


@dataclass(frozen=True, slots=True)
class Whose:
    """Whose work, where and when. ``persons`` of None: everybody's at the place."""

    place: Place
    first_day: date
    last_day: date
    persons: tuple[int, ...] | None


@dataclass(frozen=True, slots=True)
class Value:
    code: str
    label: str | Promise
    unit: str | Promise
    value: Decimal


def rows_of(code: str, whose: Whose) -> QuerySet[Any]:
    """The records behind a figure."""
    counted = FIGURES[code]
    fact = counted.fact
    rows = fact.rows(counted.parameters).filter(
        **{
            f"{fact.day}__range": (whose.first_day, whose.last_day),
            f"{fact.of_place('path')}__startswith": whose.place.path,
        }
    )
    if whose.persons is None:
        return rows
    mine = rows.model.objects.filter(**{f"{counted.worker}__in": whose.persons}, **counted.only)
    return rows.filter(pk__in=mine.order_by().values("pk"))


def value_of(code: str, whose: Whose) -> Decimal:
    found = rows_of(code, whose).aggregate(total=Sum(FIGURES[code].fact.measure))["total"]
    return Decimal(found or 0)


def values_of(whose: Whose, codes: Iterable[str] = FIGURES) -> list[Value]:
    """Each figure, counted afresh from the records."""
    return [Value(code, FIGURES[code].label, FIGURES[code].unit, value_of(code, whose)) for code in codes]


def by_place(code: str, whose: Whose, communes: Sequence[Place]) -> dict[int, Decimal]:
    """A figure for each commune, in one question: work in a hamlet is its commune's."""
    fact = FIGURES[code].fact
    paths = rows_of(code, whose).values_list(fact.of_place("path")).order_by().annotate(total=Sum(fact.measure))
    roots = {commune.path: commune.pk for commune in communes}
    found: dict[int, Decimal] = {}
    for path, total in paths:
        root = next((roots[step] for step in _steps(path) if step in roots), None)
        if root is not None:
            found[root] = found.get(root, Decimal(0)) + Decimal(total or 0)
    return found


def _steps(path: str) -> list[str]:
    parts = path.rstrip(".").split(".")
    return [".".join(parts[:end]) + "." for end in range(1, len(parts) + 1)]


def of_deployment(deployment: Deployment, first_day: date | None = None, last_day: date | None = None) -> Whose:
    service = deployment.service
    return Whose(
        deployment.place,
        max(first_day or service.begins, service.begins),
        min(last_day or service.ends, service.ends),
        (deployment.person_id,),
    )


def of_wave(wave: Wave) -> Whose:
    """The work of everybody sent in the wave, in the days it was planned or lasted."""
    rows = list(wave.deployments.filter(standing__in=sorted(BINDING)).values_list("person", "arrived_on", "left_on"))
    first = min([wave.first_day, *(arrived for _p, arrived, _l in rows if arrived)])
    last = max([wave.last_day, *(left for _p, _a, left in rows if left)])
    return Whose(wave.campaign.place, first, last, tuple(person for person, _a, _l in rows))


def of_campaign(campaign: Campaign) -> Whose:
    """The work of all that were sent; of everybody at the place where the campaign is the whole place's."""
    rows = Deployment.objects.filter(wave__campaign=campaign).binding()
    persons = None if campaign.counts_whole_place else tuple(rows.values_list("person", flat=True).distinct())
    first, last = campaign.first_day, campaign.last_day
    if persons is not None:
        spans = campaign.waves.values_list("first_day", "last_day")
        first = min([first, *(one for one, _l in spans)])
        last = max([last, *(one for _f, one in spans)])
    return Whose(campaign.place, first, last, persons)


def of_report(report: MissionReport) -> Whose:
    """Whose work a report is about, within its own days."""
    if report.deployment is not None:
        return of_deployment(report.deployment, report.first_day, report.last_day)
    found = of_wave(report.wave) if report.wave is not None else of_campaign(report.campaign)
    return Whose(found.place, report.first_day, report.last_day, found.persons)


@dataclass(frozen=True, slots=True)
class LogLine:
    """One piece of work of a day, where it stands and where it is opened."""

    day: date
    kind: str | Promise
    words: str
    address: str


def log_of(deployment: Deployment, first_day: date, last_day: date) -> list[LogLine]:
    """The work of a member in these days, day by day: nothing of it is kept here."""
    whose = of_deployment(deployment, first_day, last_day)
    lines: list[LogLine] = []
    for row in rows_of("works", whose).select_related("task", "place").order_by("day", "pk"):
        words = f"{row.task.short_name}: {guided_words(row)}" if guided_words(row) else row.task.short_name
        words = f"{words}. {row.result}" if row.result else words
        lines.append(LogLine(row.day, FIGURES["works"].label, words, reverse("outreach:record", args=[row.pk])))
    for code in ("tickets", "difficulties"):
        fact = FIGURES[code].fact
        for row in rows_of(code, whose).order_by(fact.day, "pk"):
            words = _("Nội dung kín") if row.is_confidential else row.title
            lines.append(LogLine(getattr(row, fact.day), FIGURES[code].label, words, address_of(row)))
    for row in rows_of("sessions", whose).select_related("course").order_by("day", "pk"):
        address = reverse("training:session", args=[row.pk])
        lines.append(LogLine(row.day, FIGURES["sessions"].label, row.course.title, address))
    answers = ANSWERS([deployment.person_id], whose.first_day, whose.last_day).select_related("form")
    for row in answers.order_by("day", "pk"):
        address = reverse("forms:submission", args=[row.pk])
        lines.append(LogLine(row.day, _("Phiếu đã điền"), row.form.title, address))
    return sorted(lines, key=lambda line: line.day)


def days_logged(deployments: Collection[Deployment]) -> dict[int, set[date]]:
    """The days on which each deployment has any work or a note, in a few questions however many they are."""
    found: dict[int, set[date]] = {one.pk: set() for one in deployments}
    if not deployments:
        return found
    of_person: dict[int, list[Deployment]] = {}
    for one in deployments:
        of_person.setdefault(one.person_id, []).append(one)
    first = min(one.service.begins for one in deployments)
    last = max(one.service.ends for one in deployments)
    pairs: list[tuple[int, date]] = []
    for counted in (one for one in FIGURES.values() if one.is_shown_in_log):
        fact = counted.fact
        rows = fact.rows(counted.parameters).filter(
            **{f"{counted.worker}__in": list(of_person), f"{fact.day}__range": (first, last)}, **counted.only
        )
        pairs += (
            rows.order_by()
            .values_list(counted.worker, fact.day)
            .annotate(rows=Count("pk"))
            .values_list(counted.worker, fact.day)
        )
    pairs += ANSWERS(list(of_person), first, last).order_by().values_list("sent_by", "day").distinct()
    for person, day in pairs:
        for one in of_person.get(person, ()):
            if one.service.begins <= day <= one.service.ends:
                found[one.pk].add(day)
    notes = DayNote.objects.filter(deployment__in=list(found)).values_list("deployment", "day")
    for deployment, day in notes:
        found[deployment].add(day)
    return found


@dataclass(frozen=True, slots=True)
class Proof:
    """A record behind a figure. ``address`` is empty for what has no page of its own."""

    day: date
    place: Place
    words: str
    value: Decimal
    address: str


def evidence(code: str, whose: Whose, scope: Scope, *, most: int) -> list[Proof]:
    """The records behind a figure, the newest first; one outside the scope is counted and not opened."""
    fact = FIGURES[code].fact
    rows = rows_of(code, whose).annotate(adds=fact.measure).select_related(*_with(fact.place))
    found = []
    for row in rows.order_by(f"-{fact.day}", "-pk")[:most]:
        place = _reach(row, fact.place)
        is_open = any(place.path.startswith(root) for root in scope.place_roots)
        words, address = _words_of(row)
        day: date = _reach(row, fact.day)
        found.append(Proof(day, place, words, Decimal(row.adds), address if is_open else ""))
    return found


def _with(place: str) -> tuple[str, ...]:
    return (place, "session__course") if place.startswith("session__") else (place,)


def _reach(row: Any, path: str) -> Any:
    for step in path.split("__"):
        row = getattr(row, step)
    return row


def _words_of(row: Any) -> tuple[str, str]:
    if isinstance(row, Record):
        return guided_words(row) or row.result, reverse("outreach:record", args=[row.pk])
    if isinstance(row, Ticket):
        return (str(_("Nội dung kín")), "") if row.is_confidential else (row.title, address_of(row))
    session = row if isinstance(row, Session) else row.session
    return session.course.title, reverse("training:session", args=[session.pk])

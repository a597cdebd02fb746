"""What there is to do: jobs, targets, the plan, classes, announcements."""

from collections.abc import Callable
from decimal import Decimal

from django.db.models import Q, prefetch_related_objects
from django.urls import reverse

from toso.front.sync.rules.delta import Row
from toso.front.sync.sources.asker import Asker
from toso.ground.notices import queries as notices
from toso.ground.notices.models import Recipient
from toso.ground.places.models import Place
from toso.ground.places.rules import Reading
from toso.ground.shared.jobs import Job
from toso.plan.forms import queries as forms
from toso.plan.programme.models import PlanLine
from toso.plan.programme.queries import indicators_on, targets_at
from toso.results.reporting.models import Calendar, PeriodKind
from toso.results.reporting.queries import plans
from toso.results.reporting.queries.figures import figures
from toso.results.reporting.queries.periods import period_containing
from toso.results.reporting.rules.periods import OFFICIAL
from toso.work.helpdesk import queries as helpdesk
from toso.work.outreach.queries import jobs as outreach
from toso.work.training.models import Attendance, Registration, Session
from toso.work.training.queries import jobs as training
from toso.work.training.queries import sessions
from toso.work.training.rules import SEATED

# The rooms whose jobs a phone shows: those that the field can do something about.
JOBS: dict[str, Callable[..., list[Job]]] = {
    "helpdesk": helpdesk.jobs,
    "forms": forms.jobs,
    "plans": plans.jobs,
    "notices": notices.jobs,
    "outreach": outreach.jobs,
    "training": training.jobs,
}
MOST_JOBS = 100
MOST_CLASSES = 50
MOST_ANNOUNCEMENTS = 50
HUNDRED = Decimal(100)


def jobs(asker: Asker) -> list[Row]:
    offered = [
        job for offer in JOBS.values() for job in offer(scope=asker.scope, person_id=asker.person.pk, at=asker.at)
    ]
    return [
        {
            "id": job.key,
            "title": job.title,
            "detail": str(job.detail),
            "due_at": job.due_at.isoformat() if job.due_at else None,
            "due_words": job.due_words,
            "is_returned": job.is_returned,
            "act": job.act,
            "icon": job.icon,
            "address": job.address,
        }
        for job in offered[:MOST_JOBS]
    ]


def targets(asker: Asker) -> list[Row]:
    """The year's targets of the units that this person holds, against what is counted."""
    roots = list(Place.objects.filter(path__in=asker.scope.place_roots).current().order_by("path")[:20])
    year = period_containing(OFFICIAL, asker.on, kind=PeriodKind.YEAR)
    if not roots or year is None:
        return []
    given = targets_at([place.pk for place in roots], year.year)
    wanted = {indicator for indicator, _place in given}
    indicators = [each for each in indicators_on(asker.on) if each.pk in wanted]
    prefetch_related_objects(indicators, "terms")
    counted = figures(indicators, roots, year.first_day, asker.on, reading=Reading.TODAY)
    rows: list[Row] = []
    for indicator in indicators:
        for place in roots:
            target = given.get((indicator.pk, place.pk))
            if target is None:
                continue
            done = counted[indicator.pk, place.pk].value
            share = None
            if done is not None and target.value:
                share = (HUNDRED * done / target.value).quantize(Decimal("0.1"))
            rows.append(
                {
                    "id": target.pk,
                    "indicator": indicator.code,
                    "name": indicator.name,
                    "unit": indicator.unit,
                    "place": place.pk,
                    "year": target.year,
                    "target": str(target.value.normalize()),
                    "done": None if done is None else f"{done.quantize(Decimal('0.01')).normalize():f}",
                    "percent": None if share is None else str(share),
                    "as_of": asker.on.isoformat(),
                }
            )
    return rows


def plan(asker: Asker) -> list[Row]:
    """This month's lines of my hamlets, with what is counted for each."""
    if not Calendar.objects.filter(code=OFFICIAL).exists():
        return []
    year, month, states = plans.own_states(asker.scope, on=asker.on)
    span = plans.span_of(year, month, first_day=plans.first_day_of_month())
    return [
        {
            "id": state.line.pk,
            "place": state.line.place_id,
            "month": state.line.month,
            "first_day": span.first_day.isoformat(),
            "last_day": span.last_day.isoformat(),
            "name": _work_of(state.line),
            "task": state.line.task.code if state.line.task else None,
            "quantity": f"{state.line.quantity.normalize():f}",
            "done": f"{state.done.normalize():f}",
            "unit": state.line.indicator.unit if state.line.indicator else "",
            "is_mine": state.line.responsible_id in (None, asker.person.pk),
        }
        for state in states
    ]


def _work_of(line: PlanLine) -> str:
    named = line.indicator or line.task
    return named.name if named else ""


def classes(asker: Asker) -> list[Row]:
    """Classes from two weeks ago on that I hold, am registered for, or that are held where I work."""
    since = asker.on.toordinal() - 14
    rows = sessions.sessions(asker.scope).filter(day__gte=asker.on.fromordinal(since)).prefetch_related("trainers")
    found = list(rows.order_by("day", "starts_at", "pk")[:MOST_CLASSES])
    mine = [row for row in found if sessions.runs(row, asker.scope)]
    seats = set(
        Registration.objects.filter(session__in=found, person=asker.person, state__in=SEATED).values_list(
            "session", flat=True
        )
    )
    present = Attendance.objects.filter(session__in=found, superseded_at__isnull=True)
    here = set(present.filter(person=asker.person).values_list("session", flat=True))
    lists = _lists(mine)
    return [_class(row, asker, row in mine, row.pk in seats, row.pk in here, lists.get(row.pk, [])) for row in found]


def _lists(held: list[Session]) -> dict[int, list[Row]]:
    """Who is on the list of each class: registered or present."""
    names: dict[int, dict[int, Row]] = {row.pk: {} for row in held}
    for seat in Registration.objects.filter(session__in=held).select_related("person").order_by("person__sort_key"):
        names[seat.session_id][seat.person_id] = {
            "id": seat.person_id,
            "name": seat.person.name,
            "is_present": False,
        }
    came = Attendance.objects.filter(session__in=held, superseded_at__isnull=True).select_related("person")
    for row in came.order_by("person__sort_key"):
        names[row.session_id][row.person_id] = {"id": row.person_id, "name": row.person.name, "is_present": True}
    return {pk: list(rows.values()) for pk, rows in names.items()}


def _class(row: Session, asker: Asker, is_mine: bool, has_seat: bool, is_present: bool, persons: list[Row]) -> Row:
    said: dict[str, object] = {
        "id": row.pk,
        "title": row.course.title,
        "day": row.day.isoformat(),
        "starts": f"{row.starts_at:%H:%M}",
        "ends": f"{row.ends_at:%H:%M}",
        "venue": row.venue,
        "place": row.place_id,
        "state": row.state,
        "is_mine": is_mine,
        "is_registered": has_seat,
        "is_present": is_present,
    }
    if is_mine:
        said["check_in_url"] = asker.origin + reverse("training:check_in", args=[row.token])
        said["persons"] = persons
    return said


def announcements(asker: Asker) -> list[Row]:
    """What was sent to me and is in force."""
    mine = Recipient.objects.filter(person=asker.person).select_related("announcement__place")
    running = Q(announcement__until_on__isnull=True) | Q(announcement__until_on__gt=asker.on)
    rows = mine.filter(running, announcement__from_on__lte=asker.on, announcement__withdrawn_at__isnull=True)
    return [
        {
            "id": row.announcement_id,
            "kind": row.announcement.kind,
            "kind_words": str(row.announcement.get_kind_display()),
            "title": row.announcement.title,
            "text": row.announcement.text,
            "number": row.announcement.number,
            "place": str(row.announcement.place),
            "from": row.announcement.from_on.isoformat(),
            "until": row.announcement.until_on.isoformat() if row.announcement.until_on else None,
            "asks_acknowledgement": row.announcement.asks_acknowledgement,
            "acknowledged_at": row.acknowledged_at.isoformat() if row.acknowledged_at else None,
            "file": {
                "name": row.announcement.file_name,
                "url": reverse("sync:api_announcement_file", args=[row.announcement_id]),
            }
            if row.announcement.file
            else None,
        }
        for row in rows.order_by("-announcement__from_on", "-announcement")[:MOST_ANNOUNCEMENTS]
    ]

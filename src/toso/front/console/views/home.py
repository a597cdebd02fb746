from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from toso.front.console import sources
from toso.front.console.menu import MORE, PRIMARY, entries, way
from toso.front.console.queries.beginning import beginning
from toso.front.console.queries.dashboard import (
    Line,
    lines_with_targets,
    months_until,
    own_report,
    reported_period,
)
from toso.front.console.queries.kept import kept
from toso.front.console.queries.partner import of_partner
from toso.front.console.queries.places import own_place, path_to
from toso.front.console.rules.jobs import Bundle, Groups, bundled, grouped
from toso.front.console.views.words import Said, said_of, target_words, value_words
from toso.ground.people.models import Person
from toso.ground.places.models import Place
from toso.ground.shared.access import StaffRequest, requires
from toso.ground.shared.deadline_words import StripDay, moment_words, remaining_words, strip
from toso.ground.shared.jobs import Job
from toso.ground.shared.scope import Scope
from toso.ground.shared.templatetags.ui import weekday_and_day
from toso.ground.shared.vietnam_days import vietnam_calendar
from toso.results.reporting.models import Report
from toso.results.reporting.rules.reports import ReportState

LONGEST_STRIP = timedelta(days=13)
TARGETS_SHOWN = 4
WAITING = (ReportState.DRAFT, ReportState.RETURNED)


@dataclass(frozen=True, slots=True)
class Heading:
    anchor: str
    label: str
    icon: str
    tone: str
    jobs: tuple[Job, ...]

    @property
    def bundles(self) -> tuple[Bundle, ...]:
        return bundled(self.jobs)


@dataclass(frozen=True, slots=True)
class Deadline:
    """The report of the own place that is to be handed in, and the days until then."""

    report: Report
    address: str
    moment: str
    remaining: str
    is_over: bool
    days: list[StripDay]


@dataclass(frozen=True, slots=True)
class Goal:
    line: Line
    value: str
    target: str
    said: Said
    address: str


def headings(groups: Groups, at: datetime) -> list[Heading]:
    """The four headings, in the order that never changes."""
    return [
        Heading("overdue", _("Quá hạn"), "alert-triangle", "bad", groups.overdue),
        Heading("returned", _("Bị trả lại cho tôi"), "arrow-back-up", "wait", groups.returned),
        Heading("today", _("Hôm nay, %(day)s") % {"day": weekday_and_day(at)}, "calendar", "", groups.today),
        Heading("week", _("Tuần này"), "calendar", "", groups.this_week),
    ]


def greeting(person: Person, groups: Groups) -> str:
    called = f"{person.salutation} {person.name.split()[-1]}".strip() if person.salutation else person.name
    if not groups.first:
        return _("Chào %(person)s, hôm nay không có việc gấp") % {"person": called}
    return ngettext(
        "Chào %(person)s, hôm nay có %(number)s việc cần làm trước",
        "Chào %(person)s, hôm nay có %(number)s việc cần làm trước",
        groups.first,
    ) % {"person": called, "number": groups.first}


def deadline_at(place: Place, scope: Scope, at: datetime) -> Deadline | None:
    report = own_report(place, scope, reported_period(at.date()))
    if report is None or report.state not in WAITING:
        return None
    address = way("reporting:read", report.pk, roles=scope.roles)
    if not address:
        return None
    calendar, end = vietnam_calendar(), timezone.localtime(report.due_at).date()
    is_near = at.date() <= end <= at.date() + LONGEST_STRIP
    return Deadline(
        report=report,
        address=address,
        moment=moment_words(report.due_at, now=at),
        remaining=remaining_words(calendar, report.due_at, at),
        is_over=report.due_at < at,
        days=strip(calendar, at.date(), end, today=at.date(), end=end) if is_near else [],
    )


def goals_at(place: Place, at: datetime) -> list[Goal]:
    """The year's targets of the place, those furthest behind first."""
    untils = months_until(at.date())
    if not untils:
        return []
    lines = lines_with_targets(place, untils[-1])
    lines.sort(key=lambda line: (line.pace.gap is None, line.pace.gap or 0))
    return [
        Goal(
            line,
            value_words(line),
            target_words(line),
            said_of(line),
            way("console:evidence", line.indicator.pk, place.pk),
        )
        for line in lines[:TARGETS_SHOWN]
    ]


@requires()
def home(request: StaffRequest) -> HttpResponse:
    at = timezone.localtime()
    groups = grouped(sources.jobs(request.scope, at=at), at=at)
    request.job_counts = {"console:home": groups.count}  # type: ignore[attr-defined]  # read by the menu
    own = own_place(request.scope)
    return render(
        request,
        "console/home.html",
        {
            "greeting": greeting(request.person, groups),
            "groups": groups,
            "headings": headings(groups, at),
            "later": bundled(groups.later),
            "own": own,
            "path": path_to(own) if own else [],
            "act": next(iter(entries(request, PRIMARY, {})), None),
            "deadline": deadline_at(own, request.scope, at) if own else None,
            "goals": kept(("goals", own.pk, at.date(), get_language()), partial(goals_at, own, at)) if own else [],
            "steps": beginning(own, request.scope, at=at),
            "sections": of_partner(request.scope, at),
        },
    )


@requires()
def search(request: StaffRequest) -> HttpResponse:
    text = request.GET.get("q", "").strip()[:100]
    hits = sources.found(text, request.scope, limit=10) if text else []
    return render(request, "console/search.html", {"text": text, "hits": hits})


@requires()
def more(request: StaffRequest) -> HttpResponse:
    return render(request, "console/more.html", {"ways": entries(request, MORE, {})})

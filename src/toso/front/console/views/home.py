from dataclasses import dataclass
from datetime import datetime

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from toso.front.console import sources
from toso.front.console.menu import MORE, PRIMARY, entries
from toso.front.console.queries.places import own_place, path_to
from toso.front.console.rules.jobs import Groups, grouped
from toso.ground.people.models import Person
from toso.ground.shared.access import StaffRequest, requires
from toso.ground.shared.jobs import Job
from toso.ground.shared.templatetags.ui import weekday_and_day


@dataclass(frozen=True, slots=True)
class Heading:
    anchor: str
    label: str
    icon: str
    tone: str
    jobs: tuple[Job, ...]


def headings(groups: Groups, at: datetime) -> list[Heading]:
    """The four headings, in the order that never changes."""
    return [
        Heading("qua-han", _("Quá hạn"), "alert-triangle", "bad", groups.overdue),
        Heading("tra-lai", _("Bị trả lại cho tôi"), "arrow-back-up", "wait", groups.returned),
        Heading("hom-nay", _("Hôm nay, %(day)s") % {"day": weekday_and_day(at)}, "calendar", "", groups.today),
        Heading("tuan-nay", _("Tuần này"), "calendar", "", groups.this_week),
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
            "path": path_to(own) if own else [],
            "act": next(iter(entries(request, PRIMARY, {})), None),
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


@requires()
def call(request: StaffRequest) -> HttpResponse:
    return render(request, "console/call.html", {})

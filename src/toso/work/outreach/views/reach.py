from datetime import date
from typing import Any

from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import gettext as _

from toso.ground.places.models import Place
from toso.ground.places.queries import ancestors_of
from toso.ground.places.rules import Level
from toso.ground.shared.access import StaffRequest, requires
from toso.plan.programme.models import LegalDocument, Platform, TaskType
from toso.work.outreach.queries import reach as queries
from toso.work.outreach.views.records import READERS

PAGE = 100


def _days(request: StaffRequest) -> tuple[int, date, date]:
    """The reporting year asked for: from 15 December to 14 December, no later than today."""
    today = timezone.localdate()
    current = today.year + 1 if (today.month, today.day) >= (12, 15) else today.year
    text = request.GET.get("year", "")
    year = int(text) if text.isdecimal() and 2022 <= int(text) <= current else current
    return year, date(year - 1, 12, 15), min(date(year, 12, 14), today)


def _place(request: StaffRequest) -> Place | None:
    text = request.GET.get("place", "")
    if not text.isdecimal() or len(text) > 17:
        return None
    found: Place = get_object_or_404(Place.objects.visible_to(request.scope), pk=int(text))
    return found


@requires(*READERS)
def reach(request: StaffRequest) -> HttpResponse:
    """Which platforms and policies in force have reached which hamlets, and which procedures were guided."""
    year, first_day, last_day = _days(request)
    place = _place(request)
    days = {"first_day": first_day, "last_day": last_day}
    rows = queries.reach(request.scope, place=place, **days)
    context = {
        "year": year,
        "place": place,
        "path": ancestors_of(place) if place else [],
        "first_day": first_day,
        "last_day": last_day,
        "sets": [
            (_("Nền tảng, dịch vụ số"), [row for row in rows if row.is_platform]),
            (_("Chủ trương, chính sách"), [row for row in rows if not row.is_platform]),
        ],
        "reached": sum(row.reached for row in rows),
        "wanted": sum(row.hamlets for row in rows),
        "procedures": queries.by_procedure(
            request.scope, first_day=first_day, last_day=last_day, place=place, limit=20
        ),
        "communes": _communes(request),
    }
    return render(request, "outreach/reach.html", context)


def _communes(request: StaffRequest) -> list[Place]:
    rows: Any = Place.objects.visible_to(request.scope).current().filter(level=Level.COMMUNE)
    return list(rows.order_by("sort_key"))


@requires(*READERS)
def platform(request: StaffRequest, code: str) -> HttpResponse:
    """One platform: the hamlets nobody has told of it, and the teams not yet trained on it."""
    shown = get_object_or_404(Platform, code=code)
    teams, trained = queries.teams_trained(request.scope, shown.pk, on=timezone.localdate())
    untrained = teams.exclude(pk__in=trained)
    return _missed(
        request,
        title=shown.name,
        column="platform",
        key=shown.pk,
        more={
            "platform": shown,
            "teams": Paginator(untrained, PAGE).get_page(request.GET.get("teams")),
            "trained": len(trained),
            "team_count": teams.count(),
            "is_training_recorded": TaskType.objects.filter(code=queries.TRAINING_TASK).exists(),
        },
    )


@requires(*READERS)
def policy(request: StaffRequest, code: str) -> HttpResponse:
    """One policy: the hamlets where nobody has made it known."""
    shown = get_object_or_404(LegalDocument, code=code)
    if not shown.is_to_communicate:
        raise Http404
    return _missed(request, title=f"{shown}: {shown.title}", column="document", key=shown.pk, more={"platform": None})


def _missed(request: StaffRequest, *, title: str, column: str, key: int, more: dict[str, Any]) -> HttpResponse:
    year, first_day, last_day = _days(request)
    place = _place(request)
    rows = queries.hamlets_missed(
        request.scope, column=column, key=key, first_day=first_day, last_day=last_day, place=place
    )
    context = {
        "title": title,
        "year": year,
        "first_day": first_day,
        "last_day": last_day,
        "page": Paginator(rows, PAGE).get_page(request.GET.get("page")),
        **more,
    }
    return render(request, "outreach/missed.html", context)

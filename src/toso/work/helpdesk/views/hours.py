"""When a commune receives its citizens: who has told it, telling it, and the notice for the door."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from toso.ground.documents.queries import PAPERS
from toso.ground.people.models import Person
from toso.ground.places.models import Place
from toso.ground.places.rules import Level
from toso.ground.shared.access import StaffRequest, requires
from toso.ground.shared.downloads import download
from toso.ground.shared.refusal import Refusal
from toso.work.helpdesk.actions import hours as actions
from toso.work.helpdesk.exports import hours_notice
from toso.work.helpdesk.forms.hours import HoursForm, first_values
from toso.work.helpdesk.models import OpeningHours, ServicePoint
from toso.work.helpdesk.queries import hours as queries
from toso.work.helpdesk.queries.clocks import local_day
from toso.work.helpdesk.queries.hours import KEEPERS, READERS, Opening


@requires(*READERS)
def told(request: StaffRequest) -> HttpResponse:
    """Every commune in sight with what it says of today, those that have told nothing first."""
    rows = queries.told(request.scope, timezone.now())
    return render(request, "helpdesk/hours.html", {"rows": rows, "untold": sum(not one.openings for one in rows)})


@dataclass(frozen=True, slots=True)
class Stretch:
    """Hours that were told, in words."""

    starts_on: date
    last_day: date | None
    lines: list[tuple[str, str]]
    told_by: Person


@dataclass(frozen=True, slots=True)
class ShownPoint:
    point: ServicePoint
    opening: Opening | None
    coming: date | None  # when it opens, where it is not open yet
    history: list[Stretch]


@requires(*READERS)
def commune(request: StaffRequest, place_id: int) -> HttpResponse:
    """The points of a commune, what each says of its week, and what it said before."""
    place = _commune(request, place_id)
    at = timezone.now()
    context = {
        "place": place,
        "rows": [_shown(point, at) for point in queries.points_of(place)],
        "may_keep": queries.keeps(request.scope, place),
    }
    return render(request, "helpdesk/commune_hours.html", context)


def _shown(point: ServicePoint, at: datetime) -> ShownPoint:
    today = local_day(at)
    rows = queries.history(point)
    now = next((row for row in rows if row.starts_on <= today and (row.ends_on is None or row.ends_on > today)), None)
    return ShownPoint(
        point=point,
        opening=queries.opening_of(now, at) if now else None,
        coming=min((row.starts_on for row in rows if row.starts_on > today), default=None),
        history=[_stretch(row) for row in rows],
    )


def _stretch(row: OpeningHours) -> Stretch:
    last_day = row.ends_on - timedelta(days=1) if row.ends_on else None
    return Stretch(row.starts_on, last_day, queries.week_lines(row.bands), row.told_by)


def _commune(request: StaffRequest, place_id: int) -> Place:
    communes = Place.objects.current().visible_to(request.scope).filter(level=Level.COMMUNE)
    found: Place = get_object_or_404(communes, pk=place_id)
    return found


@requires(*KEEPERS)
def new_point(request: StaffRequest, place_id: int) -> HttpResponse:
    """The centre of the commune first, then any further point."""
    place = _commune(request, place_id)
    first: dict[str, Any] = {"starts_on": local_day(timezone.now())}
    if not queries.points_of(place).exists():
        own = f"{place.full_name[:1].lower()}{place.full_name[1:]}"  # within a name: "xã Diên Điền"
        first["name"] = _("Trung tâm Phục vụ hành chính công %(place)s") % {"place": own}
    return _told(request, place, None, HoursForm(request.POST or None, initial=first))


@requires(*KEEPERS)
def change(request: StaffRequest, pk: int) -> HttpResponse:
    """Hours of a point from a day on, beginning with what is told now."""
    point: ServicePoint = get_object_or_404(queries.points(request.scope), pk=pk)
    today = local_day(timezone.now())
    last = queries.hours_on(point, today) or point.hours.filter(superseded_at__isnull=True).last()
    first = first_values(point, last) | {"starts_on": today}
    return _told(request, queries.commune_now(point), point, HoursForm(request.POST or None, initial=first))


def _told(request: StaffRequest, place: Place, point: ServicePoint | None, form: HoursForm) -> HttpResponse:
    if not queries.keeps(request.scope, place):
        raise Http404
    if request.method == "POST" and form.is_valid():
        try:
            actions.tell_hours(
                place_id=place.pk,
                point_id=point.pk if point else None,
                by=request.person,
                scope=request.scope,
                at=timezone.now(),
                **form.told(),
            )
        except Refusal as refusal:
            form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))
        else:
            messages.success(request, _("Đã ghi giờ mở cửa. Người dân thấy ngay ở trang hỏi."))
            return redirect("helpdesk:commune_hours", place.pk)
    return render(request, "helpdesk/hours_form.html", {"form": form, "place": place, "point": point})


@requires(*KEEPERS)
@require_POST
def stop(request: StaffRequest, pk: int) -> HttpResponse:
    point: ServicePoint = get_object_or_404(queries.points(request.scope), pk=pk)
    place = queries.commune_now(point)
    try:
        actions.stop_point(point_id=pk, by=request.person, scope=request.scope, at=timezone.now())
    except Refusal as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("Từ hôm nay %(point)s thôi phục vụ.") % {"point": point})
    return redirect("helpdesk:commune_hours", place.pk)


@requires(*READERS)
def notice(request: StaffRequest, pk: int, kind: str) -> HttpResponse:
    """The page to hang at the door, with the hours of today, or of the day it opens."""
    point: ServicePoint = get_object_or_404(queries.points(request.scope), pk=pk)
    today = local_day(timezone.now())
    coming = point.hours.filter(superseded_at__isnull=True, starts_on__gt=today).order_by("starts_on")
    told_hours = queries.hours_on(point, today) or coming.first()
    if kind not in PAPERS or told_hours is None:
        raise Http404
    place = queries.commune_now(point)
    address = request.build_absolute_uri(reverse("helpdesk:opening")) + f"?place={place.pk}"
    content = PAPERS[kind](hours_notice(told_hours, place, address=address))
    return download(content, f"gio-mo-cua-{place.code}-{point.pk}.{kind}", is_shown=kind == "pdf")

"""Which reports there are, in what state, and who is late."""

from datetime import datetime, timedelta
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from toso.ground.people.rules import Role
from toso.ground.places.models import Place
from toso.ground.places.rules import Level
from toso.ground.shared.access import StaffRequest, requires
from toso.ground.shared.calendar import VIETNAM
from toso.ground.shared.refusal import Refusal
from toso.ground.shared.scope import Scope
from toso.ground.shared.text import fold, row_number
from toso.results.reporting.actions import receiving, reminders, reports
from toso.results.reporting.models import REPORT_STATES, Period, PeriodKind, Report
from toso.results.reporting.queries.periods import reviews_of_year
from toso.results.reporting.queries.reports import (
    LEVEL_BELOW,
    allowed_acts,
    due_summary,
    latest_reported_period,
    listed_reports,
    sides_of,
)
from toso.results.reporting.rules.reports import Act, ReportState, Side, punctuality
from toso.results.reporting.views.common import (
    FEEDBACK_ROLES,
    READERS,
    RECEIVERS,
    STATE_TONES,
    asked_period,
    lineage,
    period_switch,
)

PAGE = 100


def _home(scope: Scope) -> Place | None:
    """The highest place the scope stands at."""
    roots = scope.place_roots
    return Place.objects.filter(path__in=roots).order_by("path").first() if roots else None


@requires(*READERS)
def listed(request: StaffRequest) -> HttpResponse:
    at = timezone.now()
    period = asked_period(request, latest_reported_period(at=at))
    home = _home(request.scope)
    place = (
        get_object_or_404(Place.objects.visible_to(request.scope), pk=request.GET["place"])
        if request.GET.get("place", "").isdecimal()
        else home
    )
    own = (
        Report.objects.visible_to(request.scope)
        .current()
        .filter(period=period, place=place, subject="")
        .select_related("place")
        .first()
    )
    level = LEVEL_BELOW.get(Level(place.level)) if place else None
    context: dict[str, Any] = {
        "path": lineage(place) if place else [],
        "period": period,
        "place": place,
        "own": own,
        "own_tone": STATE_TONES[ReportState(own.state)] if own else "",
        "own_is_open": own is not None and Act.WRITE in allowed_acts(own, request.scope),
        "draft_day": period.last_day + timedelta(days=1),
        "is_past": period.last_day < timezone.localdate(at),
        "may_draft": period.kind != PeriodKind.MONTH and place == home and request.scope.holds(Role.PROVINCE_OFFICER),
        "may_feedback": request.scope.holds(*FEEDBACK_ROLES),
        "level": level,
        "period_switch": period_switch(
            period, address=reverse("reporting:list"), **({"place": place.pk} if place else {})
        ),
        "reviews": reviews_of_year(period.year),
        "state": request.GET.get("state", ""),
        "text": request.GET.get("q", ""),
        "states": list(REPORT_STATES.items()),
    }
    if place and level:
        context |= _below(request, period, place, level, at)
    return render(request, "reporting/list.html", context)


def _below(request: StaffRequest, period: Period, place: Place, level: Level, at: datetime) -> dict[str, Any]:
    rows = listed_reports(
        request.scope,
        period=period,
        level=level,
        state=request.GET.get("state", ""),
        text=fold(request.GET.get("q", "")),
        under=place.path,
    )
    page = Paginator(rows, PAGE).get_page(request.GET.get("page"))
    listed_rows = [
        {
            "report": report,
            "outcome": punctuality(due_at=report.due_at, submitted_at=report.submitted_at, at=at),
            "tone": STATE_TONES[ReportState(report.state)],
            "is_submitted": report.state == ReportState.SUBMITTED,
        }
        for report in page.object_list
    ]
    is_receiver = any(Side.RECEIVER in sides_of(report.place, request.scope) for report in page.object_list[:1])
    return {
        "page": page,
        "rows": listed_rows,
        "summary": due_summary(place, period, at=at, level=level),
        "is_receiver": is_receiver,
        "can_accept": is_receiver and any(report.state == ReportState.SUBMITTED for report in page.object_list),
    }


@requires(Role.PROVINCE_OFFICER)
@require_POST
def draft_review(request: StaffRequest, code: str) -> HttpResponse:
    """Draft the review of a period that had ended before anybody reported here."""
    period = get_object_or_404(Period, calendar__code="official", code=code)
    place = _home(request.scope)
    if place is None:
        raise Http404
    try:
        made = reports.draft_review(
            period=period, place=place, by=request.person, scope=request.scope, at=timezone.now()
        )
    except Refusal as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("Đã soạn nháp %(count)s báo cáo.") % {"count": made})
    return redirect(f"{reverse('reporting:list')}?period={period.code}")


def _back(request: StaffRequest) -> HttpResponse:
    query = request.POST.get("back", "")
    return redirect(f"{reverse('reporting:list')}{query if query.startswith('?') else ''}")


@requires(*RECEIVERS)
@require_POST
def accept_many(request: StaffRequest) -> HttpResponse:
    chosen = [row_number(pk) for pk in request.POST.getlist("report")]
    seen = list(Report.objects.visible_to(request.scope).filter(pk__in=chosen).values_list("pk", flat=True))
    if not seen:
        messages.error(request, _("Chọn ít nhất một báo cáo."))
        return _back(request)
    done = receiving.accept_reports(report_ids=seen, by=request.person, scope=request.scope, at=timezone.now())
    if done.reports:
        messages.success(request, _("Đã nhận %(count)s báo cáo.") % {"count": len(done.reports)})
    for _report_id, sentence in done.refused[:3]:
        messages.error(request, sentence)
    return _back(request)


@requires(*RECEIVERS)
@require_POST
def remind(request: StaffRequest) -> HttpResponse:
    """Remind everybody below who has not handed in."""
    at = timezone.now()
    period = get_object_or_404(Period, pk=row_number(request.POST.get("period", "")))
    place = get_object_or_404(Place.objects.visible_to(request.scope), pk=row_number(request.POST.get("place", "")))
    told = reminders.remind_late(period=period, on=at.astimezone(VIETNAM).date(), at=at, by=request.person, under=place)
    if told:
        messages.success(request, _("Đã nhắc %(count)s người.") % {"count": told})
    else:
        messages.warning(request, _("Không còn ai phải nhắc: đã nhắc hôm nay, hoặc nơi chưa gửi không có tài khoản."))
    return _back(request)

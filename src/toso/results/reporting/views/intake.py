"""The commune takes over the reports of its teams: on paper or handed in, all in one act."""

from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from toso.ground.people.rules import Role
from toso.ground.places.models import Place
from toso.ground.places.rules import Level
from toso.ground.shared.access import StaffRequest, requires
from toso.results.reporting.actions.receiving import take_in_reports
from toso.results.reporting.models import Period
from toso.results.reporting.queries.intake import waiting_reports
from toso.results.reporting.queries.reports import latest_reported_period
from toso.results.reporting.rules.reports import ReportState
from toso.results.reporting.views.common import STATE_TONES, asked_period, lineage, period_switch

COMMUNE = (Role.COMMUNE_LEADER, Role.COMMUNE_OFFICIAL)
Words = dict[int, dict[str, str]]


def _commune(request: StaffRequest, place_id: int) -> Place:
    """A commune whose team reports the person receives."""
    found: Place = get_object_or_404(Place.objects.visible_to(request.scope).filter(level=Level.COMMUNE), pk=place_id)
    return found


@requires(*COMMUNE)
def intake(request: StaffRequest, place_id: int) -> HttpResponse:
    commune = _commune(request, place_id)
    period = asked_period(request, latest_reported_period(at=timezone.now()))
    return _shown(request, commune, period)


def _shown(
    request: StaffRequest,
    commune: Place,
    period: Period,
    *,
    typed: Mapping[int, Mapping[str, str]] | None = None,
    chosen: set[int] | None = None,
    refused: Mapping[int, str] | None = None,
) -> HttpResponse:
    """The page; after a refusal with everything that was typed and ticked."""
    rows = [
        {
            "team": row,
            "tone": STATE_TONES[ReportState(row.report.state)],
            "is_chosen": row.report.pk in chosen if chosen is not None else row.is_ready,
            "refusal": (refused or {}).get(row.report.pk, ""),
            "words": [(section, (typed or {}).get(row.report.pk, {}).get(section.code, "")) for section in row.to_type],
        }
        for row in waiting_reports(request.scope, commune, period)
    ]
    context: dict[str, Any] = {
        "path": lineage(commune),
        "place": commune,
        "period": period,
        "rows": rows,
        "period_switch": period_switch(period, address=reverse("reporting:intake", args=[commune.pk])),
    }
    return render(request, "reporting/intake.html", context)


@requires(*COMMUNE)
@require_POST
def take_in(request: StaffRequest, place_id: int) -> HttpResponse:
    commune = _commune(request, place_id)
    period = get_object_or_404(Period, calendar__code="official", code=request.POST.get("period", ""))
    waiting = {row.report.pk: row for row in waiting_reports(request.scope, commune, period)}
    chosen = {int(pk) for pk in request.POST.getlist("report") if pk.isdecimal()} & waiting.keys()
    typed: Words = {
        pk: {section.code: request.POST.get(f"words-{pk}-{section.code}", "") for section in row.report.sections.all()}
        for pk, row in waiting.items()
    }
    if not chosen:
        messages.error(request, _("Chọn ít nhất một báo cáo."))
        return _shown(request, commune, period, typed=typed, chosen=chosen)
    done = take_in_reports(report_ids=chosen, words=typed, by=request.person, scope=request.scope, at=timezone.now())
    if done.reports:
        messages.success(request, _("Đã nhận %(count)s báo cáo.") % {"count": len(done.reports)})
    if not done.refused:
        return redirect(f"{reverse('reporting:intake', args=[commune.pk])}?period={period.code}")
    words = _("Chưa nhận được %(count)s báo cáo; lý do ghi ở từng tổ, chữ đã gõ vẫn còn.")
    messages.error(request, words % {"count": len(done.refused)})
    left = {pk for pk, _sentence in done.refused}
    return _shown(request, commune, period, typed=typed, chosen=left, refused=dict(done.refused))

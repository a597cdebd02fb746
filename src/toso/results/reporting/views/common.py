"""What the report pages share: finding the report, the bar of place and period, roles."""

from typing import Any
from urllib.parse import urlencode

from django.http import Http404
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _

from toso.ground.documents.queries import MARK
from toso.ground.people.rules import Role
from toso.ground.places.models import Place
from toso.ground.shared.access import StaffRequest
from toso.results.reporting import exports
from toso.results.reporting.models import Cell, Period, Report
from toso.results.reporting.queries.reports import versions_of, whole_report
from toso.results.reporting.rules.reports import ReportState

READERS = (
    Role.PROVINCE_OFFICER,
    Role.PROVINCE_VIEWER,
    Role.COMMUNE_LEADER,
    Role.COMMUNE_OFFICIAL,
    Role.TEAM_LEADER,
    Role.TEAM_MEMBER,
    Role.AUDITOR,
)
WRITERS = (Role.PROVINCE_OFFICER, Role.COMMUNE_LEADER, Role.COMMUNE_OFFICIAL, Role.TEAM_LEADER)
RECEIVERS = (Role.PROVINCE_OFFICER, Role.COMMUNE_LEADER, Role.COMMUNE_OFFICIAL)
FEEDBACK_ROLES = (Role.COMMUNE_OFFICIAL, Role.COMMUNE_LEADER, Role.TEAM_LEADER, Role.TEAM_MEMBER)
STATE_TONES = {
    ReportState.DRAFT: "temp",
    ReportState.SUBMITTED: "work",
    ReportState.RETURNED: "bad",
    ReportState.ACCEPTED: "good",
    ReportState.LOCKED: "good",
}


def found_report(request: StaffRequest, report_id: int) -> Report:
    report: Report = get_object_or_404(whole_report(request.scope), pk=report_id)
    return report


def known_report(request: StaffRequest, report_id: int) -> Report:
    """The report without what hangs on it; outside the scope it does not exist."""
    report: Report = get_object_or_404(
        Report.objects.visible_to(request.scope).select_related("place", "period"), pk=report_id
    )
    return report


def known_cell(request: StaffRequest, report_id: int, cell_id: int) -> tuple[Report, Cell]:
    report = known_report(request, report_id)
    cell: Cell = get_object_or_404(Cell.objects.select_related("indicator"), pk=cell_id, report=report)
    return report, cell


def edition_of(request: StaffRequest) -> int | None:
    """The edition the person saw, when the form says so."""
    given = request.POST.get("edition", "")
    return int(given) if given.isdecimal() else None


def lineage(place: Place) -> list[Place]:
    """The place and what it lies in, from the root."""
    keys = [int(key) for key in place.path.rstrip(".").split(".")]
    return list(Place.objects.filter(pk__in=keys).order_by("path"))


def period_switch(period: Period, *, address: str, **query: Any) -> dict[str, str]:
    """The switch of periods in the bar, keeping the rest of the query."""
    around = Period.objects.filter(calendar_id=period.calendar_id, kind=period.kind)
    before = around.filter(last_day__lt=period.first_day).order_by("-last_day").first()
    after = around.filter(first_day__gt=period.last_day).order_by("first_day").first()

    def link(other: Period | None) -> str:
        return f"{address}?{urlencode({**query, 'period': other.code})}" if other else ""

    return {
        "previous": link(before),
        "next": link(after),
        "label": period.name,
        "choose": f"{reverse('reporting:deadlines')}?{urlencode({'period': period.code})}",
    }


def asked_period(request: StaffRequest, default: Period | None) -> Period:
    """The period the address names, in the official calendar; without one, the default."""
    code = request.GET.get("period", "")
    if code:
        return get_object_or_404(Period, calendar__code="official", code=code)
    if default is None:
        raise Http404(_("Chưa có kỳ báo cáo nào."))
    return default


def paper_check(request: StaffRequest, report: Report) -> dict[str, Any] | None:
    """Whoever comes by the code of a paper reads whether the record still says the same, and what happened else."""
    mark = request.GET.get(MARK, "")
    if not mark:
        return None
    if exports.is_printed_as(report, mark):
        return {"is_same": True}
    others = [other for other in versions_of(report) if other.pk != report.pk]
    printed = next((other for other in others if exports.is_printed_as(other, mark)), None)
    return {"is_same": False, "printed": printed, "events": list(report.events.order_by("-pk")[:3])}

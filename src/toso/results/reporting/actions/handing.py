"""What handing in and taking over do to reports: the same for one and for many, at a fixed number of queries."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from django.utils.translation import gettext as _

from toso.ground.people.models import Person
from toso.ground.places.actions.settling import settle_days
from toso.ground.shared.text import format_number
from toso.results.reporting.actions.filling import fill_cells
from toso.results.reporting.actions.telling import settle_all
from toso.results.reporting.models import Cell, Report
from toso.results.reporting.queries.reports import report_above
from toso.results.reporting.rules.reports import CellState, ReportState, official


def freeze_reports(reports: Sequence[Report], *, by: Person, at: datetime) -> dict[int, str]:
    """Freeze the figures of reports that were checked, as they are known now; what changed in each while it waited.

    The caller notes the step and tells whom it concerns. The first time decides whether a report was on time.
    """
    before = _values(reports)
    for group in _alike(reports):
        fill_cells(group, known_at=at)
        if not group[0].subject:
            until = group[0].period.last_day + timedelta(days=1)
            settle_days(place_ids=[report.place_id for report in group], until=until)
    for report in reports:
        report.state = ReportState.SUBMITTED
        report.known_at = at
        if report.submitted_at is None:
            report.submitted_at, report.submitted_by = at, by
    Report.objects.bulk_update(reports, ["state", "known_at", "submitted_at", "submitted_by"])
    settle_all(reports, "returned", "due", at=at)
    after = _values(reports)
    return {report.pk: _changes(before[report.pk], after[report.pk]) for report in reports}


def take_over(reports: Sequence[Report], *, by: Person, at: datetime) -> None:
    """The values of reports that were handed in are official from now on. The caller notes the step."""
    for report in reports:
        report.state = ReportState.ACCEPTED
        report.accepted_at, report.accepted_by = at, by
    Report.objects.bulk_update(reports, ["state", "accepted_at", "accepted_by"])
    Cell.objects.filter(report__in=reports, state=CellState.ANSWERED).update(state=CellState.CLEAN)
    settle_all(reports, "submitted", at=at)


def refresh_above(reports: Iterable[Report]) -> None:
    """A draft above follows the reports below; what was handed in stays as it is."""
    siblings = {(report.place.path.rsplit(".", 2)[0], report.period_id, report.subject): report for report in reports}
    for report in siblings.values():
        above = report_above(report)
        if above is not None and above.state == ReportState.DRAFT:
            whole = Report.objects.select_for_update(of=("self",)).select_related("place", "period").get(pk=above.pk)
            fill_cells([whole])


def _alike(reports: Sequence[Report]) -> list[list[Report]]:
    """The reports in groups of one template, period and subject: what is filled together."""
    groups: dict[tuple[int, int, str], list[Report]] = defaultdict(list)
    for report in reports:
        groups[report.template_id, report.period_id, report.subject].append(report)
    return list(groups.values())


def _values(reports: Sequence[Report]) -> dict[int, dict[str, str]]:
    """What each cell says, in words, by report."""
    found: dict[int, dict[str, str]] = {report.pk: {} for report in reports}
    for cell in Cell.objects.filter(report__in=reports).select_related("indicator").order_by("order"):
        value = official(cell.numerator, cell.corrected_numerator)
        found[cell.report_id][cell.indicator.short_name] = "–" if value is None else format_number(value)
    return found


def _changes(before: dict[str, str], after: dict[str, str]) -> str:
    """What the figures changed to since they were last seen: "Hộ thanh toán: 342 → 316"."""
    changed = [
        f"{name}: {before.get(name, '–')} → {value}" for name, value in after.items() if before.get(name) != value
    ]
    return _("Số liệu đổi khi gửi: %(changes)s") % {"changes": "; ".join(changed)} if changed else ""

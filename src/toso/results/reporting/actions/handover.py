"""What a new team leader takes over: the reports of the team that are still to be handed in."""

from datetime import date, datetime

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from toso.ground.audit.actions import record
from toso.ground.notices.actions import tell
from toso.ground.people.models import Person
from toso.plan.teams.models import Team
from toso.results.reporting.actions.telling import TITLE_LENGTH
from toso.results.reporting.models import Report
from toso.results.reporting.rules.reports import ReportState


@transaction.atomic
def pass_reports_on(*, team: Team, former: Person, successor: Person, on: date, by: Person, at: datetime) -> list[str]:
    """Hand the team's open reports to its new leader, who is told of each. Says which, in words.

    A report belongs to its place: the right to write it comes with the role. The words typed so far stay.
    """
    still_open = Report.objects.current().filter(
        place_id=team.place_id, state__in=[ReportState.DRAFT, ReportState.RETURNED]
    )
    said = []
    for report in still_open.select_related("place", "period").order_by("due_at", "pk"):
        words = _("Báo cáo %(period)s, %(state)s") % {
            "period": report.period.name,
            "state": report.get_state_display().lower(),
        }
        tell(
            persons=[successor],
            code="reporting.passed_on",
            key=f"reporting.passed_on.{report.pk}.{successor.pk}",
            title=(_("Nhận từ %(former)s: %(what)s") % {"former": former.name, "what": words})[:TITLE_LENGTH],
            address=reverse("reporting:read", args=[report.pk]),
            place=report.place,
            at=at,
        )
        record(
            "reporting.report.passed_on",
            by=by,
            about=report,
            at=at,
            path=report.place.path,
            detail={"former": former.pk, "successor": successor.pk, "on": str(on)},
        )
        said.append(words)
    return said

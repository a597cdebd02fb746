"""What a professional opinion can be about, room by room: each finds its thing inside the scope, or nothing."""

from django.urls import reverse
from django.utils.translation import gettext as _

from toso.ground.shared.scope import Scope
from toso.plan.programme.models import Indicator, TargetDecision, TaskType
from toso.plan.teams.models import Decision
from toso.results.reporting.models import Report
from toso.work.outreach.models import Record
from toso.work.supervision.queries import Subject, Subjects


def _task(pk: int, scope: Scope) -> Subject | None:  # noqa: ARG001  the catalogue is the same for everybody
    found = TaskType.objects.filter(pk=pk).first()
    title = _("Nhiệm vụ: %(name)s") % {"name": found.name} if found else ""
    return Subject("programme.task", pk, title, reverse("programme:tasks"), None) if found else None


def _indicator(pk: int, scope: Scope) -> Subject | None:  # noqa: ARG001  as above
    found = Indicator.objects.filter(pk=pk).first()
    if found is None:
        return None
    title = _("Chỉ tiêu: %(name)s") % {"name": found.name}
    return Subject("programme.indicator", pk, title, reverse("programme:indicator", args=[found.code]), None)


def _targets(pk: int, scope: Scope) -> Subject | None:
    found = TargetDecision.objects.visible_to(scope).select_related("place").filter(pk=pk).first()
    if found is None:
        return None
    title = _("Quyết định giao chỉ tiêu: %(name)s") % {"name": found.title}
    return Subject("programme.targets", pk, title, reverse("programme:decision", args=[pk]), found.place)


def _team_decision(pk: int, scope: Scope) -> Subject | None:
    found = Decision.objects.visible_to(scope).select_related("place", "team").filter(pk=pk).first()
    if found is None:
        return None
    title = f"{found.get_kind_display()}: {found.team}"
    return Subject("teams.decision", pk, title, reverse("teams:decision", args=[pk]), found.place)


def _record(pk: int, scope: Scope) -> Subject | None:
    found = Record.objects.visible_to(scope).select_related("place", "task").filter(pk=pk).first()
    if found is None:
        return None
    title = _("Bản ghi: %(task)s, %(day)s") % {"task": found.task.short_name, "day": f"{found.day:%d/%m/%Y}"}
    return Subject("outreach.record", pk, title, reverse("outreach:record", args=[pk]), found.place)


def _report(pk: int, scope: Scope) -> Subject | None:
    found = Report.objects.visible_to(scope).select_related("place", "period").filter(pk=pk).first()
    if found is None:
        return None
    title = _("Báo cáo %(period)s của %(place)s") % {"period": found.period.name, "place": found.place}
    return Subject("reporting.report", pk, title, reverse("reporting:read", args=[pk]), found.place)


SUBJECTS: Subjects = {
    "programme.task": _task,
    "programme.indicator": _indicator,
    "programme.targets": _targets,
    "teams.decision": _team_decision,
    "outreach.record": _record,
    "reporting.report": _report,
}

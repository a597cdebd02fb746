"""What a professional opinion can be about, room by room: each finds its thing inside the scope, or nothing."""

from django.urls import reverse
from django.utils.translation import gettext as _

from toso.ground.shared.scope import Scope
from toso.plan.programme.models import Indicator, Plan, PlanLine, TargetDecision, TaskType
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


def _plan(pk: int, scope: Scope) -> Subject | None:
    found = Plan.objects.visible_to(scope).select_related("place").filter(pk=pk).first()
    if found is None:
        return None
    title = _("Kế hoạch năm %(year)s của %(place)s") % {"year": found.year, "place": found.place}
    return Subject("programme.plan", pk, title, reverse("programme:plan", args=[pk]), found.place)


def _plan_line(pk: int, scope: Scope) -> Subject | None:
    issued = PlanLine.objects.visible_to(scope).filter(plan__issued_at__isnull=False)
    rows = issued.select_related("place", "plan", "task", "indicator")
    found = rows.filter(pk=pk).first()
    if found is None:
        return None
    work = found.indicator.short_name if found.indicator else found.task.short_name if found.task else ""
    words = {"work": work, "month": found.month, "year": found.plan.year, "place": found.place}
    title = _("Việc trong kế hoạch tháng %(month)s/%(year)s của %(place)s: %(work)s") % words
    return Subject("programme.line", pk, title, reverse("console:place", args=[found.place_id]), found.place)


SUBJECTS: Subjects = {
    "programme.task": _task,
    "programme.indicator": _indicator,
    "programme.targets": _targets,
    "programme.plan": _plan,
    "programme.line": _plan_line,
    "teams.decision": _team_decision,
    "outreach.record": _record,
    "reporting.report": _report,
}

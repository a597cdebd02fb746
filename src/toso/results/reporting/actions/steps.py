"""What every step in a report's life has in common: open the row, check, note, record."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from toso.ground.audit.actions import record
from toso.ground.people.models import Person
from toso.ground.shared.refusal import Refusal
from toso.ground.shared.scope import Scope
from toso.results.reporting.models import REPORT_STATES, Event, Report
from toso.results.reporting.queries.reports import allowed_acts, sides_of
from toso.results.reporting.rules.reports import Act, EventKind

NOTE_LENGTH = 500


def opened(report_id: int, *, scope: Scope, act: Act, edition: int | None = None) -> Report:
    """The report, locked for this change. Outside the scope it does not exist.

    ``edition`` is the one the person saw: somebody else's change in between is never overwritten.
    """
    report: Report = (
        Report.objects.visible_to(scope)
        .select_for_update(of=("self",))
        .select_related("place", "period", "period__calendar", "template")
        .get(pk=report_id)
    )
    if edition is not None and edition != report.edition:
        raise Refusal(_("Báo cáo vừa được người khác thay đổi. Chữ của anh chị vẫn còn; xem lại số liệu rồi làm lại."))
    if act not in allowed_acts(report, scope):
        raise Refusal(why_not(report, scope))
    return report


def opened_many(report_ids: Iterable[int], *, scope: Scope) -> list[Report]:
    """Many reports with their cells and words, locked for one change of them all. Outside the scope none exists."""
    wanted = set(report_ids)
    found = list(
        Report.objects.visible_to(scope)
        .filter(pk__in=wanted)
        .select_for_update(of=("self",))
        .select_related("place", "period", "period__calendar", "template")
        .prefetch_related("cells__indicator", "sections__quotes")
        .order_by("pk")
    )
    if len(found) < len(wanted):
        raise Report.DoesNotExist
    return found


def why_not(report: Report, scope: Scope) -> str:
    if report.superseded_at is not None:
        return _("Đây là bản cũ, đã có bản điều chỉnh thay thế. Mở bản mới nhất để làm tiếp.")
    if not sides_of(report.place, scope):
        return _("Vai trò của anh chị chỉ được xem báo cáo này.")
    return _("Báo cáo đang ở trạng thái “%(state)s” nên chưa làm được việc này.") % {
        "state": REPORT_STATES[report.state]  # type: ignore[index]  # the column holds one of the states
    }


def step(
    report: Report,
    *,
    code: str,
    by: Person | None,
    at: datetime,
    kind: EventKind | None = None,
    note: str = "",
    detail: dict[str, Any] | None = None,
) -> None:
    """Count the change, note it for people, record it for the audit. The caller has saved the rest."""
    report.edition += 1
    report.save(update_fields=["edition"])
    if kind is not None:
        Event.objects.create(report=report, kind=kind, by=by, at=at, note=note[:NOTE_LENGTH])
    record(
        f"reporting.{code}",
        by=by,
        about=report,
        at=at,
        path=report.place.path,
        detail={"version": report.version, **(detail or {})},
    )


def must_say_why(reason: str, *, field: str = "reason") -> str:
    """A reason, cleaned; an empty one is refused."""
    cleaned = reason.strip()
    if not cleaned:
        raise Refusal(_("Ghi lý do để người nhận hiểu vì sao."), field=field)
    return cleaned

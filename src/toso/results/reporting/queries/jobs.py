"""What the reports ask of a person, and what the search finds among them."""

from datetime import datetime
from typing import Any

from django.db.models import Count, Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from toso.ground.places.rules import Level
from toso.ground.shared.asking import asked_often
from toso.ground.shared.deadline_words import due_words
from toso.ground.shared.jobs import Found, Job
from toso.ground.shared.scope import Scope
from toso.ground.shared.text import fold
from toso.ground.shared.vietnam_days import vietnam_calendar
from toso.results.reporting.models import Feedback, Report
from toso.results.reporting.queries.quiet import quiet_hamlets, silent_jobs
from toso.results.reporting.queries.reports import RECEIVERS, WRITERS
from toso.results.reporting.rules.reports import OPEN, CellState, ReportState

MOST = 20
MANY = 3  # from so many reports of one level on, one job stands for them all


def jobs(*, scope: Scope, person_id: int, at: datetime) -> list[Job]:
    """Reports to write, cells that came back, reports to accept, the commune's word to read, hamlets without work."""
    quiet = [*quiet_hamlets(scope, at), *silent_jobs(scope, at)]
    return [*_to_write(scope, at), *_to_accept(scope), *_to_read(scope, person_id), *quiet]


def _standing(scope: Scope, level: str, roles: dict[str, tuple]) -> Q:
    """Reports of a level over which one of the roles is held."""
    condition = Q(pk__in=[])
    for grant in scope.grants:
        if grant.role in roles[level] and grant.place:
            condition |= Q(place__level=level, place__path__startswith=grant.place)
    return condition


def _reports(scope: Scope, roles: dict[str, tuple]) -> QuerySet[Report]:
    condition = Q(pk__in=[])
    for level in roles:
        condition |= _standing(scope, level, roles)
    return Report.objects.visible_to(scope).current().filter(condition).select_related("place", "period")


@asked_often
def _unwritten(scope: Scope) -> QuerySet[Any]:
    """With the number of cells that came back."""
    return (
        _reports(scope, WRITERS)
        .filter(state__in=OPEN)
        .annotate(returned=Count("cells", filter=Q(cells__state=CellState.RETURNED)))
        .order_by("due_at", "place__sort_key")[:MOST]
    )


@asked_often
def _submitted(scope: Scope) -> QuerySet[Report]:
    rows = _reports(scope, RECEIVERS).filter(state=ReportState.SUBMITTED)
    return rows.order_by("-period__last_day", "place__sort_key")


@asked_often
def _unread(scope: Scope, person_id: int) -> QuerySet[Feedback]:
    roots = Q(pk__in=[])
    for grant in scope.grants:
        if grant.role in WRITERS[Level.HAMLET] and grant.place:
            roots |= Q(place__path__startswith=grant.place)
    rows = Feedback.objects.visible_to(scope).filter(roots, sent_at__isnull=False, read_at__isnull=True)
    return rows.exclude(by=person_id).select_related("period", "place").order_by("-sent_at")[:MOST]


def _to_write(scope: Scope, at: datetime) -> list[Job]:
    found = []
    for report in _unwritten(scope):
        is_returned = report.state == ReportState.RETURNED
        place = {"period": report.period.name.lower(), "place": str(report.place)}
        if is_returned and report.returned:
            title = ngettext(
                "Trả lời %(count)s ô của báo cáo %(period)s, %(place)s",
                "Trả lời %(count)s ô của báo cáo %(period)s, %(place)s",
                report.returned,
            ) % {**place, "count": report.returned}
        elif is_returned:
            title = _("Sửa báo cáo %(period)s, %(place)s") % place
        else:
            title = _("Viết báo cáo %(period)s, %(place)s") % place
        found.append(
            Job(
                key=f"reporting.write.{report.pk}",
                title=title,
                detail=_("Số liệu đã tự điền; chỉ viết thêm và gửi."),
                address=reverse("reporting:read", args=[report.pk]),
                act=_("Sửa báo cáo") if is_returned else _("Viết báo cáo"),
                due_at=report.due_at,
                due_words=due_words(vietnam_calendar(), report.due_at, at),
                is_returned=is_returned,
            )
        )
    return found


def _to_accept(scope: Scope) -> list[Job]:
    grouped: dict[tuple[int, str], list[Report]] = {}
    for report in _submitted(scope):
        grouped.setdefault((report.period_id, report.place.level), []).append(report)
    found = []
    for reports in grouped.values():
        if len(reports) < MANY:
            found += [_one_to_accept(report) for report in reports]
        else:
            found.append(_many_to_accept(reports))
    return found[:MOST]


def _one_to_accept(report: Report) -> Job:
    return Job(
        key=f"reporting.accept.{report.pk}",
        title=_("Xem và nhận báo cáo %(period)s của %(place)s")
        % {"period": report.period.name.lower(), "place": report.place},
        detail=_("Số sai thì trả lại riêng ô ấy."),
        address=reverse("reporting:read", args=[report.pk]),
        act=_("Xem và nhận"),
    )


def _many_to_accept(reports: list[Report]) -> Job:
    first = reports[0]
    place = first.place.path.split(".")[{Level.HAMLET: 1, Level.COMMUNE: 0}.get(Level(first.place.level), 0)]
    return Job(
        key=f"reporting.accept.{first.period_id}.{first.place.level}",
        title=_("%(count)s báo cáo %(period)s chờ nhận") % {"count": len(reports), "period": first.period.name.lower()},
        detail=", ".join(str(report.place) for report in reports[:3]) + "…",
        address=f"{reverse('reporting:list')}?period={first.period.code}&state=submitted&place={place}",
        act=_("Xem và nhận"),
    )


def _to_read(scope: Scope, person_id: int) -> list[Job]:
    return [
        Job(
            key=f"reporting.feedback.{feedback.pk}",
            title=_("Xã nhận xét kết quả %(period)s của %(place)s")
            % {"period": feedback.period.name.lower(), "place": feedback.place},
            detail=feedback.text[:120],
            address=f"{reverse('reporting:feedback')}?period={feedback.period.code}",
            act=_("Xem nhận xét"),
            icon="message-report",
        )
        for feedback in _unread(scope, person_id)
    ]


def found(*, text: str, scope: Scope, limit: int) -> list[Found]:
    """Current reports whose place or period answers to the words, newest period first."""
    rows = Report.objects.visible_to(scope).current().select_related("place", "period")
    for word in fold(text).replace("bao cao", " ").split():
        rows = rows.filter(Q(place__search__contains=word) | Q(period__code__contains=word.replace("/", "-")))
    return [
        Found(
            kind="reporting",
            label=_("Báo cáo %(period)s, %(place)s") % {"period": report.period.name.lower(), "place": report.place},
            address=reverse("reporting:read", args=[report.pk]),
            detail=str(report.get_state_display()),
        )
        for report in rows.order_by("-period__last_day", "place__sort_key", "pk")[:limit]
    ]

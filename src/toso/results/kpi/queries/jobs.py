"""What KPI asks of a person in "Việc của tôi", and what the search finds in it."""

from datetime import date, datetime, timedelta
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from toso.ground.people.models import Person
from toso.ground.people.queries import has_words
from toso.ground.shared.calendar import OFFICE_HOURS, VIETNAM
from toso.ground.shared.deadline_words import due_words
from toso.ground.shared.jobs import Found, Job
from toso.ground.shared.scope import Scope
from toso.ground.shared.vietnam_days import vietnam_calendar
from toso.results.kpi.models import Complaint, Line, Product, Sheet, WrongManager
from toso.results.kpi.queries.access import Standing, agencies_kept, catalogues_seen, readable, scored_by, standing_of
from toso.results.kpi.rules.states import EDITABLE, SheetState

SOON = timedelta(days=5)
MOST = 200  # of one kind; many stand behind one line with their count, which must be true


def jobs(*, scope: Scope, person_id: int, at: datetime) -> list[Job]:
    """To score oneself, to approve the day, to confirm the month, to answer a complaint or a wrong manager."""
    standing = standing_of(scope, localdate(at))
    if not (standing.posts or standing.substitute_for or standing.leader_roots):
        return []
    return [*_own(standing, person_id, at), *_to_score(standing, at), *_to_answer(standing, at)]


def _end_of(on: date) -> datetime:
    return datetime.combine(on, OFFICE_HOURS[-1].closes, VIETNAM)


def _due(on: date, at: datetime) -> tuple[datetime, str]:
    due_at = _end_of(on)
    return due_at, due_words(vietnam_calendar(), due_at, at)


def _own(standing: Standing, person_id: int, at: datetime) -> list[Job]:
    rows = Sheet.objects.filter(
        person=person_id,
        state=SheetState.OPEN,
        excluded="",
        month__closed_at__isnull=True,
        month__self_score_by__lte=standing.on + SOON,
    ).select_related("month")
    found = []
    for sheet in rows.order_by("on")[:3]:
        due_at, words = _due(sheet.month.self_score_by, at)
        found.append(
            Job(
                key=f"kpi.self_score.{sheet.pk}",
                title=_("Tự chấm KPI tháng %(month)s") % {"month": f"{sheet.on:%m/%Y}"},
                detail=_("Mười tiêu chí chung; phần công việc hệ thống tính."),
                address=reverse("kpi:self_score", args=[sheet.pk]),
                act=_("Tự chấm"),
                icon="star",
                due_at=due_at,
                due_words=words,
                is_returned=sheet.steps.filter(kind="returned").exists(),
            )
        )
    return found


def _to_score(standing: Standing, at: datetime) -> list[Job]:
    if not standing.is_scorer:
        return []
    people = scored_by(standing)
    sheets = Sheet.objects.filter(person__in=people, state__in=EDITABLE, month__closed_at__isnull=True)
    new = Line.objects.standing().filter(sheet__in=sheets, accepted__isnull=True).exclude(done=0).count()
    found = []
    if new:
        title = ngettext("Duyệt %(count)s việc KPI mới", "Duyệt %(count)s việc KPI mới", new) % {"count": new}
        found.append(
            Job(
                key="kpi.day",
                title=title,
                detail=_("Chỉ xem việc khác thường, phần còn lại duyệt một lần."),
                address=reverse("kpi:day"),
                act=_("Duyệt"),
                icon="checks",
            )
        )
    ready = sheets.filter(state=SheetState.SELF_SCORED).select_related("month").order_by("month__confirm_by")
    first = ready.first()
    if first is not None:
        count = ready.filter(on=first.on).count()
        due_at, words = _due(first.month.confirm_by, at)
        title = ngettext(
            "Xác nhận KPI tháng %(month)s của %(count)s người",
            "Xác nhận KPI tháng %(month)s của %(count)s người",
            count,
        )
        found.append(
            Job(
                key=f"kpi.confirm.{first.on:%Y-%m}",
                title=title % {"count": count, "month": f"{first.on:%m/%Y}"},
                detail=_("Chỉ xem người có điểm khác thường."),
                address=f"{reverse('kpi:confirm')}?month={first.on:%Y-%m}",
                act=_("Xác nhận"),
                icon="users",
                due_at=due_at,
                due_words=words,
            )
        )
    return found


def _to_answer(standing: Standing, at: datetime) -> list[Job]:
    if not (standing.personnel_of or standing.leader_roots):
        return []
    agencies = agencies_kept(standing)
    if not agencies:
        return []
    waiting = Complaint.objects.filter(answered_at__isnull=True, sheet__month__agency__in=agencies).exclude(
        sheet__person=standing.person_id
    )
    found = [
        Job(
            key=f"kpi.complaint.{one.pk}",
            title=_("Trả lời kiến nghị KPI của %(name)s") % {"name": one.sheet.person.name},
            detail=_("Tháng %(month)s; hạn 7 ngày làm việc theo Điều 22.") % {"month": f"{one.sheet.on:%m/%Y}"},
            address=reverse("kpi:complaint", args=[one.pk]),
            act=_("Trả lời"),
            icon="message-report",
            kind_words=_("Kiến nghị KPI chờ trả lời"),
            due_at=one.due_at,
            due_words=due_words(vietnam_calendar(), one.due_at, at),
        )
        for one in waiting.select_related("sheet__person").order_by("due_at", "pk")[:MOST]
    ]
    disputes = WrongManager.objects.filter(answered_at__isnull=True, agency__in=agencies).select_related("person")
    found += [
        Job(
            key=f"kpi.dispute.{one.pk}",
            title=_("Xem báo sai người quản lý của %(name)s") % {"name": one.person.name},
            detail=one.reason,
            address=reverse("kpi:dispute", args=[one.pk]),
            act=_("Trả lời"),
            icon="alert-triangle",
            kind_words=_("Báo sai người quản lý chờ trả lời"),
        )
        for one in disputes.order_by("said_at")[:MOST]
    ]
    return found


def found(*, text: str, scope: Scope, limit: int) -> list[Found]:
    """Tasks on sheets one may read, and products of the catalogues one works with."""
    words = text.split()
    if not words:
        return []
    standing = standing_of(scope, localdate())
    if not (standing.posts or standing.leader_roots):
        return []
    products = Product.objects.filter(has_words(text), catalogue__in=catalogues_seen(standing).approved())
    hits = [
        Found(
            kind=_("Danh mục KPI"),
            label=product.name,
            address=f"{reverse('kpi:catalogue')}?{urlencode({'q': product.name[:60]})}",
            detail=_("Nhóm %(group)s, hệ số %(coefficient)s")
            % {"group": product.group, "coefficient": product.coefficient.normalize()},
        )
        for product in products.order_by("name", "pk")[:limit]
    ]
    named = Person.objects.filter(has_words(text)).values("pk")
    people = readable(standing).filter(person__in=named).order_by("-on", "person__sort_key")[:limit]
    hits += [
        Found(
            kind=_("KPI tháng"),
            label=f"{sheet.person.name}, {sheet.on:%m/%Y}",
            address=reverse("kpi:why", args=[sheet.pk]),
            detail=str(sheet.get_state_display()),
        )
        for sheet in people
    ]
    return hits[:limit]

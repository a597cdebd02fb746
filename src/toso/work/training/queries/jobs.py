"""What training offers to "Việc của tôi", to the search, and when places change."""

from datetime import date, datetime, timedelta

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.urls import reverse
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from toso.ground.people.rules import Role
from toso.ground.places.models import Place
from toso.ground.shared.asking import asked_often
from toso.ground.shared.jobs import Found, Job
from toso.ground.shared.scope import Scope, inside
from toso.ground.shared.text import fold
from toso.plan.programme.models import Platform
from toso.work.training.models import MOMENTS, Course, Proposal, Registration, Session
from toso.work.training.queries import proposals, skills
from toso.work.training.queries import sessions as queries
from toso.work.training.rules import RegistrationState, SessionState

MOST_JOBS = 20
RELEASED_DAYS = 180  # a platform is new for so long
ICON = "calendar"


def jobs(*, scope: Scope, person_id: int, at: datetime) -> list[Job]:
    """Invitations to answer, and classes whose day has come and that nobody has written down."""
    today = localdate(at)
    return [
        *_invitations(person_id, today),
        *_to_write_down(scope, person_id, today),
        *_quizzes(person_id, today),
        *_to_look_at_again(scope, today),
        *_platforms_without_course(scope, today),
        *_proposals_to_answer(scope),
    ]


@asked_often
def _proposals(scope: Scope) -> QuerySet[Proposal]:
    return proposals.to_answer(scope)[:MOST_JOBS]


def _proposals_to_answer(scope: Scope) -> list[Job]:
    """Classes that partners would hold at the own place (Plan 6863/KH-UBND, V.4, V.8)."""
    return [
        Job(
            key=f"training.proposal.{row.pk}",
            title=_("Đề nghị mở lớp: %(title)s") % {"title": row.title},
            detail=f"{row.organisation_name}, {row.day:%d/%m/%Y} {row.starts_at:%H:%M}, {row.place}",
            address=reverse("training:proposal", args=[row.pk]),
            act=_("Trả lời"),
            icon=ICON,
        )
        for row in _proposals(scope)
    ]


def _quizzes(person_id: int, today: date) -> list[Job]:
    """Short quizzes that wait for the trainee, until they close."""
    return [
        Job(
            key=f"training.quiz.{session.pk}.{moment}",
            title=_("Bài kiểm tra ngắn: %(title)s") % {"title": session.course.title},
            detail=str(MOMENTS[moment]),
            address=reverse("training:quiz", args=[session.pk, moment]),
            act=_("Làm bài"),
            icon=ICON,
        )
        for session, moment in skills.open_quizzes(person_id, today=today)[:MOST_JOBS]
    ]


def _to_look_at_again(scope: Scope, today: date) -> list[Job]:
    """Classes of 30 and 90 days ago whose trainees nobody has looked at again."""
    if not scope.holds(*queries.HOLDERS):
        return []
    return [
        Job(
            key=f"training.again.{due.session.pk}.{due.after}",
            title=_("Kiểm tra lại sau %(days)s ngày: %(title)s")
            % {"days": due.after, "title": due.session.course.title},
            detail=_("Buổi %(day)s, còn %(count)s người") % {"day": f"{due.session.day:%d/%m/%Y}", "count": due.count},
            address=reverse("training:recheck", args=[due.session.pk, due.after]),
            act=_("Ghi kết quả"),
            icon=ICON,
        )
        for due in skills.due_rechecks(scope, today=today, most=MOST_JOBS)
    ]


@asked_often
def _platforms(today: date) -> QuerySet[Platform]:
    offered = Course.objects.filter(platform=OuterRef("pk"), closed_at__isnull=True)
    since = today - timedelta(days=RELEASED_DAYS)
    rows = Platform.objects.filter(valid_until__isnull=True, released_on__gt=since, released_on__lte=today)
    return rows.exclude(Exists(offered)).order_by("released_on", "pk")[:MOST_JOBS]


def _platforms_without_course(scope: Scope, today: date) -> list[Job]:
    """Platforms that were released lately and that nobody offers a course on (Plan 6863/KH-UBND, V.2, V.4)."""
    if not any(grant.place and grant.role == Role.PROVINCE_OFFICER for grant in scope.grants):
        return []
    return [
        Job(
            key=f"training.platform.{row.pk}",
            title=_("Mở khoá tập huấn về %(platform)s") % {"platform": row.name},
            detail=_("Nền tảng đưa vào dùng ngày %(day)s, chưa có khoá nào") % {"day": f"{row.released_on:%d/%m/%Y}"},
            address=reverse("training:new_course") + f"?platform={row.pk}",
            act=_("Mở khoá"),
            icon=ICON,
        )
        for row in _platforms(today)
    ]


@asked_often
def _invited(person_id: int, today: date) -> QuerySet[Registration]:
    rows = Registration.objects.filter(
        person=person_id,
        state=RegistrationState.INVITED,
        session__state=SessionState.PLANNED,
        session__day__gte=today,
    ).select_related("session__course", "session__place")
    return rows.order_by("session__day", "pk")[:MOST_JOBS]


def _invitations(person_id: int, today: date) -> list[Job]:
    return [
        Job(
            key=f"training.invited.{row.session_id}",
            title=_("Mời dự tập huấn: %(title)s") % {"title": row.session.course.title},
            detail=f"{row.session.day:%d/%m/%Y} {row.session.starts_at:%H:%M}, {row.session.venue}",
            address=reverse("training:session", args=[row.session_id]),
            act=_("Trả lời"),
            icon=ICON,
        )
        for row in _invited(person_id, today)
    ]


@asked_often
def _not_written(scope: Scope, person_id: int, today: date) -> QuerySet[Session]:
    roots = tuple(grant.place for grant in scope.grants if grant.place and grant.role in queries.HOLDERS)
    mine = Q(trainers=person_id) | (Q(made_by=person_id) & inside(roots, "place__path"))
    rows = Session.objects.filter(mine, state=SessionState.PLANNED, day__lte=today).distinct()
    return rows.select_related("course", "place").order_by("day", "pk")[:MOST_JOBS]


def _to_write_down(scope: Scope, person_id: int, today: date) -> list[Job]:
    return [
        Job(
            key=f"training.held.{row.pk}",
            title=_("Điểm danh: %(title)s") % {"title": row.course.title},
            detail=f"{row.day:%d/%m/%Y} {row.starts_at:%H:%M}, {row.place}",
            address=reverse("training:session", args=[row.pk]),
            act=_("Ghi kết quả"),
            icon=ICON,
        )
        for row in _not_written(scope, person_id, today)
    ]


def found(*, text: str, scope: Scope, limit: int) -> list[Found]:
    """Courses whose words hold every word asked for, without regard to marks."""
    words = fold(text).split()
    if not words:
        return []
    rows = queries.courses(scope).order_by("-pk")[:1000]
    hits = [
        Found(
            kind=_("Khoá tập huấn"),
            label=row.title,
            address=reverse("training:course", args=[row.pk]),
            detail=f"{row.get_audience_display()}, {row.place}",
        )
        for row in rows
        if all(word in fold(f"{row.title} {row.organiser_name}") for word in words)
    ]
    return hits[:limit]


def kept_at(places: QuerySet[Place]) -> dict[str, int]:
    """What this room keeps at these places that goes along when they change: classes still to come."""
    return {"sessions": Session.objects.filter(place__in=places, state=SessionState.PLANNED).count()}

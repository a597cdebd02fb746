"""What training offers to "Việc của tôi", to the search, and when places change."""

from datetime import datetime

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from toso.ground.places.models import Place
from toso.ground.shared.jobs import Found, Job
from toso.ground.shared.scope import Scope, inside
from toso.ground.shared.text import fold
from toso.work.training.models import Registration, Session
from toso.work.training.queries import sessions as queries
from toso.work.training.rules import RegistrationState, SessionState

MOST_JOBS = 20
ICON = "calendar"


def jobs(*, scope: Scope, person_id: int, at: datetime) -> list[Job]:
    """Invitations to answer, and classes whose day has come and that nobody has written down."""
    today = localdate(at)
    return [*_invitations(person_id, today), *_to_write_down(scope, person_id, today)]


def _invitations(person_id: int, today: object) -> list[Job]:
    rows = Registration.objects.filter(
        person=person_id,
        state=RegistrationState.INVITED,
        session__state=SessionState.PLANNED,
        session__day__gte=today,
    ).select_related("session__course", "session__place")
    return [
        Job(
            key=f"training.invited.{row.session_id}",
            title=_("Mời dự tập huấn: %(title)s") % {"title": row.session.course.title},
            detail=f"{row.session.day:%d/%m/%Y} {row.session.starts_at:%H:%M}, {row.session.venue}",
            address=reverse("training:session", args=[row.session_id]),
            act=_("Trả lời"),
            icon=ICON,
        )
        for row in rows.order_by("session__day", "pk")[:MOST_JOBS]
    ]


def _to_write_down(scope: Scope, person_id: int, today: object) -> list[Job]:
    roots = tuple(grant.place for grant in scope.grants if grant.place and grant.role in queries.HOLDERS)
    mine = Q(trainers=person_id) | (Q(made_by=person_id) & inside(roots, "place__path"))
    rows = Session.objects.filter(mine, state=SessionState.PLANNED, day__lte=today).distinct()
    return [
        Job(
            key=f"training.held.{row.pk}",
            title=_("Điểm danh: %(title)s") % {"title": row.course.title},
            detail=f"{row.day:%d/%m/%Y} {row.starts_at:%H:%M}, {row.place}",
            address=reverse("training:session", args=[row.pk]),
            act=_("Ghi kết quả"),
            icon=ICON,
        )
        for row in rows.select_related("course", "place").order_by("day", "pk")[:MOST_JOBS]
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

"""What this room offers to "Việc của tôi", to the search, and when places change."""

from datetime import date, datetime, time

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from toso.ground.places.models import Place
from toso.ground.shared.asking import asked_often
from toso.ground.shared.calendar import VIETNAM
from toso.ground.shared.deadline_words import remaining_words
from toso.ground.shared.jobs import Found, Job
from toso.ground.shared.scope import Scope
from toso.ground.shared.text import fold
from toso.ground.shared.vietnam_days import vietnam_calendar
from toso.work.assessment.models import Study
from toso.work.assessment.queries import studies as queries
from toso.work.assessment.queries.cores import checks_due
from toso.work.assessment.rules import Side

MOST_JOBS = 20
MOST_LISTED = 200
CLOSE_OF_DAY = time(17, 0)
ICON = "clipboard-list"


def jobs(*, scope: Scope, person_id: int, at: datetime) -> list[Job]:
    """Rounds to take and core persons to look at: named for who works in the place, a number for the province."""
    if not scope.holds(*queries.TAKERS):
        return []
    today = localdate(at)
    studies = queries.rounds_of(_studies(scope), on=today)
    if scope.holds(*queries.OPENERS[:1]):
        return _of_the_province(studies)
    wanted = [
        (study, one)
        for study, rounds in studies
        for one in rounds
        if one.is_open and not _is_done_by(one, queries.side_of(scope, study.place))
    ]
    wanted.sort(key=lambda pair: pair[1].due_on)
    return [
        *(_round_job(study, one, at) for study, one in wanted[:MOST_JOBS]),
        *_check_jobs(scope, person_id, today, at),
    ]


@asked_often
def _studies(scope: Scope) -> QuerySet[Study]:
    rows: QuerySet[Study] = Study.objects.visible_to(scope).standing().select_related("place")
    return rows.order_by("-last_day", "pk")[:MOST_LISTED]


def _is_done_by(one: queries.RoundLine, side: Side | None) -> bool:
    done = {Side.MISSION: one.mission_on, Side.COMMUNE: one.commune_on}
    return side is None or done[side] is not None


def _round_job(study: Study, one: queries.RoundLine, at: datetime) -> Job:
    due_at = _close_of(one.due_on)
    return Job(
        key=f"assessment.{study.pk}.{one.when}",
        title=_("Đánh giá %(place)s: %(round)s") % {"place": study.place, "round": one.label.lower()},
        detail=study.label,
        address=reverse("assessment:take", args=[study.pk, one.when]),
        act=_("Đánh giá"),
        icon=ICON,
        due_at=due_at,
        due_words=remaining_words(vietnam_calendar(), due_at, at),
    )


def _close_of(day: date) -> datetime:
    return datetime.combine(day, CLOSE_OF_DAY, tzinfo=VIETNAM)


def _check_jobs(scope: Scope, person_id: int, today: date, at: datetime) -> list[Job]:
    return [
        Job(
            key=f"assessment.core.{due.core.pk}.{due.milestone}",
            title=_("Xem hạt nhân công nghệ còn hoạt động: %(name)s") % {"name": due.core.person.name},
            detail=_("%(days)s ngày sau bàn giao, %(place)s") % {"days": due.milestone, "place": due.core.place},
            address=reverse("core_person", args=[due.core.pk]),
            act=_("Ghi kết quả"),
            icon="user",
            due_at=_close_of(due.on),
            due_words=remaining_words(vietnam_calendar(), _close_of(due.on), at),
        )
        for due in checks_due(scope, on=today)[:MOST_JOBS]
        if due.core.person_id != person_id
    ]


def _of_the_province(studies: list[tuple[Study, tuple[queries.RoundLine, ...]]]) -> list[Job]:
    late = sum(any(one.lacks for one in rounds) for _study, rounds in studies)
    if not late:
        return []
    words = ngettext("%(count)s xã còn thiếu lượt đánh giá", "%(count)s xã còn thiếu lượt đánh giá", late)
    return [
        Job(
            key="assessment.gaps",
            title=words % {"count": late},
            detail=_("Đánh giá trước và sau hỗ trợ"),
            address=f"{reverse('assessment:list')}?tab=gaps",
            act=_("Xem"),
            icon=ICON,
        )
    ]


def found(*, text: str, scope: Scope, limit: int) -> list[Found]:
    """Studies whose commune or label holds every word asked for, without regard to marks."""
    words = fold(text).split()
    if not words or not scope.holds(*queries.READERS):
        return []
    rows = queries.studies(scope).order_by("-pk")[:1000]
    hits = [
        Found(
            kind=_("Đánh giá xã"),
            label=f"{row.place}, {row.label}",
            address=reverse("assessment:study", args=[row.pk]),
            detail=f"{row.first_day:%d/%m/%Y} – {row.last_day:%d/%m/%Y}",
        )
        for row in rows
        if all(word in fold(f"{row.place} {row.label}") for word in words)
    ]
    return hits[:limit]


def kept_at(places: QuerySet[Place]) -> dict[str, int]:
    """What this room keeps at these places that goes along when they change."""
    return {"studies": Study.objects.standing().filter(place__in=places).count()}

from datetime import date, datetime, timedelta

from django.db.models import Min
from django.utils.translation import gettext as _

from toso.ground.notices.models import DueRun, Notice
from toso.ground.notices.queries import announcements
from toso.ground.shared.jobs import Found, Job
from toso.ground.shared.scope import Scope


def unread_count(person_id: int) -> int:
    """How many notices wait for the person; the number beside the bell."""
    return Notice.objects.unread().filter(person_id=person_id).count()


def notices_of(person_id: int, *, only_unread: bool = False, before: int | None = None, limit: int) -> list[Notice]:
    """A person's own notices, newest first, from a number downwards."""
    mine = Notice.objects.filter(person_id=person_id)
    if only_unread:
        mine = mine.unread()
    if before is not None:
        mine = mine.filter(pk__lt=before)
    return list(mine.select_related("place").order_by("-pk")[:limit])


def jobs(*, scope: Scope, person_id: int, at: datetime) -> list[Job]:
    """What is to be acknowledged, and one line in "Việc của tôi" for all that is unread."""
    asked = announcements.jobs_of(scope=scope, person_id=person_id, at=at)
    count = unread_count(person_id)
    if not count:
        return asked
    return [
        *asked,
        Job(
            key="notices",
            title=_("%(count)s tin chưa đọc") % {"count": count},
            detail=_("Thông báo và nhắc việc gửi cho ông/bà"),
            address="/notices/",
            act=_("Đọc"),
            icon="bell",
        ),
    ]


def found(*, text: str, scope: Scope, limit: int) -> list[Found]:
    """Announcements for the global search."""
    return announcements.found_among(text=text, scope=scope, limit=limit)


def days_to_run(code: str, *, first_day: date, last_day: date) -> list[date]:
    """The days of a span whose duty was not finished, the oldest first: what a late machine catches up with."""
    done = set(
        DueRun.objects.filter(code=code, due_on__range=(first_day, last_day), done_at__isnull=False).values_list(
            "due_on", flat=True
        )
    )
    days = (first_day + timedelta(n) for n in range((last_day - first_day).days + 1))
    return [day for day in days if day not in done]


def days_missed(code: str, *, today: date, most: int) -> list[date]:
    """The days up to today whose duty is not done, the oldest first, at most so many days back.

    A house that never ran the duty begins today: it has missed nothing.
    """
    begun = DueRun.objects.filter(code=code, due_on__lte=today).aggregate(first=Min("due_on"))["first"]
    first_day = max(begun or today, today - timedelta(days=most - 1))
    return days_to_run(code, first_day=first_day, last_day=today)


def runs(*, most: int) -> list[DueRun]:
    """The latest runs of the duties, the newest day first."""
    return list(DueRun.objects.order_by("-due_on", "code")[:most])

"""Telling people, reminding them, leaving them in peace; and the list of duties that fall due."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from toso.ground.delivery.actions import queue_message
from toso.ground.delivery.rules import Channel
from toso.ground.notices import rules
from toso.ground.notices.models import DueRun, Notice, NoticeQuerySet
from toso.ground.people.models import Person
from toso.ground.places.models import Place

STEP_MARK = "|"


def tell(
    *,
    persons: Iterable[Person],
    code: str,
    key: str,
    title: str,
    at: datetime,
    address: str = "",
    place: Place | None = None,
) -> int:
    """Tell each person once; the same ``key`` again is silent. Returns how many were newly told."""
    wanted = list(persons)
    before = Notice.objects.filter(person__in=wanted, key=key).count()
    Notice.objects.bulk_create(
        [
            Notice(person=person, code=code, key=key, title=title[:250], address=address, place=place, created_at=at)
            for person in wanted
        ],
        ignore_conflicts=True,
    )
    return Notice.objects.filter(person__in=wanted, key=key).count() - before


def remind(
    *,
    persons: Iterable[Person],
    code: str,
    key: str,
    title: str,
    days_left: int,
    at: datetime,
    address: str = "",
    place: Place | None = None,
) -> int:
    """Remind three days and one day before, and on the day; each once, and no more when the matter is settled.

    ``days_left`` is counted by the caller, on the calendar that the deadline obeys. A machine that
    was off gives the latest reminder that is due, not all that it missed.
    """
    step = rules.step_reached(days_left)
    if step is None or _about(key).filter(done_at__isnull=False).exists():
        return 0
    return tell(
        persons=persons, code=code, key=f"{key}{STEP_MARK}{step}", title=title, at=at, address=address, place=place
    )


def _about(key: str) -> NoticeQuerySet:
    return Notice.objects.filter(Q(key=key) | Q(key__startswith=f"{key}{STEP_MARK}"))


def settle(*, key: str, at: datetime) -> None:
    """The matter is done: nobody is reminded of it again, and what has not left the house stays in."""
    _about(key).filter(done_at__isnull=True).update(done_at=at)


def untell(*, key: str) -> int:
    """What was told is not so after all: the notices of that matter go. Returns how many."""
    return _about(key).delete()[0]


def mark_read(*, person: Person, at: datetime, notice_id: int | None = None) -> int:
    """The person has read one notice, or all. Returns how many were unread."""
    mine = Notice.objects.filter(person=person, read_at__isnull=True)
    if notice_id is not None:
        mine = mine.filter(pk=notice_id)
    return mine.update(read_at=at)


def post_waiting(*, at: datetime) -> int:
    """Write one message to each person about all that is new, outside the quiet hours. Returns how many."""
    if rules.is_quiet(timezone.localtime(at)):
        return 0
    waiting = (
        Notice.objects.unread().filter(posted_at__isnull=True, person__restricted_since=None).exclude(person__email="")
    )
    persons = Person.objects.filter(pk__in=waiting.values("person")).order_by("pk")
    return sum(_post_to(person, at) for person in persons)


@transaction.atomic
def _post_to(person: Person, at: datetime) -> int:
    mine = Notice.objects.unread().filter(person=person, posted_at__isnull=True)
    notices = list(mine.select_for_update(skip_locked=True).order_by("pk"))
    if not notices:
        return 0
    account = getattr(person, "account", None)
    with override(account.language if account else "vi"):
        subject = _("Tổ Số: %(count)s tin mới") % {"count": len(notices)}
        opening = _("Kính gửi %(name)s,") % {"name": f"{person.salutation} {person.name}".strip()}
        closing = _("Mở Tổ Số để xem và xử lý. Thư này gửi tự động, không cần trả lời.")
    lines = [f"- {notice.title}" for notice in notices]
    body = "\n".join([opening, "", *lines, "", closing])
    queue_message(
        channel=Channel.EMAIL, recipient=person.email, subject=subject, body=body, at=at, person_number=person.pk
    )
    Notice.objects.filter(pk__in=[notice.pk for notice in notices]).update(posted_at=at)
    return 1


@transaction.atomic
def claim_due(code: str, due_on: date, at: datetime) -> bool:
    """Take a duty of a day: True for exactly one asker. A run that died is given out again after half an hour."""
    _run, is_new = DueRun.objects.get_or_create(code=code, due_on=due_on, defaults={"claimed_at": at})
    if is_new:
        return True
    dropped = DueRun.objects.filter(
        code=code,
        due_on=due_on,
        done_at__isnull=True,
        claimed_at__lte=at - timedelta(minutes=rules.RETRY_MINUTES),
    )
    return bool(dropped.update(claimed_at=at))


def finish_due(code: str, due_on: date, at: datetime) -> None:
    """The duty of that day is done and is never given out again."""
    DueRun.objects.filter(code=code, due_on=due_on, done_at__isnull=True).update(done_at=at)

"""Who counts as trained in a post: derived from attendance and posts, kept in versions."""

from collections.abc import Iterable
from datetime import date, datetime

from django.db import transaction

from toso.ground.notices.actions import claim_due, finish_due
from toso.ground.notices.queries import days_missed
from toso.ground.shared.calendar import VIETNAM
from toso.plan.programme.actions import mark_changed
from toso.work.training import rules
from toso.work.training.models import TrainedSpan
from toso.work.training.queries import coverage as queries

DUTY = "training.coverage"
MOST_DAYS = 7
Key = tuple[int, int, str, date, date | None]


@transaction.atomic
def refresh_trained(*, at: datetime, persons: Iterable[int] | None = None) -> int:
    """Bring the spans in line with attendance and posts, of some persons or of all. Returns how many changed."""
    chosen = None if persons is None else sorted(set(persons))
    rows = TrainedSpan.objects.filter(superseded_at__isnull=True)
    if chosen is not None:
        rows = rows.filter(person__in=chosen)
    standing: dict[Key, TrainedSpan] = {
        (row.person_id, row.place_id, row.group, row.starts_on, row.ends_on): row
        for row in rows.select_for_update().order_by("pk")
    }
    wanted = _wanted(chosen)
    gone = [row for key, row in standing.items() if key not in wanted]
    new = sorted(wanted - standing.keys(), key=str)
    TrainedSpan.objects.filter(pk__in=[row.pk for row in gone]).update(superseded_at=at)
    TrainedSpan.objects.bulk_create(
        [
            TrainedSpan(person_id=person, place_id=place, group=group, starts_on=start, ends_on=end, recorded_at=at)
            for person, place, group, start, end in new
        ],
        batch_size=2000,
    )
    days = {(row.place_id, day) for row in gone for day in (row.starts_on, row.ends_on) if day}
    days |= {(place, day) for _person, place, _group, start, end in new for day in (start, end) if day}
    mark_changed(days, at=at)
    return len(gone) + len(new)


def _wanted(persons: list[int] | None) -> set[Key]:
    first = queries.first_trained(persons)
    wanted: set[Key] = set()
    for person, place, group, held in queries.posts(first.keys()):
        span = rules.trained_span(held, first.get(person))
        if span is not None:
            wanted.add((person, place, group, span.starts_on, span.ends_on))
    return wanted


def catch_up(*, at: datetime) -> None:
    """Once a day: whoever joined, left or moved meanwhile. A machine that was off makes up for it."""
    today = at.astimezone(VIETNAM).date()
    days = [day for day in days_missed(DUTY, today=today, most=MOST_DAYS) if claim_due(DUTY, day, at)]
    if not days:
        return
    refresh_trained(at=at)
    for day in days:
        finish_due(DUTY, day, at)

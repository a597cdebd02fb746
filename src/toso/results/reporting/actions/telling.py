"""Who is told of a step of a report, and when the matter is settled."""

from collections.abc import Iterable
from datetime import datetime
from functools import reduce
from operator import or_

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _

from toso.ground.notices.actions import settle, tell
from toso.ground.notices.models import Notice
from toso.ground.shared.calendar import VIETNAM
from toso.results.reporting.models import Event, Report
from toso.results.reporting.queries.people import receivers_of, writers_of
from toso.results.reporting.rules.reports import EventKind

TITLE_LENGTH = 250


def tell_receivers(report: Report, *, at: datetime) -> None:
    """The report was handed in: the level above has something to look at."""
    times = Event.objects.filter(report=report, kind=EventKind.SUBMITTED).count()
    title = _("%(place)s đã gửi báo cáo %(period)s") % {"place": report.place, "period": report.period.name}
    tell(
        persons=receivers_of(report.place, on=at.astimezone(VIETNAM).date()),
        code="reporting.submitted",
        key=f"reporting.submitted.{report.pk}.{times}",
        title=title[:TITLE_LENGTH],
        address=reverse("reporting:read", args=[report.pk]),
        place=report.place,
        at=at,
    )


def tell_writers(report: Report, *, title: str, at: datetime) -> None:
    """Something came back: those who write the report hear of it until it is handed in again."""
    times = Event.objects.filter(report=report, kind=EventKind.RETURNED).count()
    tell(
        persons=writers_of(report.place, on=at.astimezone(VIETNAM).date()),
        code="reporting.returned",
        key=f"reporting.returned.{report.pk}.{times}",
        title=title[:TITLE_LENGTH],
        address=reverse("reporting:read", args=[report.pk]),
        place=report.place,
        at=at,
    )


def remind_writers(report: Report, *, stage: str, title: str, at: datetime) -> int:
    """Remind of a report still to be handed in; once a stage. Returns how many were newly told."""
    return tell(
        persons=writers_of(report.place, on=at.astimezone(VIETNAM).date()),
        code="reporting.due",
        key=f"reporting.due.{report.pk}.{stage}",
        title=title[:TITLE_LENGTH],
        address=reverse("reporting:read", args=[report.pk]),
        place=report.place,
        at=at,
    )


def settle_all(reports: Iterable[Report], *matters: str, at: datetime) -> None:
    """Nobody is reminded of these matters of the reports any more."""
    starts = [f"reporting.{matter}.{report.pk}." for report in reports for matter in matters]
    if not starts:
        return
    about = reduce(or_, (Q(key__startswith=start) for start in starts))
    open_keys = Notice.objects.filter(about, done_at__isnull=True).values_list("key", flat=True)
    for key in sorted(set(open_keys)):
        settle(key=key, at=at)

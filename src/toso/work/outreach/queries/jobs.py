"""What outreach offers to "Việc của tôi" and to the search."""

from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from toso.ground.shared.jobs import Found, Job
from toso.ground.shared.scope import Scope, inside
from toso.work.outreach.queries.checks import REVIEWERS
from toso.work.outreach.queries.records import Filters, find_records, flagged, guided_words


def jobs(*, scope: Scope, person_id: int, at: datetime) -> list[Job]:  # noqa: ARG001  # every room is asked alike
    """Records to look at again, as one job: those flagged where this person leads or answers for the place."""
    roots = tuple(grant.place for grant in scope.grants if grant.place and grant.role in REVIEWERS)
    count = flagged(scope).filter(inside(roots, "place__path")).count() if roots else 0
    if not count:
        return []
    title = ngettext("%(count)s bản ghi cần xem lại", "%(count)s bản ghi cần xem lại", count) % {"count": count}
    return [
        Job(
            key="outreach.flagged",
            title=title,
            detail=_("Ghi muộn, giờ máy không khớp hoặc có thể trùng"),
            address=f"{reverse('outreach:records')}?state=flagged",
            act=_("Xem lại"),
            icon="list-check",
        )
    ]


def found(*, text: str, scope: Scope, limit: int) -> list[Found]:
    """Records whose place, task or writer hold every word, the newest first."""
    return [
        Found(
            kind=_("Bản ghi"),
            label=f"{record.task.short_name}, {guided_words(record)}",
            address=reverse("outreach:record", args=[record.pk]),
            detail=f"{record.place}, {record.day:%d/%m/%Y}, {record.recorded_by}",
        )
        for record in find_records(scope, Filters(text=text))[:limit]
    ]

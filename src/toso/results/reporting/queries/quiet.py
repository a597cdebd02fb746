"""Hamlets that no work has reached in a period (Plan 6863/KH-UBND, II.2: down to every hamlet)."""

from datetime import date, datetime

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from toso.ground.people.rules import COMMUNE_ROLES
from toso.ground.places.models import Place
from toso.ground.places.rules import Level
from toso.ground.shared.jobs import Job
from toso.ground.shared.scope import Scope
from toso.results.reporting.models import Period, PeriodKind
from toso.results.reporting.queries.periods import period_containing
from toso.results.reporting.rules.periods import OFFICIAL
from toso.results.reporting.rules.quiet import is_time_to_ask
from toso.work.outreach.queries.records import hamlets_without_work

NAMED = 3


def begun_periods(on: date) -> QuerySet[Period]:
    """The official months that have begun, the running one first."""
    rows = Period.objects.filter(calendar__code=OFFICIAL, kind=PeriodKind.MONTH, first_day__lte=on)
    return rows.order_by("-first_day")[:12]


def quiet_hamlets(scope: Scope, at: datetime) -> list[Job]:
    """For whoever answers for a commune: its hamlets without work, as one job, a week into the period."""
    on = localdate(at)
    roots = [grant.place for grant in scope.grants if grant.role in COMMUNE_ROLES and grant.place]
    period = period_containing(OFFICIAL, on) if roots else None
    if period is None or not is_time_to_ask(period.first_day, on):
        return []
    communes = Place.objects.filter(path__in=roots, level=Level.COMMUNE, valid_until__isnull=True)
    return [
        _job(commune, quiet)
        for commune in communes
        if (quiet := hamlets_without_work(commune, period.first_day, period.last_day, scope))
    ]


def _job(commune: Place, quiet: list[Place]) -> Job:
    count = len(quiet)
    title = ngettext(
        "%(count)s thôn chưa có bản ghi nào kỳ này", "%(count)s thôn chưa có bản ghi nào kỳ này", count
    ) % {"count": count}
    names = ", ".join(hamlet.full_name for hamlet in quiet[:NAMED])
    return Job(
        key=f"reporting.quiet.{commune.pk}",
        title=title,
        detail=f"{names} …" if count > NAMED else names,
        address=reverse("console:quiet", args=[commune.pk]),
        act=_("Xem"),
        icon="map-pin",
    )

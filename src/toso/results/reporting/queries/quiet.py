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
from toso.plan.teams.models import Team
from toso.plan.teams.queries.upkeep import silent_candidates
from toso.plan.teams.rules import is_silent
from toso.results.reporting.models import Period, PeriodKind
from toso.results.reporting.queries.periods import period_containing
from toso.results.reporting.rules.periods import OFFICIAL
from toso.results.reporting.rules.quiet import is_time_to_ask
from toso.work.outreach.queries.records import hamlets_without_work, last_work_at

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


def silent_teams(place: Place, scope: Scope, *, on: date) -> list[tuple[Team, date | None]]:
    """Teams under a place without a record for two months, each with the day of its last work; the longest first."""
    candidates = list(silent_candidates(place, scope, on=on))
    last = last_work_at([team.place for team in candidates])
    silent = [
        (team, last.get(team.place_id))
        for team in candidates
        if team.established_on
        and is_silent(established_on=team.established_on, last_work_on=last.get(team.place_id), on=on)
    ]
    return sorted(silent, key=lambda pair: (pair[1] or date.min, pair[0].place.path))


def silent_jobs(scope: Scope, at: datetime) -> list[Job]:
    """For whoever answers for a commune: its teams silent for two months, as one job."""
    on = localdate(at)
    roots = [grant.place for grant in scope.grants if grant.role in COMMUNE_ROLES and grant.place]
    communes = Place.objects.filter(path__in=roots, level=Level.COMMUNE, valid_until__isnull=True)
    found = []
    for commune in communes:
        if silent := silent_teams(commune, scope, on=on):
            count = len(silent)
            words = ngettext("%(count)s tổ im hai tháng", "%(count)s tổ im hai tháng", count) % {"count": count}
            names = ", ".join(team.place.full_name for team, _last in silent[:NAMED])
            address = reverse("console:silent", args=[commune.pk])
            found.append(Job(f"reporting.silent.{commune.pk}", words, names, address, _("Theo dõi"), icon="users"))
    return found


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

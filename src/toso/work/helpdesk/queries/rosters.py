"""Duty rosters as work of whoever keeps them: a stretch ahead in which nobody is on duty."""

from datetime import datetime, time, timedelta

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from toso.ground.people.rules import Role
from toso.ground.shared.calendar import VIETNAM
from toso.ground.shared.deadline_words import moment_words
from toso.ground.shared.jobs import Job
from toso.ground.shared.scope import Scope, inside
from toso.plan.teams.models import Team
from toso.work.helpdesk.models import Shift
from toso.work.helpdesk.queries.clocks import local_day
from toso.work.helpdesk.rules.rosters import Stretch, gaps

KEEPERS = (Role.COMMUNE_OFFICIAL, Role.COMMUNE_LEADER)
AHEAD, KEPT_LATELY = timedelta(days=7), timedelta(days=14)


def jobs(scope: Scope, at: datetime) -> list[Job]:
    """The rosters of the own communes with a gap in the next seven days. A team that keeps none is not pressed."""
    roots = tuple(grant.place for grant in scope.grants if grant.place and grant.role in KEEPERS)
    if not roots:
        return []
    shifts: dict[Team, list[Stretch]] = {}
    rows = Shift.objects.standing().filter(inside(roots, "team__place__path"), ends_at__gt=at - KEPT_LATELY)
    standing = Team.objects.active_on(local_day(at))
    for row in rows.filter(team__in=standing).select_related("team").order_by("team", "begins_at"):
        shifts.setdefault(row.team, []).append(
            Stretch(row.begins_at.astimezone(VIETNAM), row.ends_at.astimezone(VIETNAM))
        )
    begins = at.astimezone(VIETNAM)
    ends = datetime.combine((begins + AHEAD).date(), time(), tzinfo=VIETNAM)  # seven whole days, today counted
    return [_job(team, found, at) for team, kept in shifts.items() if (found := gaps(kept, begins, ends))]


def _job(team: Team, found: list[Stretch], at: datetime) -> Job:
    first = found[0]
    detail = _("%(team)s: %(from)s – %(until)s") % {
        "team": team.name,
        "from": moment_words(first.begins, now=at),
        "until": moment_words(first.ends, now=at),
    }
    if more := len(found) - 1:
        detail += ngettext("; và %(count)s khoảng nữa", "; và %(count)s khoảng nữa", more) % {"count": more}
    return Job(
        key=f"helpdesk.gap.{team.pk}.{first.begins:%Y%m%d}",
        title=_("Lịch trực còn khoảng không ai trực"),
        detail=detail,
        address=reverse("helpdesk:roster", args=[team.pk]),
        act=_("Xếp ca"),
        icon="calendar",
    )

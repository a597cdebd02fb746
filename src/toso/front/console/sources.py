"""What the rooms below offer to "Việc của tôi" and to the search. A plain dictionary each, room by room."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q, QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from toso.ground.notices import queries as notices
from toso.ground.people import queries as people
from toso.ground.places import queries as places
from toso.ground.places.models import Place
from toso.ground.shared.jobs import Found, Job
from toso.ground.shared.scope import Scope
from toso.plan.forms import queries as forms
from toso.plan.programme import queries as programme
from toso.plan.programme.queries import proposals
from toso.plan.teams import queries as teams
from toso.plan.teams.actions import PassOn
from toso.results.kpi.queries import jobs as kpi
from toso.results.reporting.actions.handover import pass_reports_on
from toso.results.reporting.queries import jobs as reporting
from toso.results.reporting.queries import plans, reports
from toso.work.helpdesk import queries as helpdesk
from toso.work.helpdesk.actions import pass_difficulties_on
from toso.work.outreach.queries import jobs as outreach
from toso.work.outreach.queries import records
from toso.work.supervision import queries as supervision

JOBS: dict[str, Callable[..., list[Job]]] = {
    "reporting": reporting.jobs,
    "helpdesk": helpdesk.jobs,
    "kpi": kpi.jobs,
    "programme": programme.jobs,
    "forms": forms.jobs,
    "proposals": proposals.jobs,
    "plans": plans.jobs,
    "teams": teams.jobs,
    "notices": notices.jobs,
    "outreach": outreach.jobs,
    "supervision": supervision.jobs,
}

ROOMS: dict[str, tuple[str | Promise, str]] = {
    "places": (_("Địa bàn"), "map-pin"),
    "people": (_("Người, cơ quan"), "user"),
    "teams": (_("Tổ"), "users"),
    "forms": (_("Biểu mẫu"), "clipboard-list"),
    "reporting": (_("Báo cáo"), "file-text"),
    "helpdesk": (_("Vướng mắc"), "message-report"),
    "kpi": (_("KPI"), "star"),
    "outreach": (_("Bản ghi"), "pencil"),
    "notices": (_("Thông báo"), "speakerphone"),
    "supervision": (_("Kiểm tra, giám sát"), "list-check"),
    "programme": (_("Chỉ tiêu, văn bản"), "target"),
}

FOUND: dict[str, Callable[..., list[Found]]] = {
    "places": places.found,
    "people": people.found,
    "forms": forms.found,
    "teams": teams.found,
    "reporting": reporting.found,
    "helpdesk": helpdesk.found,
    "kpi": kpi.found,
    "programme": programme.found,
    "outreach": outreach.found,
    "notices": notices.found,
    "supervision": supervision.found,
}


def jobs(scope: Scope, *, at: datetime) -> list[Job]:
    """Everything this person has to do, from every room."""
    return [job for offer in JOBS.values() for job in offer(scope=scope, person_id=scope.person_id, at=at)]


@dataclass(frozen=True, slots=True)
class Hits:
    label: str | Promise
    icon: str
    found: list[Found]


def found(text: str, scope: Scope, *, limit: int) -> list[Hits]:
    """The hits of every room that has any, at most ``limit`` from each."""
    hits = [Hits(*ROOMS[room], search(text=text, scope=scope, limit=limit)) for room, search in FOUND.items()]
    return [some for some in hits if some.found]


WHAT_MOVES: dict[str, Callable[[QuerySet[Place]], dict[str, int]]] = {
    "teams": teams.kept_at,
    "people": people.kept_at,
    "outreach": records.kept_at,
    "helpdesk": helpdesk.kept_at,
    "supervision": supervision.kept_at,
    "programme": programme.kept_at,
    "reporting": reports.kept_at,
}

MOVING_WORDS: dict[str, str | Promise] = {
    "teams": _("Tổ đang hoạt động"),
    "members": _("Thành viên tổ"),
    "assignments": _("Phân công người theo địa bàn"),
    "records": _("Bản ghi hướng dẫn"),
    "difficulties": _("Vướng mắc chưa kết thúc"),
    "findings": _("Phát hiện qua kiểm tra chưa khắc phục"),
    "targets": _("Chỉ tiêu đã giao"),
    "denominators": _("Mẫu số đã ghi"),
    "drafts": _("Báo cáo còn dự thảo"),
}


def what_moves(affected: Iterable[Place]) -> list[tuple[str | Promise, int]]:
    """How much every room keeps at these units and below them: what goes along when they change."""
    inside = Q(pk__in=[])
    for place in affected:
        inside |= Q(path__startswith=place.path)
    units = Place.objects.filter(inside)
    counts: dict[str, int] = {}
    for counted in WHAT_MOVES.values():
        counts |= counted(units)
    return [(words, counts[code]) for code, words in MOVING_WORDS.items()]


# What a new team leader takes over from the former one, room by room.
PASS_ON: tuple[PassOn, ...] = (pass_reports_on, pass_difficulties_on)

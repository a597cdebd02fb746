"""What the rooms below offer to "Việc của tôi" and to the search. A plain dictionary each, room by room."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from toso.ground.notices import queries as notices
from toso.ground.people import queries as people
from toso.ground.places import queries as places
from toso.ground.shared.jobs import Found, Job
from toso.ground.shared.scope import Scope
from toso.plan.programme import queries as programme
from toso.plan.teams import queries as teams
from toso.results.reporting.queries import jobs as reporting
from toso.work.helpdesk import queries as helpdesk
from toso.work.outreach.queries import jobs as outreach

JOBS: dict[str, Callable[..., list[Job]]] = {
    "reporting": reporting.jobs,
    "helpdesk": helpdesk.jobs,
    "programme": programme.jobs,
    "teams": teams.jobs,
    "notices": notices.jobs,
    "outreach": outreach.jobs,
}

ROOMS: dict[str, tuple[str | Promise, str]] = {
    "places": (_("Địa bàn"), "map-pin"),
    "people": (_("Người"), "user"),
    "teams": (_("Tổ"), "users"),
    "reporting": (_("Báo cáo"), "file-text"),
    "helpdesk": (_("Vướng mắc"), "message-report"),
    "outreach": (_("Bản ghi"), "pencil"),
    "programme": (_("Chỉ tiêu, văn bản"), "target"),
}

FOUND: dict[str, Callable[..., list[Found]]] = {
    "places": places.found,
    "people": people.found,
    "teams": teams.found,
    "reporting": reporting.found,
    "helpdesk": helpdesk.found,
    "programme": programme.found,
    "outreach": outreach.found,
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

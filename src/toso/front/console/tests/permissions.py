from collections.abc import Mapping
from typing import Any

from tests.builders import a_person
from tests.permissions import Row
from tests.world import World
from toso.front.console.views.personal import GIVERS
from toso.front.console.views.teaching import TEACHERS
from toso.ground.people.rules import Role
from toso.ground.privacy.tests.builders import a_request
from toso.plan.programme.tests.builders import an_indicator
from toso.results.kpi.queries import rollout
from toso.work.outreach.tests.builders import a_record
from toso.work.supervision.queries import ASKERS
from toso.work.supervision.views.opinions import ALL_GIVERS


def a_number(world: World) -> Mapping[str, Any]:
    return {"indicator_id": an_indicator(fact="outreach.citizens_guided").pk, "place_id": world.hamlet.pk}


def a_thing(world: World) -> Mapping[str, Any]:
    member = a_person(role=Role.TEAM_MEMBER, place=world.hamlet)
    return {"kind": "outreach.record", "pk": a_record(place=world.hamlet, by=member).pk}


TALKERS = (*ASKERS, *ALL_GIVERS, Role.AUDITOR, Role.PROVINCE_VIEWER)

IMPORTERS = (
    Role.ADMINISTRATOR,
    Role.PROVINCE_OFFICER,
    Role.COMMUNE_LEADER,
    Role.COMMUNE_OFFICIAL,
    Role.TEAM_LEADER,
    Role.YOUTH_UNION,
    Role.PARTNER,
)
TERRITORY = (Role.ADMINISTRATOR, Role.PROVINCE_OFFICER)


def a_file(method: str = "get") -> Row:
    """A file is its sender's alone: nobody else finds it."""
    return Row(allowed=IMPORTERS, kwargs=lambda world: {"upload_id": 1}, method=method, also=(404,))


def a_member(world: World) -> Mapping[str, Any]:
    return {"person_id": a_person(role=Role.TEAM_MEMBER, place=world.hamlet).pk}


ROWS = {
    "ask_opinion": Row(allowed=TALKERS, kwargs=a_thing, is_placed=True),
    "console:home": Row(),
    "console:figures": Row(),
    "console:place": Row(kwargs=lambda world: {"place_id": world.hamlet.pk}, is_placed=True),
    "console:place_workbook": Row(kwargs=lambda world: {"place_id": world.hamlet.pk}, is_placed=True),
    "console:quiet": Row(kwargs=lambda world: {"place_id": world.hamlet.pk}, is_placed=True),
    "console:silent": Row(kwargs=lambda world: {"place_id": world.hamlet.pk}, is_placed=True),
    "console:outcomes": Row(),
    "console:kpi_board": Row(allowed=rollout.READERS),
    "console:evidence": Row(kwargs=a_number, is_placed=True),
    "console:search": Row(),
    "console:display": Row(public=True),
    "console:session": Row(method="post"),
    "console:call": Row(),
    "console:shown_table": Row(method="post", also=(400,)),
    "console:help": Row(),
    "console:topics": Row(allowed=TEACHERS),
    "console:teach": Row(allowed=TEACHERS, method="post", also=(404,)),
    "console:settings": Row(allowed=(Role.ADMINISTRATOR,)),
    "console:my_data": Row(),
    "console:data_of_citizen": Row(
        allowed=(Role.COMMUNE_LEADER, Role.COMMUNE_OFFICIAL, Role.PROVINCE_OFFICER),
        kwargs=lambda world: {"request_id": a_request(place=world.commune).pk},
        is_placed=True,
    ),
    "console:forget_citizen": Row(
        allowed=(Role.COMMUNE_LEADER, Role.COMMUNE_OFFICIAL, Role.PROVINCE_OFFICER),
        kwargs=lambda world: {"request_id": a_request(place=world.commune).pk},
        is_placed=True,
    ),
    "console:data_of": Row(allowed=GIVERS, kwargs=a_member, is_placed=True),
    "console:more": Row(),
    "console:imports": Row(allowed=IMPORTERS),
    "console:import_kind": Row(allowed=TERRITORY, kwargs=lambda world: {"kind": "hamlets"}),
    "console:import_template": Row(allowed=TERRITORY, kwargs=lambda world: {"kind": "hamlets"}),
    "console:upload": a_file(),
    "console:look_again": a_file("post"),
    "console:take": a_file("post"),
    "console:undo_taken": a_file("post"),
    "console:drop_upload": a_file("post"),
    "console:marked": a_file(),
}

from collections.abc import Mapping
from typing import Any

from tests.builders import an_of
from tests.permissions import Row
from tests.world import World
from toso.ground.people.rules import Role
from toso.work.helpdesk.queries import RAISERS
from toso.work.helpdesk.tests.builders import a_cooperation, a_difficulty
from toso.work.helpdesk.views import ANSWERERS


def one(world: World) -> Mapping[str, Any]:
    return {"pk": a_difficulty(place=world.hamlet, by=an_of(world.hamlet)).pk}


def a_call(world: World) -> Mapping[str, Any]:
    return {"pk": a_cooperation(place=world.hamlet, by=an_of(world.hamlet), organisation=world.department).pk}


ROWS: dict[str, Row] = {
    "helpdesk:cooperations": Row(),
    "helpdesk:ask_cooperation": Row(allowed=RAISERS),
    "helpdesk:cooperation": Row(kwargs=a_call, is_placed=True),
    "helpdesk:answer_cooperation": Row(allowed=(*RAISERS, Role.PARTNER), kwargs=a_call, is_placed=True, method="post"),
    "helpdesk:finish_cooperation": Row(allowed=RAISERS, kwargs=a_call, is_placed=True, method="post"),
    "helpdesk:list": Row(),
    "helpdesk:new": Row(allowed=RAISERS),
    "helpdesk:difficulty": Row(kwargs=one, is_placed=True),
    "helpdesk:answer": Row(allowed=ANSWERERS, kwargs=one, is_placed=True, method="post"),
    "helpdesk:escalate": Row(allowed=ANSWERERS, kwargs=one, is_placed=True, method="post"),
    "helpdesk:forward": Row(allowed=ANSWERERS, kwargs=one, is_placed=True, method="post"),
    "helpdesk:reopen": Row(allowed=RAISERS, kwargs=one, is_placed=True, method="post"),
    "helpdesk:close": Row(allowed=RAISERS, kwargs=one, is_placed=True, method="post"),
}

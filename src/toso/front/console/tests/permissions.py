from collections.abc import Mapping
from typing import Any

from tests.permissions import Row
from tests.world import World
from toso.ground.people.rules import Role
from toso.plan.programme.tests.builders import an_indicator


def a_number(world: World) -> Mapping[str, Any]:
    return {"indicator_id": an_indicator(fact="outreach.citizens_guided").pk, "place_id": world.hamlet.pk}


ROWS = {
    "console:home": Row(),
    "console:figures": Row(),
    "console:place": Row(kwargs=lambda world: {"place_id": world.hamlet.pk}, is_placed=True),
    "console:place_workbook": Row(kwargs=lambda world: {"place_id": world.hamlet.pk}, is_placed=True),
    "console:quiet": Row(kwargs=lambda world: {"place_id": world.hamlet.pk}, is_placed=True),
    "console:evidence": Row(kwargs=a_number, is_placed=True),
    "console:search": Row(),
    "console:display": Row(public=True),
    "console:session": Row(method="post"),
    "console:call": Row(),
    "console:help": Row(),
    "console:settings": Row(allowed=(Role.ADMINISTRATOR,)),
    "console:more": Row(),
}

from collections.abc import Mapping
from typing import Any

from tests.permissions import Row
from tests.world import World
from toso.ground.people.rules import Role

CHANGERS = (Role.PROVINCE_OFFICER, Role.ADMINISTRATOR)


def the_commune(world: World) -> Mapping[str, Any]:
    return {"pk": world.commune.pk}


ROWS = {
    "places:list": Row(),
    "places:unit": Row(kwargs=the_commune),  # units are public knowledge
    "places:rename": Row(allowed=CHANGERS, kwargs=the_commune, is_placed=True),
    "places:move": Row(allowed=CHANGERS, kwargs=the_commune, is_placed=True),
    "places:merge": Row(allowed=CHANGERS, kwargs=the_commune, is_placed=True),
    "places:split": Row(allowed=CHANGERS, kwargs=the_commune, is_placed=True),
}

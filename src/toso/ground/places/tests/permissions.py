from collections.abc import Mapping
from typing import Any

from tests.permissions import EVERYBODY, Row
from tests.world import World
from toso.ground.places.queries import names

CHANGERS = tuple(role for role in EVERYBODY if role in names.CHANGERS)


def the_commune(world: World) -> Mapping[str, Any]:
    return {"pk": world.commune.pk}


ROWS = {
    "places:list": Row(),
    "places:unit": Row(kwargs=the_commune),  # units are public knowledge
    "places:hamlets": Row(allowed=CHANGERS, kwargs=the_commune, is_placed=True),
    "places:rename": Row(allowed=CHANGERS, kwargs=the_commune, is_placed=True),
    "places:move": Row(allowed=CHANGERS, kwargs=the_commune, is_placed=True),
    "places:merge": Row(allowed=CHANGERS, kwargs=the_commune, is_placed=True),
    "places:split": Row(allowed=CHANGERS, kwargs=the_commune, is_placed=True),
}

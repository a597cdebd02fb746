from collections.abc import Mapping
from typing import Any

from tests.builders import an_of
from tests.permissions import Row
from tests.world import World
from toso.work.registry.queries.catalogue import READERS, RECORDERS
from toso.work.registry.tests.builders import a_registrant


def one(world: World) -> Mapping[str, Any]:
    return {"pk": a_registrant(place=world.hamlet, by=an_of(world.hamlet)).pk}


ROWS = {
    "registry:list": Row(allowed=RECORDERS),
    "registry:counts": Row(allowed=READERS),
    "registry:new": Row(allowed=RECORDERS),
    "registry:registrant": Row(allowed=RECORDERS, kwargs=one, is_placed=True),
    "registry:survey": Row(allowed=RECORDERS, kwargs=one, is_placed=True),
    "registry:end": Row(allowed=RECORDERS, kwargs=one, is_placed=True, method="post"),
    "registry:move": Row(allowed=RECORDERS, kwargs=one, is_placed=True, method="post"),
    "registry:forget": Row(allowed=RECORDERS, kwargs=one, is_placed=True, method="post"),
}

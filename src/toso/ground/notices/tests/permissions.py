from collections.abc import Mapping
from typing import Any

from tests.permissions import Row
from tests.world import World
from toso.ground.people.rules import Role

OFFICE = (Role.ADMINISTRATOR, Role.PROVINCE_OFFICER)


def somebody_elses(world: World) -> Mapping[str, Any]:
    return {"notice_id": 1}


ROWS = {
    "notices:list": Row(),
    "notices:read": Row(kwargs=somebody_elses, method="post", also=(404,)),
    "notices:read_all": Row(method="post"),
    "notices:outbox": Row(allowed=OFFICE),
    "notices:unsent": Row(allowed=(Role.ADMINISTRATOR,)),
    "notices:try_again": Row(allowed=(Role.ADMINISTRATOR,), method="post"),
}

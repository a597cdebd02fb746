from collections.abc import Mapping
from typing import Any

from tests.builders import an_of, binh_of, dung_of
from tests.permissions import Row
from tests.world import World
from toso.ground.notices.queries.announcements import ANNOUNCERS, NOTERS
from toso.ground.notices.queries.groups import KEEPERS
from toso.ground.notices.tests.builders import a_group, an_announcement
from toso.ground.people.rules import Role

OFFICE = (Role.ADMINISTRATOR, Role.PROVINCE_OFFICER)


def somebody_elses(world: World) -> Mapping[str, Any]:
    return {"notice_id": 1}


def announced(world: World) -> Mapping[str, Any]:
    an_of(world.hamlet)
    made = an_announcement(own=world.hamlet, by=binh_of(world.commune), roles=[Role.TEAM_LEADER])
    return {"announcement_id": made.pk}


def reached(world: World) -> Mapping[str, Any]:
    an_of(world.hamlet)
    made = an_announcement(own=world.commune, by=dung_of(world.province), roles=[Role.TEAM_LEADER])
    return {"recipient_id": made.recipients.order_by("pk")[0].pk}


def grouped(world: World) -> Mapping[str, Any]:
    return {"group_id": a_group(place=world.hamlet, by=binh_of(world.commune)).pk}


ROWS = {
    "notices:list": Row(),
    "notices:read": Row(kwargs=somebody_elses, method="post", also=(404,)),
    "notices:read_all": Row(method="post"),
    "notices:outbox": Row(allowed=OFFICE),
    "notices:unsent": Row(allowed=(Role.ADMINISTRATOR,)),
    "notices:try_again": Row(allowed=(Role.ADMINISTRATOR,), method="post"),
    "notices:announcements": Row(),
    "notices:announce": Row(allowed=ANNOUNCERS),
    "notices:announcement": Row(kwargs=announced, is_placed=True),
    "notices:acknowledge": Row(kwargs=announced, is_placed=True, method="post", also=(404,)),
    "notices:remind": Row(allowed=(*NOTERS, Role.YOUTH_UNION), kwargs=announced, is_placed=True, method="post"),
    "notices:withdraw": Row(allowed=ANNOUNCERS, kwargs=announced, is_placed=True, method="post"),
    "notices:attachment": Row(kwargs=announced, is_placed=True, also=(404,)),
    "notices:note": Row(allowed=NOTERS, kwargs=reached, is_placed=True, method="post"),
    "notices:groups": Row(),
    "notices:new_group": Row(allowed=KEEPERS),
    "notices:group": Row(allowed=KEEPERS, kwargs=grouped, is_placed=True),
    "notices:close_group": Row(allowed=KEEPERS, kwargs=grouped, is_placed=True, method="post"),
}

from collections.abc import Mapping
from typing import Any

from tests.builders import a_person
from tests.permissions import Row
from tests.world import World
from toso.ground.people.rules import Role
from toso.work.allowance.models import PaymentList
from toso.work.allowance.queries import PAYERS, READERS
from toso.work.allowance.tests.builders import a_list, worked


def _drawn(world: World) -> PaymentList:
    by = a_person(name="Trần Mẫu Bình", role=Role.COMMUNE_OFFICIAL, place=world.commune)
    return a_list(place=world.commune, by=by, days=worked(by, world.commune, days=2))


def drawn(world: World) -> Mapping[str, Any]:
    return {"list_id": _drawn(world).pk}


def printed(world: World) -> Mapping[str, Any]:
    return {"list_id": _drawn(world).pk, "kind": "xlsx"}


def one_line(world: World) -> Mapping[str, Any]:
    return {"line_id": _drawn(world).lines.get().pk}


ROWS: dict[str, Row] = {
    "allowance:lists": Row(allowed=READERS),
    "allowance:rates": Row(allowed=READERS),
    "allowance:new": Row(allowed=PAYERS),
    "allowance:list": Row(allowed=READERS, kwargs=drawn, is_placed=True),
    "allowance:file": Row(allowed=READERS, kwargs=printed, is_placed=True),
    "allowance:check_shown": Row(allowed=PAYERS, kwargs=drawn, is_placed=True, method="post"),
    "allowance:close": Row(allowed=PAYERS, kwargs=drawn, is_placed=True, method="post"),
    "allowance:cancel": Row(allowed=PAYERS, kwargs=drawn, is_placed=True, method="post"),
    "allowance:check": Row(allowed=PAYERS, kwargs=one_line, is_placed=True, method="post"),
    "allowance:strike": Row(allowed=PAYERS, kwargs=one_line, is_placed=True, method="post"),
}

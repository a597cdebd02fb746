from collections.abc import Mapping
from typing import Any

from tests.builders import an_of, dung_of
from tests.permissions import Row
from tests.world import World
from toso.ground.people.rules import Role
from toso.ground.shared.uploads import CleanFile
from toso.work.supervision.actions.findings import Proof
from toso.work.supervision.models import Finding
from toso.work.supervision.queries import ANSWERERS, INSPECTORS, READERS
from toso.work.supervision.tests.builders import a_finding, an_inspection, an_opinion
from toso.work.supervision.views.opinions import ALL_GIVERS


def _found(world: World) -> Finding:
    proof = Proof(file=CleanFile("anh.jpg", b"x", "0" * 64))
    return a_finding(own=world.province, place=world.hamlet, by=dung_of(world.province), proof=proof)


def planned(world: World) -> Mapping[str, Any]:
    return {"inspection_id": an_inspection(own=world.province, places=[world.hamlet], by=dung_of(world.province)).pk}


def visited(world: World) -> Mapping[str, Any]:
    return {"visit_id": _found(world).visit_id}


def paper(world: World) -> Mapping[str, Any]:
    return {"visit_id": _found(world).visit_id, "kind": "docx"}


def found(world: World) -> Mapping[str, Any]:
    return {"finding_id": _found(world).pk}


def shown(world: World) -> Mapping[str, Any]:
    return {"evidence_id": _found(world).evidence.get().pk}


def asked(world: World) -> Mapping[str, Any]:
    return {"opinion_id": an_opinion(place=world.hamlet, by=an_of(world.hamlet)).pk}


ROWS: dict[str, Row] = {
    "supervision:list": Row(allowed=READERS),
    "supervision:new": Row(allowed=INSPECTORS, also=(404,)),
    "supervision:inspection": Row(allowed=READERS, kwargs=planned, is_placed=True),
    "supervision:conclude": Row(allowed=INSPECTORS, kwargs=planned, is_placed=True, method="post"),
    "supervision:cancel": Row(allowed=INSPECTORS, kwargs=planned, is_placed=True, method="post"),
    "supervision:visit": Row(allowed=READERS, kwargs=visited, is_placed=True),
    "supervision:move": Row(allowed=INSPECTORS, kwargs=visited, is_placed=True, method="post"),
    "supervision:minutes": Row(allowed=READERS, kwargs=paper, is_placed=True),
    "supervision:new_finding": Row(allowed=INSPECTORS, kwargs=visited, is_placed=True, method="post"),
    "supervision:findings": Row(allowed=READERS),
    "supervision:finding": Row(allowed=READERS, kwargs=found, is_placed=True),
    "supervision:answer": Row(allowed=ANSWERERS, kwargs=found, is_placed=True, method="post"),
    "supervision:return": Row(allowed=INSPECTORS, kwargs=found, is_placed=True, method="post"),
    "supervision:extend": Row(allowed=INSPECTORS, kwargs=found, is_placed=True, method="post"),
    "supervision:close": Row(allowed=INSPECTORS, kwargs=found, is_placed=True, method="post"),
    "supervision:evidence": Row(allowed=READERS, kwargs=shown, is_placed=True),
    "supervision:opinions": Row(allowed=READERS),
    "supervision:opinion": Row(allowed=READERS, kwargs=asked, is_placed=True),
    "supervision:give": Row(allowed=ALL_GIVERS, kwargs=asked, is_placed=True, method="post"),
    "supervision:checklists": Row(allowed=READERS),
    "supervision:new_checklist": Row(allowed=(Role.PROVINCE_OFFICER,)),
}

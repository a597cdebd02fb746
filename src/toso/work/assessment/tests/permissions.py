from collections.abc import Mapping
from typing import Any

from tests.builders import a_person, binh_of, dung_of
from tests.permissions import Row
from tests.world import World
from toso.ground.people.rules import TEAM_ROLES, Role
from toso.ground.shared.uploads import CleanFile
from toso.work.assessment.actions.studies import Seen
from toso.work.assessment.queries import cores, studies
from toso.work.assessment.rules import Round
from toso.work.assessment.tests.builders import a_core_in_charge, a_post, a_study, an_answer

# A commune's study is seen by teams that stand at the commune, as a mission does; a hamlet's team does not see it.
READERS = tuple(role for role in studies.READERS if role not in TEAM_ROLES)
TAKERS = tuple(role for role in studies.TAKERS if role not in TEAM_ROLES)
CORE_READERS = tuple(role for role in cores.READERS if role not in TEAM_ROLES)
CORE_KEEPERS = tuple(role for role in cores.CORE_KEEPERS if role not in TEAM_ROLES)


def watched(world: World) -> Mapping[str, Any]:
    return {"study_id": a_study(place=world.commune, by=dung_of(world.province)).pk}


def taken(world: World) -> Mapping[str, Any]:
    return {**watched(world), "when": "before"}


def shown(world: World) -> Mapping[str, Any]:
    study = a_study(place=world.commune, by=dung_of(world.province))
    seen = Seen(1, "Xem tại chỗ", file=CleanFile("anh.jpg", b"x", "0" * 64))
    return {"answer_id": an_answer(study=study, by=binh_of(world.commune), when=Round.BEFORE, seen=seen).pk}


def at_commune(world: World) -> Mapping[str, Any]:
    return {"place_id": world.commune.pk}


def in_charge(world: World) -> Mapping[str, Any]:
    person = a_person(name="Võ Mẫu Nhân", role=Role.COMMUNE_OFFICIAL, place=world.commune)
    return {"core_id": a_core_in_charge(place=world.commune, person=person, by=binh_of(world.commune)).pk}


def looked_at(world: World) -> Mapping[str, Any]:
    return {**in_charge(world), "milestone": 30}


def posted(world: World) -> Mapping[str, Any]:
    return {"post_id": a_post(place=world.commune, by=binh_of(world.commune)).pk}


ROWS: dict[str, Row] = {
    "assessment:list": Row(allowed=studies.READERS),
    "assessment:new": Row(allowed=studies.OPENERS),
    "assessment:criteria": Row(allowed=studies.READERS),
    "assessment:new_criteria": Row(allowed=studies.PUBLISHERS),
    "assessment:study": Row(allowed=READERS, kwargs=watched, is_placed=True),
    "assessment:move": Row(allowed=studies.OPENERS, kwargs=watched, is_placed=True, method="post"),
    "assessment:drop": Row(allowed=studies.OPENERS, kwargs=watched, is_placed=True, method="post"),
    "assessment:take": Row(allowed=TAKERS, kwargs=taken, is_placed=True),
    "assessment:evidence": Row(allowed=READERS, kwargs=shown, is_placed=True),
    "assessment:cores": Row(allowed=cores.READERS),
    "assessment:new_core": Row(allowed=CORE_KEEPERS, kwargs=at_commune, is_placed=True),
    "core_person": Row(allowed=CORE_READERS, kwargs=in_charge, is_placed=True),
    "assessment:hand_over": Row(allowed=CORE_KEEPERS, kwargs=in_charge, is_placed=True, method="post"),
    "assessment:check_core": Row(allowed=CORE_KEEPERS, kwargs=looked_at, is_placed=True, method="post"),
    "assessment:end_core": Row(allowed=CORE_KEEPERS, kwargs=in_charge, is_placed=True, method="post"),
    "assessment:posts": Row(allowed=cores.READERS),
    "assessment:posts_review": Row(
        allowed=(*cores.KEEPERS, Role.PROVINCE_VIEWER), kwargs=lambda _world: {"kind": "docx"}
    ),
    "assessment:new_post": Row(allowed=cores.KEEPERS, kwargs=at_commune, is_placed=True),
    "assessment:post": Row(allowed=CORE_READERS, kwargs=posted, is_placed=True),
    "assessment:fill_post": Row(allowed=cores.KEEPERS, kwargs=posted, is_placed=True, method="post"),
    "assessment:empty_post": Row(allowed=cores.KEEPERS, kwargs=posted, is_placed=True, method="post"),
    "assessment:close_post": Row(allowed=cores.KEEPERS, kwargs=posted, is_placed=True, method="post"),
}

"""Who gets what answer from the programme's addresses."""

from collections.abc import Mapping
from typing import Any

from tests.builders import moment
from tests.permissions import EVERYBODY, Row
from tests.world import World
from toso.ground.people.rules import TEAM_ROLES, Role
from toso.plan.programme.models import Exclusion
from toso.plan.programme.tests.builders import DAY, a_document, a_draft, an_indicator

ABOVE_TEAMS = tuple(role for role in EVERYBODY if role not in TEAM_ROLES)
DRAFTERS = (Role.PROVINCE_OFFICER, Role.COMMUNE_LEADER, Role.COMMUNE_OFFICIAL)
ISSUERS = (Role.PROVINCE_OFFICER, Role.COMMUNE_LEADER)


def an_indicator_code(world: World) -> Mapping[str, Any]:
    return {"code": an_indicator().code}


def a_document_code(world: World) -> Mapping[str, Any]:
    return {"code": a_document().code}


def the_hamlet(world: World) -> Mapping[str, Any]:
    return {"place_id": world.hamlet.pk}


def a_decision(world: World) -> Mapping[str, Any]:
    return {"decision_id": a_draft(place=world.commune).pk}


def an_exclusion(world: World) -> Mapping[str, Any]:
    exclusion = Exclusion.objects.create(
        place=world.commune, indicator=an_indicator(), reason="Mẫu", valid_from=moment(DAY).date()
    )
    return {"exclusion_id": exclusion.pk}


def an_issue(world: World) -> Mapping[str, Any]:
    return {"number": "12/QĐ-UBND", "signed_on": "2026-01-05", "signer": "Lê Mẫu Dung"}


ROWS: dict[str, Row] = {
    "programme:list": Row(),
    "programme:indicator": Row(kwargs=an_indicator_code),
    "programme:tasks": Row(),
    "programme:documents": Row(),
    "programme:document": Row(kwargs=a_document_code),
    "programme:ended": Row(),
    "programme:history": Row(),
    "programme:place": Row(kwargs=the_hamlet, is_placed=True),
    "programme:decisions": Row(allowed=ABOVE_TEAMS),
    "programme:new_decision": Row(allowed=DRAFTERS),
    "programme:decision": Row(allowed=ABOVE_TEAMS, kwargs=a_decision, is_placed=True),
    "programme:set_targets": Row(allowed=DRAFTERS, kwargs=a_decision, is_placed=True, method="post"),
    "programme:undo_targets": Row(allowed=DRAFTERS, kwargs=a_decision, is_placed=True, method="post"),
    "programme:paste_targets": Row(allowed=DRAFTERS, kwargs=a_decision, is_placed=True, method="post"),
    "programme:propose_parts": Row(allowed=DRAFTERS, kwargs=a_decision, is_placed=True, method="post"),
    "programme:issue_decision": Row(allowed=ISSUERS, kwargs=a_decision, is_placed=True, method="post", data=an_issue),
    "programme:denominators": Row(),
    "programme:exclusions": Row(),
    "programme:end_exclusion": Row(
        allowed=(Role.PROVINCE_OFFICER,), kwargs=an_exclusion, is_placed=True, method="post"
    ),
}

"""Who gets what answer from the programme's addresses."""

from collections.abc import Mapping
from typing import Any

from tests.builders import moment
from tests.permissions import EVERYBODY, Row
from tests.world import World
from toso.ground.people.rules import TEAM_ROLES, Role
from toso.plan.programme.models import Exclusion, PlanFactor, Platform
from toso.plan.programme.tests.builders import (
    DAY,
    a_document,
    a_draft,
    a_draft_plan,
    a_kind_of_work,
    a_proposal,
    an_indicator,
)

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


COMMUNE = (Role.COMMUNE_LEADER, Role.COMMUNE_OFFICIAL)


def a_platform_code(world: World) -> Mapping[str, Any]:
    return {
        "code": Platform.objects.create(
            code=f"mau-{Platform.objects.count()}", name="Nền tảng Mẫu", valid_from=DAY
        ).code
    }


def a_sent_proposal(world: World) -> Mapping[str, Any]:
    return {"proposal_id": a_proposal(place=world.commune).pk}


def an_answer(world: World) -> Mapping[str, Any]:
    return {"state": "accepted", "answer": "Đồng ý"}


def a_factor(world: World) -> Mapping[str, Any]:
    factor = PlanFactor.objects.create(place=world.hamlet, kind="economy", factor=1, reason="Mẫu", valid_from=DAY)
    return {"factor_id": factor.pk}


def a_plan(world: World) -> Mapping[str, Any]:
    return {"plan_id": a_draft_plan(place=world.commune).pk}


def a_plan_printed(world: World) -> Mapping[str, Any]:
    return {**a_plan(world), "kind": "docx"}


def a_plan_part(world: World) -> Mapping[str, Any]:
    return {**a_plan(world), "key": f"t{a_kind_of_work().pk}"}


ROWS: dict[str, Row] = {
    "programme:list": Row(),
    "programme:indicator": Row(kwargs=an_indicator_code),
    "programme:tasks": Row(),
    "programme:documents": Row(),
    "programme:document": Row(kwargs=a_document_code),
    "programme:complete_document": Row(
        allowed=(Role.ADMINISTRATOR, Role.PROVINCE_OFFICER), kwargs=a_document_code, method="post"
    ),
    "programme:ended": Row(),
    "programme:platforms": Row(),
    "programme:platform": Row(kwargs=a_platform_code),
    "programme:new_platform": Row(allowed=(Role.PROVINCE_OFFICER,)),
    "programme:edit_platform": Row(allowed=(Role.PROVINCE_OFFICER,), kwargs=a_platform_code),
    "programme:end_platform": Row(allowed=(Role.PROVINCE_OFFICER,), kwargs=a_platform_code, method="post"),
    "programme:procedures": Row(),
    "programme:proposals": Row(allowed=ABOVE_TEAMS),
    "programme:new_proposal": Row(allowed=DRAFTERS),
    "programme:proposal": Row(allowed=ABOVE_TEAMS, kwargs=a_sent_proposal, is_placed=True),
    "programme:decide_proposal": Row(
        allowed=(Role.PROVINCE_OFFICER,), kwargs=a_sent_proposal, is_placed=True, method="post", data=an_answer
    ),
    "programme:withdraw_proposal": Row(allowed=DRAFTERS, kwargs=a_sent_proposal, is_placed=True, method="post"),
    "programme:take_proposals": Row(allowed=(Role.PROVINCE_OFFICER,), kwargs=a_decision, is_placed=True, method="post"),
    "programme:plans": Row(allowed=ABOVE_TEAMS),
    "programme:new_plan": Row(allowed=COMMUNE),
    "programme:factors": Row(allowed=ABOVE_TEAMS),
    "programme:end_factor": Row(allowed=COMMUNE, kwargs=a_factor, is_placed=True, method="post"),
    "programme:plan": Row(allowed=ABOVE_TEAMS, kwargs=a_plan, is_placed=True),
    "programme:issue_plan": Row(
        allowed=(Role.COMMUNE_LEADER,), kwargs=a_plan, is_placed=True, method="post", data=an_issue
    ),
    "programme:print_plan": Row(allowed=ABOVE_TEAMS, kwargs=a_plan_printed, is_placed=True),
    "programme:plan_part": Row(allowed=ABOVE_TEAMS, kwargs=a_plan_part, is_placed=True),
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

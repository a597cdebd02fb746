"""Who gets what answer from the addresses of the teams."""

from collections.abc import Mapping
from typing import Any

from tests.builders import a_person, an_of
from tests.permissions import EVERYBODY, Row
from tests.world import World
from toso.ground.people.rules import COMMUNE_ROLES, TEAM_ROLES, Role
from toso.plan.teams.tests.builders import a_nomination, a_proposal, a_team, a_team_draft, a_wish

ABOVE_TEAMS = tuple(role for role in EVERYBODY if role not in TEAM_ROLES)
DRAFTERS = tuple(COMMUNE_ROLES)


def the_team(world: World) -> Mapping[str, Any]:
    return {"team_id": a_team(hamlet=world.hamlet).pk}


def the_hamlet(world: World) -> Mapping[str, Any]:
    return {"place_id": world.hamlet.pk}


def a_draft(world: World) -> Mapping[str, Any]:
    return {"decision_id": a_team_draft(hamlet=world.hamlet).pk}


def no_rows(world: World) -> Mapping[str, Any]:
    return {"rows": "0"}


def a_proposal_of(world: World) -> Mapping[str, Any]:
    return {"proposal_id": a_proposal(team=a_team(hamlet=world.hamlet), by=an_of(world.hamlet)).pk}


def a_nominee(world: World) -> Mapping[str, Any]:
    union = a_person(role=Role.YOUTH_UNION, place=world.commune)
    return {"nomination_id": a_nomination(team=a_team(hamlet=world.hamlet), by=union).pk}


def a_wish_of(world: World) -> Mapping[str, Any]:
    return {"wish_id": a_wish(by=an_of(world.hamlet)).pk}


UNION = (Role.YOUTH_UNION,)
MEMBERS = tuple(TEAM_ROLES)
FOLLOWERS = (*DRAFTERS, Role.PROVINCE_OFFICER)

ROWS: dict[str, Row] = {
    "teams:support": Row(kwargs=the_team, is_placed=True),
    "teams:nominate": Row(allowed=UNION, kwargs=the_team, is_placed=True, method="post"),
    "teams:propose": Row(allowed=MEMBERS, kwargs=the_team, is_placed=True, method="post"),
    "teams:confirm": Row(allowed=DRAFTERS, kwargs=the_team, is_placed=True, method="post"),
    "teams:follow": Row(allowed=FOLLOWERS, kwargs=the_team, is_placed=True, method="post"),
    "teams:answer_proposal": Row(allowed=DRAFTERS, kwargs=a_proposal_of, is_placed=True, method="post"),
    "teams:fulfil": Row(allowed=MEMBERS, kwargs=a_proposal_of, is_placed=True, method="post"),
    "teams:take": Row(allowed=DRAFTERS, kwargs=a_nominee, is_placed=True, method="post"),
    "teams:decline": Row(allowed=DRAFTERS, kwargs=a_nominee, is_placed=True, method="post"),
    "teams:capacity": Row(
        allowed=DRAFTERS, kwargs=lambda world: {"place_id": world.commune.pk}, is_placed=True, method="post"
    ),
    "teams:unconfirmed": Row(allowed=(*FOLLOWERS, Role.PROVINCE_VIEWER, Role.AUDITOR)),
    "teams:wishes": Row(allowed=(*MEMBERS, Role.YOUTH_UNION)),
    "teams:answer_wish": Row(allowed=(*MEMBERS, *UNION), kwargs=a_wish_of, is_placed=True, method="post", also=(404,)),
    "teams:list": Row(),
    "teams:team": Row(kwargs=the_team, is_placed=True),
    "teams:change": Row(allowed=DRAFTERS, kwargs=the_team, is_placed=True, method="post"),
    "teams:dissolve": Row(allowed=DRAFTERS, kwargs=the_team, is_placed=True, method="post"),
    "teams:establish": Row(allowed=DRAFTERS, kwargs=the_hamlet, is_placed=True, method="post"),
    "teams:decision": Row(allowed=ABOVE_TEAMS, kwargs=a_draft, is_placed=True),
    "teams:edit_decision": Row(allowed=DRAFTERS, kwargs=a_draft, is_placed=True, method="post", data=no_rows),
    "teams:drop_decision": Row(allowed=DRAFTERS, kwargs=a_draft, is_placed=True, method="post"),
    "issue_decision": Row(allowed=(Role.COMMUNE_LEADER,), kwargs=a_draft, is_placed=True, method="post"),
    "teams:decision_docx": Row(allowed=ABOVE_TEAMS, kwargs=a_draft, is_placed=True),
    "teams:decision_pdf": Row(allowed=ABOVE_TEAMS, kwargs=a_draft, is_placed=True),
}

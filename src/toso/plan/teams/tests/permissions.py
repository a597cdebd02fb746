"""Who gets what answer from the addresses of the teams."""

from collections.abc import Mapping
from typing import Any

from tests.permissions import EVERYBODY, Row
from tests.world import World
from toso.ground.people.rules import COMMUNE_ROLES, TEAM_ROLES, Role
from toso.plan.teams.tests.builders import a_team, a_team_draft

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


ROWS: dict[str, Row] = {
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

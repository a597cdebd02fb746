from collections.abc import Mapping
from typing import Any

from tests.builders import a_person
from tests.permissions import Row
from tests.world import World
from toso.ground.people.rules import Role
from toso.work.campaign.models import Campaign, Wave
from toso.work.campaign.queries.plans import READERS, RUNNERS
from toso.work.campaign.tests.builders import a_campaign, a_deployment, a_school, a_wave
from toso.work.campaign.views.chain import LISTERS


def _own(world: World) -> tuple[Campaign, Any]:
    by = a_person(role=Role.COMMUNE_LEADER, place=world.commune)
    return a_campaign(place=world.commune, by=by), by


def drafted(world: World) -> Mapping[str, Any]:
    return {"campaign_id": _own(world)[0].pk}


def _wave(world: World) -> Wave:
    campaign, by = _own(world)
    return a_wave(campaign=campaign, by=by, senders=[a_school()])


def opened(world: World) -> Mapping[str, Any]:
    return {"wave_id": _wave(world).pk}


def paper(world: World) -> Mapping[str, Any]:
    return {"wave_id": _wave(world).pk, "kind": "docx"}


def sent(world: World) -> Mapping[str, Any]:
    campaign, by = _own(world)
    return {"deployment_id": a_deployment(campaign=campaign, place=world.commune, by=by).pk}


ROWS: dict[str, Row] = {
    "campaign:list": Row(allowed=READERS),
    "campaign:new": Row(allowed=RUNNERS, also=(404,)),
    "campaign:campaign": Row(allowed=READERS, kwargs=drafted, is_placed=True),
    "campaign:start": Row(allowed=RUNNERS, kwargs=drafted, is_placed=True, method="post"),
    "campaign:close": Row(allowed=RUNNERS, kwargs=drafted, is_placed=True, method="post"),
    "campaign:new_wave": Row(allowed=RUNNERS, kwargs=drafted, is_placed=True, also=(404,)),
    "campaign:wave": Row(allowed=READERS, kwargs=opened, is_placed=True),
    "campaign:launch": Row(allowed=RUNNERS, kwargs=opened, is_placed=True, also=(404,)),
    "campaign:need": Row(allowed=RUNNERS, kwargs=opened, is_placed=True, also=(404,)),
    "campaign:grant": Row(allowed=RUNNERS, kwargs=opened, is_placed=True, method="post"),
    "campaign:hand_in": Row(allowed=LISTERS, kwargs=opened, is_placed=True, also=(404,)),
    "campaign:match": Row(allowed=RUNNERS, kwargs=opened, is_placed=True, also=(404,)),
    "campaign:decide": Row(allowed=RUNNERS, kwargs=opened, is_placed=True, method="post"),
    "campaign:decision": Row(allowed=READERS, kwargs=paper, is_placed=True, also=(404,)),
    "campaign:withdraw": Row(allowed=RUNNERS, kwargs=sent, is_placed=True, method="post"),
}

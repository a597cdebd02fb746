from collections.abc import Mapping
from typing import Any

from tests.builders import a_person
from tests.permissions import Row
from tests.world import World
from toso.ground.people.rules import Role
from toso.work.campaign.models import Campaign, Wave
from toso.work.campaign.queries.plans import READERS, RUNNERS
from toso.work.campaign.tests.builders import (
    a_campaign,
    a_case,
    a_commendation,
    a_deployment,
    a_school,
    a_serving,
    a_wave,
    a_whole_report,
    an_appraisal,
    an_ordinary_day,
)
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


def served(world: World) -> Mapping[str, Any]:
    campaign, by = _own(world)
    return {"deployment_id": a_serving(campaign=campaign, place=world.commune, by=by).pk}


def appraised(world: World) -> Mapping[str, Any]:
    return {**served(world), "side": "commune"}


def certified(world: World) -> Mapping[str, Any]:
    return {**served(world), "kind": "pdf"}


def weekly(world: World) -> Mapping[str, Any]:
    return {**served(world), "kind": "weekly"}


def measured(world: World) -> Mapping[str, Any]:
    return {**drafted(world), "code": "citizens"}


def one_part(world: World) -> Mapping[str, Any]:
    return {**drafted(world), "part": "objectives"}


def regulation_file(world: World) -> Mapping[str, Any]:
    return {**drafted(world), "kind": "docx"}


def reported(world: World) -> Mapping[str, Any]:
    campaign, by = _own(world)
    return {"report_id": a_whole_report(campaign=campaign, by=by).pk}


def counted(world: World) -> Mapping[str, Any]:
    return {**reported(world), "code": "citizens"}


def printed(world: World) -> Mapping[str, Any]:
    return {**reported(world), "kind": "docx"}


def proved(world: World) -> Mapping[str, Any]:
    campaign, by = _own(world)
    deployment = a_serving(campaign=campaign, place=world.commune, by=by)
    an_ordinary_day(deployment=deployment)
    return {"token": an_appraisal(deployment=deployment, by=by).token}


def reproached(world: World) -> Mapping[str, Any]:
    campaign, by = _own(world)
    deployment = a_serving(campaign=campaign, place=world.commune, by=by)
    return {"case_id": a_case(deployment=deployment, by=by).pk}


def praised(world: World) -> Mapping[str, Any]:
    campaign, by = _own(world)
    deployment = a_serving(campaign=campaign, place=world.commune, by=by)
    return {"commendation_id": a_commendation(deployment=deployment, by=by).pk}


def praised_paper(world: World) -> Mapping[str, Any]:
    return {**praised(world), "kind": "pdf"}


ROWS: dict[str, Row] = {
    "campaign:commend": Row(kwargs=served, is_placed=True, method="post", also=(404,)),
    "campaign:commendation": Row(kwargs=praised, is_placed=True, also=(404,)),  # offices, the proposer, the person
    "campaign:commendation_paper": Row(kwargs=praised_paper, is_placed=True, also=(404,)),
    "campaign:list": Row(allowed=READERS),
    "campaign:new": Row(allowed=RUNNERS, also=(404,)),
    "campaign:campaign": Row(allowed=READERS, kwargs=drafted, is_placed=True),
    "campaign:edit": Row(allowed=RUNNERS, kwargs=one_part, is_placed=True, also=(404,)),
    "campaign:start": Row(allowed=RUNNERS, kwargs=drafted, is_placed=True, method="post"),
    "campaign:close": Row(allowed=RUNNERS, kwargs=drafted, is_placed=True, method="post"),
    "campaign:new_wave": Row(allowed=RUNNERS, kwargs=drafted, is_placed=True, also=(404,)),
    "campaign:wave": Row(allowed=READERS, kwargs=opened, is_placed=True),
    "campaign:launch": Row(allowed=RUNNERS, kwargs=opened, is_placed=True, also=(404,)),
    "campaign:need": Row(allowed=RUNNERS, kwargs=opened, is_placed=True, also=(404,)),
    "campaign:grant": Row(allowed=RUNNERS, kwargs=opened, is_placed=True, method="post"),
    "campaign:hand_in": Row(allowed=LISTERS, kwargs=opened, is_placed=True, also=(404,)),
    "campaign:match": Row(allowed=RUNNERS, kwargs=opened, is_placed=True, also=(404,)),
    "campaign:pay": Row(allowed=RUNNERS, kwargs=opened, is_placed=True, method="post"),
    "campaign:decide": Row(allowed=RUNNERS, kwargs=opened, is_placed=True, method="post"),
    "campaign:decision": Row(allowed=READERS, kwargs=paper, is_placed=True, also=(404,)),
    "campaign:mine": Row(),
    "campaign:deployment": Row(kwargs=served, is_placed=True, also=(404,)),
    "campaign:receive": Row(allowed=RUNNERS, kwargs=served, is_placed=True, method="post"),
    "campaign:finish": Row(allowed=RUNNERS, kwargs=served, is_placed=True, method="post"),
    "campaign:day": Row(kwargs=served, is_placed=True, also=(404,)),  # one's own day; somebody else's is not found
    "campaign:appraise": Row(kwargs=appraised, is_placed=True, also=(404,)),
    "campaign:certificate": Row(kwargs=certified, is_placed=True, also=(404,)),
    "campaign:draft": Row(kwargs=weekly, is_placed=True, method="post", also=(404,)),
    "campaign:accuse": Row(kwargs=served, is_placed=True, also=(404,)),
    "campaign:verify": Row(public=True, kwargs=proved),
    "campaign:board": Row(allowed=READERS, kwargs=drafted, is_placed=True),
    "campaign:evidence": Row(allowed=READERS, kwargs=measured, is_placed=True, also=(404,)),
    "campaign:draft_of_campaign": Row(allowed=RUNNERS, kwargs=drafted, is_placed=True, method="post"),
    "campaign:regulation": Row(allowed=READERS, kwargs=drafted, is_placed=True),
    "campaign:regulation_paper": Row(allowed=READERS, kwargs=regulation_file, is_placed=True),
    "campaign:acknowledge": Row(allowed=READERS, kwargs=drafted, is_placed=True, method="post"),
    "campaign:draft_of_wave": Row(allowed=RUNNERS, kwargs=opened, is_placed=True, method="post"),
    "campaign:report": Row(kwargs=reported, is_placed=True, also=(404,)),
    "campaign:write": Row(kwargs=reported, is_placed=True, method="post", also=(404,)),
    "campaign:endorse": Row(kwargs=reported, is_placed=True, method="post", also=(404,)),
    "campaign:give_back": Row(kwargs=reported, is_placed=True, method="post", also=(404,)),
    "campaign:change": Row(kwargs=reported, is_placed=True, also=(404,)),
    "campaign:paper": Row(kwargs=printed, is_placed=True, also=(404,)),
    "campaign:report_evidence": Row(kwargs=counted, is_placed=True, also=(404,)),
    "campaign:case": Row(kwargs=reproached, is_placed=True, also=(404,)),  # confidential: most do not find it
    "campaign:withdraw": Row(allowed=RUNNERS, kwargs=sent, is_placed=True, method="post"),
}

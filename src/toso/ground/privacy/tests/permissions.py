from collections.abc import Mapping
from typing import Any

from tests.permissions import Row
from tests.world import World
from toso.ground.privacy.queries import CONSENT_KEEPERS, HANDLERS, READERS
from toso.ground.privacy.tests.builders import a_breach, a_consent, a_request


def the_request(world: World) -> Mapping[str, Any]:
    return {"pk": a_request(place=world.commune).pk}


def the_consent(world: World) -> Mapping[str, Any]:
    return {"pk": a_consent(place=world.hamlet).pk}


def the_breach(world: World) -> Mapping[str, Any]:
    return {"pk": a_breach(place=world.commune).pk}


DONE_TO_A_REQUEST = Row(allowed=HANDLERS, kwargs=the_request, is_placed=True, method="post", also=(400,))

ROWS = {
    "privacy:mine": Row(),
    "privacy:list": Row(allowed=READERS),
    "privacy:new": Row(allowed=HANDLERS),
    "privacy:request": Row(allowed=READERS, kwargs=the_request, is_placed=True),
    "privacy:answer": DONE_TO_A_REQUEST,
    "privacy:extend": DONE_TO_A_REQUEST,
    "privacy:finish": DONE_TO_A_REQUEST,
    "privacy:lift": DONE_TO_A_REQUEST,
    "privacy:consents": Row(allowed=CONSENT_KEEPERS),
    "privacy:withdraw": Row(allowed=CONSENT_KEEPERS, kwargs=the_consent, is_placed=True, method="post"),
    "privacy:breaches": Row(allowed=READERS),
    "privacy:new_breach": Row(allowed=HANDLERS),
    "privacy:breach": Row(allowed=READERS, kwargs=the_breach, is_placed=True),
    "privacy:report_breach": Row(allowed=HANDLERS, kwargs=the_breach, is_placed=True, method="post", also=(400,)),
    "privacy:close_breach": Row(allowed=HANDLERS, kwargs=the_breach, is_placed=True, method="post", also=(400,)),
    "privacy:processing": Row(),
}

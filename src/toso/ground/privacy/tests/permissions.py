from collections.abc import Mapping
from typing import Any

from tests.permissions import Row
from tests.world import World
from toso.ground.privacy.queries import CONSENT_KEEPERS, HANDLERS, READERS
from toso.ground.privacy.tests.builders import a_consent, a_request


def the_request(world: World) -> Mapping[str, Any]:
    return {"pk": a_request(place=world.commune).pk}


def the_consent(world: World) -> Mapping[str, Any]:
    return {"pk": a_consent(place=world.hamlet).pk}


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
    "privacy:processing": Row(),
}

from collections.abc import Mapping
from typing import Any
from uuid import uuid4

from tests.builders import an_of, moment
from tests.permissions import Row
from tests.world import World
from toso.front.sync.actions.keys import issue_key
from toso.front.sync.models import Rescue
from toso.front.sync.queries import MANAGERS, RESCUERS
from toso.plan.forms.tests.builders import DAY, a_version, own_form_id

NO_KEY = (401,)  # the phone's doors open to a key in a header, which this client does not show


def with_key(world: World) -> Mapping[str, Any]:
    return {"secret": issue_key(label="Máy mẫu", by=an_of(world.hamlet), at=moment(DAY))[1]}


def with_key_and_form(world: World) -> Mapping[str, Any]:
    return {**with_key(world), "pk": a_version(place=world.commune, form_id=own_form_id(world.commune)).pk}


def a_key_of_somebody(world: World) -> Mapping[str, Any]:
    return {"pk": issue_key(label="Máy mẫu", by=an_of(world.hamlet), at=moment(DAY))[0].pk}


def a_rescue(world: World) -> Mapping[str, Any]:
    """A rescue whose time is long over: nobody decides on it any more."""
    key = issue_key(label="Máy mẫu", by=an_of(world.hamlet), at=moment(DAY))[0]
    at = moment(DAY)
    made = Rescue.objects.create(id=uuid4(), key=key, number="123 456", public="x", asked_at=at, until=at)
    return {"rescue_id": made.pk}


def any_number(_world: World) -> Mapping[str, Any]:
    return {"pk": 1}


def a_list(_world: World) -> Mapping[str, Any]:
    return {"name": "households"}


def with_key_and_list(world: World) -> Mapping[str, Any]:
    return {**with_key(world), "name": "households"}


def any_hash(_world: World) -> Mapping[str, Any]:
    return {"sha256": "0" * 64}


ROWS = {
    "sync:phones": Row(),
    "sync:issue": Row(method="post"),
    "sync:offer": Row(method="post"),
    "sync:team_phones": Row(allowed=MANAGERS),
    "sync:rescues": Row(allowed=RESCUERS),
    "sync:decide": Row(allowed=RESCUERS, kwargs=a_rescue, method="post", also=(404,)),
    "sync:revoke": Row(kwargs=a_key_of_somebody, method="post", also=(404,)),
    "sync:form_list": Row(kwargs=with_key, public=True),
    "sync:xform": Row(kwargs=with_key_and_form, public=True),
    "sync:manifest": Row(kwargs=with_key_and_form, public=True),
    "sync:entities": Row(kwargs=with_key_and_list, public=True),
    "sync:api_entities": Row(kwargs=a_list, public=True, also=NO_KEY),
    "sync:hamlets": Row(kwargs=with_key, public=True),
    "field:shell": Row(public=True, also=(503,)),
    "field:form_page": Row(public=True, also=(503,)),
    "field:worker": Row(public=True, also=(503,)),
    "field:manifest": Row(public=True, also=(503,)),
    "sync:submission": Row(kwargs=with_key, method="post", public=True, also=(400,)),
    "sync:api_hello": Row(public=True),
    "sync:api_pair": Row(method="post", public=True, also=(400,)),
    "sync:api_outbox": Row(method="post", public=True, also=NO_KEY),
    "sync:api_receipts": Row(method="post", public=True, also=NO_KEY),
    "sync:api_media": Row(kwargs=any_hash, public=True, also=NO_KEY),
    "sync:api_size": Row(public=True, also=NO_KEY),
    "sync:api_changes": Row(public=True, also=NO_KEY),
    "sync:api_envelope": Row(public=True, also=(401, 405)),
    "sync:api_leave": Row(method="post", public=True, also=NO_KEY),
    "sync:api_rescue": Row(method="post", public=True, also=(400,)),
    "sync:api_rescued": Row(kwargs=a_rescue, public=True),
    "sync:api_xform": Row(kwargs=any_number, public=True, also=NO_KEY),
    "sync:api_hamlets": Row(public=True, also=NO_KEY),
    "sync:api_submission": Row(kwargs=any_number, public=True, also=NO_KEY),
    "sync:api_announcement_file": Row(kwargs=any_number, public=True, also=NO_KEY),
}

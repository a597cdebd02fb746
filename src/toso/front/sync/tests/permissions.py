from collections.abc import Mapping
from typing import Any

from tests.builders import an_of, moment
from tests.permissions import Row
from tests.world import World
from toso.front.sync.actions import issue_key
from toso.plan.forms.tests.builders import DAY, a_version, own_form_id


def with_key(world: World) -> Mapping[str, Any]:
    return {"secret": issue_key(label="Máy mẫu", by=an_of(world.hamlet), at=moment(DAY))[1]}


def with_key_and_form(world: World) -> Mapping[str, Any]:
    return {**with_key(world), "pk": a_version(place=world.commune, form_id=own_form_id(world.commune)).pk}


def a_key_of_somebody(world: World) -> Mapping[str, Any]:
    return {"pk": issue_key(label="Máy mẫu", by=an_of(world.hamlet), at=moment(DAY))[0].pk}


ROWS = {
    "sync:phones": Row(),
    "sync:issue": Row(method="post"),
    "sync:revoke": Row(kwargs=a_key_of_somebody, method="post", also=(404,)),
    "sync:form_list": Row(kwargs=with_key, public=True),
    "sync:xform": Row(kwargs=with_key_and_form, public=True),
    "sync:manifest": Row(kwargs=with_key_and_form, public=True),
    "sync:hamlets": Row(kwargs=with_key, public=True),
    "field:shell": Row(public=True, also=(503,)),
    "field:form_page": Row(public=True, also=(503,)),
    "field:worker": Row(public=True, also=(503,)),
    "field:manifest": Row(public=True, also=(503,)),
    "sync:submission": Row(kwargs=with_key, method="post", public=True, also=(400,)),
}

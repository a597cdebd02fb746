from collections.abc import Mapping
from typing import Any

from tests.builders import an_of
from tests.permissions import Row
from tests.world import World
from toso.plan.forms.queries import KEEPERS, REVIEWERS
from toso.plan.forms.tests.builders import a_filled_form, a_submission, a_version, own_form_id, sent


def one_form(world: World) -> Mapping[str, Any]:
    return {"pk": a_version(place=world.commune, form_id=own_form_id(world.commune)).form_id}


def one_version(world: World) -> Mapping[str, Any]:
    return {"pk": a_version(place=world.commune, form_id=own_form_id(world.commune), is_published=False).pk}


def published(world: World) -> Mapping[str, Any]:
    return {"pk": a_version(place=world.commune, form_id=own_form_id(world.commune)).pk}


def one_submission(world: World) -> Mapping[str, Any]:
    return {"pk": a_submission(place=world.hamlet, by=an_of(world.hamlet)).pk}


def one_file(world: World) -> Mapping[str, Any]:
    form_id = own_form_id(world.commune)
    a_version(place=world.commune, form_id=form_id)
    xml = a_filled_form(place=world.hamlet.code, photo="a.jpg", form_id=form_id)
    arrived = sent(xml, by=an_of(world.hamlet), files={"a.jpg": b"anh"})
    return {"pk": arrived.submission.contents.get().attachments.get().pk}


ROWS = {
    "forms:list": Row(),
    "forms:upload": Row(KEEPERS),
    "forms:form": Row(kwargs=one_form, is_placed=True),
    "forms:open": Row(KEEPERS, one_form, is_placed=True, method="post"),
    "forms:publish": Row(KEEPERS, one_version, is_placed=True, method="post"),
    "forms:source": Row(kwargs=published, is_placed=True),
    "forms:submissions": Row(kwargs=one_form, is_placed=True),
    "forms:export": Row(kwargs=lambda world: {**one_form(world), "kind": "csv"}, is_placed=True),
    "forms:submission": Row(kwargs=one_submission, is_placed=True),
    "forms:review": Row(
        REVIEWERS,
        one_submission,
        is_placed=True,
        method="post",
        data=lambda world: {"kind": "approved"},
    ),
    "forms:attachment": Row(kwargs=one_file, is_placed=True),
}

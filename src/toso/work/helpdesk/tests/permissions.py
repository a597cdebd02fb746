from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from tests.builders import an_of, binh_of, dung_of
from tests.permissions import Row
from tests.world import World
from toso.ground.people.queries import scope_of
from toso.ground.people.rules import COMMUNE_ROLES, Role
from toso.ground.shared.uploads import CleanFile
from toso.work.helpdesk.actions.catalogue import OFFICE, review_article
from toso.work.helpdesk.queries import RAISERS
from toso.work.helpdesk.queries.hours import KEEPERS
from toso.work.helpdesk.queries.rounds import MAKERS, READERS
from toso.work.helpdesk.tests.builders import (
    DAY,
    MORNING,
    a_canned_answer,
    a_cooperation,
    a_device,
    a_difficulty,
    a_point,
    a_response_team,
    a_round,
    a_shift,
    a_ticket,
    an_article,
)
from toso.work.helpdesk.views import ANSWERERS
from toso.work.helpdesk.views.tickets import ACTORS, ASKERS, HANDS


def one(world: World) -> Mapping[str, Any]:
    return {"pk": a_difficulty(place=world.hamlet, by=an_of(world.hamlet)).pk}


def called(world: World) -> Mapping[str, Any]:
    return {"pk": a_ticket(place=world.hamlet, by=an_of(world.hamlet)).pk}


def with_file(world: World) -> Mapping[str, Any]:
    file = CleanFile("anh.jpg", b"x", "0" * 64)
    ticket = a_ticket(place=world.hamlet, by=an_of(world.hamlet), files=[file])
    return {"pk": ticket.attachments.get().pk}


def said(world: World) -> Mapping[str, Any]:
    return {"pk": a_canned_answer(place=world.commune, by=binh_of(world.commune)).pk}


def written(world: World) -> Mapping[str, Any]:
    dung = dung_of(world.province)
    article = an_article(place=world.commune, by=binh_of(world.commune))
    review_article(
        article_id=article.pk,
        good_until=DAY + timedelta(days=365),
        by=dung,
        scope=scope_of(dung.pk, on=DAY),
        at=MORNING,
    )
    return {"pk": article.pk}


def team(world: World) -> Mapping[str, Any]:
    return {"pk": a_response_team(commune=world.commune, members=[]).pk}


def on_duty(world: World) -> Mapping[str, Any]:
    binh = binh_of(world.commune)
    standing = a_response_team(commune=world.commune, members=[binh])
    return {
        "pk": a_shift(team=standing, person=binh, by=binh, begins_at=MORNING, ends_at=MORNING + timedelta(hours=8)).pk
    }


def a_call(world: World) -> Mapping[str, Any]:
    return {"pk": a_cooperation(place=world.hamlet, by=an_of(world.hamlet), organisation=world.department).pk}


def looked(world: World) -> Mapping[str, Any]:
    return {"pk": a_round(place=world.commune, by=binh_of(world.commune)).pk}


def registered(world: World) -> Mapping[str, Any]:
    return {"pk": a_device(place=world.commune, by=binh_of(world.commune)).pk}


def received(world: World) -> Mapping[str, Any]:
    return {"pk": a_point(place=world.commune, by=binh_of(world.commune)).pk}


def a_notice(world: World) -> Mapping[str, Any]:
    return {**received(world), "kind": "pdf"}


def here(world: World) -> Mapping[str, Any]:
    return {"place_id": world.commune.pk}


ROWS: dict[str, Row] = {
    "helpdesk:rounds": Row(allowed=READERS),
    "helpdesk:round": Row(allowed=READERS, kwargs=looked, is_placed=True),
    "helpdesk:new_round": Row(allowed=MAKERS, kwargs=here, is_placed=True),
    "helpdesk:devices": Row(allowed=READERS),
    "helpdesk:new_device": Row(allowed=MAKERS),
    "helpdesk:device": Row(allowed=READERS, kwargs=registered, is_placed=True),
    "helpdesk:edit_device": Row(allowed=MAKERS, kwargs=registered, is_placed=True),
    "helpdesk:device_state": Row(allowed=MAKERS, kwargs=registered, is_placed=True, method="post"),
    "helpdesk:response_team": Row(allowed=MAKERS, kwargs=here, is_placed=True),
    "helpdesk:hours": Row(allowed=READERS),
    "helpdesk:commune_hours": Row(allowed=READERS, kwargs=here, is_placed=True),
    "helpdesk:new_point": Row(allowed=KEEPERS, kwargs=here, is_placed=True),
    "helpdesk:change_hours": Row(allowed=KEEPERS, kwargs=received, is_placed=True),
    "helpdesk:stop_point": Row(allowed=KEEPERS, kwargs=received, is_placed=True, method="post"),
    "helpdesk:hours_notice": Row(allowed=READERS, kwargs=a_notice, is_placed=True),
    "helpdesk:opening": Row(public=True),
    "helpdesk:cooperations": Row(),
    "helpdesk:ask_cooperation": Row(allowed=RAISERS),
    "helpdesk:cooperation": Row(kwargs=a_call, is_placed=True),
    "helpdesk:answer_cooperation": Row(allowed=(*RAISERS, Role.PARTNER), kwargs=a_call, is_placed=True, method="post"),
    "helpdesk:finish_cooperation": Row(allowed=RAISERS, kwargs=a_call, is_placed=True, method="post"),
    "helpdesk:list": Row(),
    "helpdesk:new": Row(allowed=(*RAISERS, Role.PARTNER)),
    "helpdesk:difficulty": Row(kwargs=one, is_placed=True),
    "helpdesk:answer": Row(allowed=ANSWERERS, kwargs=one, is_placed=True, method="post"),
    "helpdesk:escalate": Row(allowed=ANSWERERS, kwargs=one, is_placed=True, method="post"),
    "helpdesk:forward": Row(allowed=ANSWERERS, kwargs=one, is_placed=True, method="post"),
    "helpdesk:reopen": Row(allowed=(*RAISERS, Role.PARTNER), kwargs=one, is_placed=True, method="post"),
    "helpdesk:close": Row(allowed=(*RAISERS, Role.PARTNER), kwargs=one, is_placed=True, method="post"),
    "helpdesk:queue": Row(),
    "helpdesk:new_ticket": Row(allowed=ASKERS),
    "helpdesk:new_letter": Row(allowed=ASKERS),
    "helpdesk:bulk": Row(allowed=HANDS, method="post"),
    "helpdesk:ticket": Row(kwargs=called, is_placed=True),
    "helpdesk:act": Row(allowed=ACTORS, kwargs=called, is_placed=True, method="post"),
    "helpdesk:attachment": Row(kwargs=with_file, is_placed=True),
    "helpdesk:canned": Row(allowed=OFFICE),
    "helpdesk:drop_canned": Row(
        allowed=(*sorted(COMMUNE_ROLES), Role.PROVINCE_OFFICER), kwargs=said, is_placed=True, method="post"
    ),
    "helpdesk:articles": Row(),
    "helpdesk:article": Row(kwargs=written, is_placed=True),
    "helpdesk:write": Row(allowed=OFFICE),
    "helpdesk:rosters": Row(),
    "helpdesk:roster": Row(kwargs=team, is_placed=True, also=(404,)),
    "helpdesk:cancel_shift": Row(allowed=OFFICE, kwargs=on_duty, is_placed=True, method="post"),
    "helpdesk:ask": Row(public=True),
    "helpdesk:look_up": Row(public=True),
    "helpdesk:read": Row(public=True, kwargs=lambda _world: {"pk": 1}, also=(404,)),
}

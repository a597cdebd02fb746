from collections.abc import Mapping
from typing import Any
from uuid import uuid4

from tests.builders import an_of, moment
from tests.permissions import Row
from tests.world import World
from toso.ground.people.queries import scope_of
from toso.plan.forms.queries import KEEPERS
from toso.work.registry.actions.entities import Said, apply_said
from toso.work.registry.actions.merging import merge_registrants
from toso.work.registry.queries.catalogue import READERS, RECOGNISERS, RECORDERS, REVIEWERS
from toso.work.registry.tests.builders import DAY, a_registrant


def one(world: World) -> Mapping[str, Any]:
    return {"pk": a_registrant(place=world.hamlet, by=an_of(world.hamlet)).pk}


def one_merge(world: World) -> Mapping[str, Any]:
    an = an_of(world.hamlet)
    kept, dropped = (a_registrant(place=world.hamlet, by=an) for _ in range(2))
    merge = merge_registrants(
        kept_id=kept.pk,
        dropped_id=dropped.pk,
        reason="Trùng",
        by=an,
        scope=scope_of(an.pk, on=DAY),
        at=moment(DAY, 18),
    )
    return {"pk": merge.pk}


def one_waiting(world: World) -> Mapping[str, Any]:
    an = an_of(world.hamlet)
    said = Said(
        sending=str(uuid4()),
        entity=str(uuid4()),
        list_name="households",
        place=world.hamlet,
        day=DAY,
        is_update=True,
        values={"internet": "yes"},
    )
    change = apply_said(said=said, by=an, scope=scope_of(an.pk, on=DAY), at=moment(DAY, 18))
    return {"pk": change.pk if change else 0}


def the_hamlet(world: World) -> Mapping[str, Any]:
    return {"place_id": world.hamlet.pk}


def the_commune(world: World) -> Mapping[str, Any]:
    return {"place_id": world.commune.pk}


def with_other(world: World) -> Mapping[str, Any]:
    return {"other": a_registrant(place=world.hamlet, by=an_of(world.hamlet)).pk}


ROWS = {
    "registry:list": Row(allowed=RECORDERS),
    "registry:counts": Row(allowed=READERS),
    "registry:new": Row(allowed=RECORDERS),
    "registry:registrant": Row(allowed=RECORDERS, kwargs=one, is_placed=True),
    "registry:survey": Row(allowed=RECORDERS, kwargs=one, is_placed=True),
    "registry:end": Row(allowed=RECORDERS, kwargs=one, is_placed=True, method="post"),
    "registry:move": Row(allowed=RECORDERS, kwargs=one, is_placed=True, method="post"),
    "registry:merge": Row(allowed=REVIEWERS, kwargs=one, is_placed=True, method="post", data=with_other),
    "registry:apart": Row(allowed=REVIEWERS, kwargs=one, is_placed=True, method="post", data=with_other),
    "registry:adjust": Row(allowed=REVIEWERS, kwargs=one, is_placed=True, method="post"),
    "registry:undo_merge": Row(allowed=REVIEWERS, kwargs=one_merge, is_placed=True, method="post"),
    "registry:alike": Row(allowed=REVIEWERS),
    "registry:waiting": Row(allowed=RECORDERS),
    "registry:settle": Row(allowed=RECORDERS, kwargs=one_waiting, is_placed=True, method="post"),
    "registry:groups": Row(allowed=READERS),
    "registry:criteria": Row(allowed=REVIEWERS, kwargs=the_hamlet, is_placed=True),
    "registry:chat": Row(allowed=REVIEWERS, kwargs=the_hamlet, is_placed=True, method="post"),
    "registry:plan": Row(allowed=RECOGNISERS, kwargs=the_hamlet, is_placed=True, method="post"),
    "registry:area": Row(allowed=RECOGNISERS, kwargs=the_hamlet, is_placed=True, method="post"),
    "registry:ship": Row(allowed=KEEPERS, kwargs=the_commune, is_placed=True, method="post"),
    "registry:forget": Row(allowed=RECORDERS, kwargs=one, is_placed=True, method="post"),
}

from collections.abc import Mapping
from typing import Any
from uuid import uuid4

from tests.builders import an_of, binh_of, moment
from tests.permissions import Row
from tests.world import World
from toso.ground.people.queries import scope_of
from toso.plan.programme.models import LegalDocument
from toso.work.outreach.actions.recording import record_batch
from toso.work.outreach.models import Source
from toso.work.outreach.queries.checks import RECORDERS, REVIEWERS
from toso.work.outreach.rules import Counts, Work
from toso.work.outreach.tests.builders import DAY, a_photo, a_platform, a_record, a_task
from toso.work.outreach.views.records import READERS


def one(world: World) -> Mapping[str, Any]:
    return {"pk": a_record(place=world.hamlet, by=an_of(world.hamlet)).pk}


def one_photo(world: World) -> Mapping[str, Any]:
    return {"pk": a_photo(a_record(place=world.hamlet, by=an_of(world.hamlet))).pk}


def one_batch(world: World) -> Mapping[str, Any]:
    binh = binh_of(world.commune)
    work = Work(
        uuid=uuid4(),
        place_id=world.hamlet.pk,
        day=DAY,
        task_id=a_task().pk,
        counts=Counts(citizens=3),
        captured_at=moment(DAY, 17),
    )
    batch = record_batch(
        works=[work],
        place=world.hamlet,
        source=Source.GRID,
        by=binh,
        scope=scope_of(binh.pk, on=DAY),
        at=moment(DAY, 17),
    )
    return {"pk": batch.pk}


def a_name(world: World) -> Mapping[str, Any]:
    return {"name": "work"}


def a_platform_code(world: World) -> Mapping[str, Any]:
    return {"code": a_platform().code}


def a_policy_code(world: World) -> Mapping[str, Any]:
    document = LegalDocument.objects.create(
        code=f"VB-{LegalDocument.objects.count()}", kind="Luật", number="1", issuer="Quốc hội", is_to_communicate=True
    )
    return {"code": document.code}


ROWS: dict[str, Row] = {
    "outreach:centre": Row(allowed=RECORDERS),
    "outreach:digitised": Row(allowed=RECORDERS, method="post"),
    "outreach:centre_figures": Row(allowed=READERS),
    "outreach:reach": Row(allowed=READERS),
    "outreach:reach_platform": Row(allowed=READERS, kwargs=a_platform_code),
    "outreach:reach_policy": Row(allowed=READERS, kwargs=a_policy_code),
    "outreach:records": Row(allowed=READERS),
    "outreach:new": Row(allowed=RECORDERS),
    "outreach:grid": Row(allowed=REVIEWERS),
    "outreach:tally": Row(allowed=RECORDERS, kwargs=lambda world: {"place_id": world.hamlet.pk}, is_placed=True),
    "outreach:undo_batch": Row(allowed=REVIEWERS, kwargs=one_batch, is_placed=True, method="post"),
    "outreach:record": Row(allowed=READERS, kwargs=one, is_placed=True),
    "outreach:undo": Row(allowed=RECORDERS, kwargs=one, is_placed=True, method="post"),
    "outreach:correct": Row(allowed=RECORDERS, kwargs=one, is_placed=True),
    "outreach:withdraw": Row(allowed=RECORDERS, kwargs=one, is_placed=True, method="post"),
    "outreach:restore": Row(allowed=RECORDERS, kwargs=one, is_placed=True, method="post"),
    "outreach:link": Row(allowed=RECORDERS, kwargs=one, is_placed=True, method="post"),
    "outreach:settle": Row(allowed=REVIEWERS, kwargs=one, is_placed=True, method="post"),
    "outreach:photograph": Row(allowed=RECORDERS, kwargs=one, is_placed=True, method="post"),
    "outreach:photo": Row(allowed=READERS, kwargs=one_photo, is_placed=True),
    "outreach:drop_photo": Row(allowed=RECORDERS, kwargs=one_photo, is_placed=True, method="post"),
    "outreach:draft": Row(kwargs=a_name),
}

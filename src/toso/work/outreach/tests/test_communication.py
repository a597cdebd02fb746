"""Communication is recorded once, by its medium and how many it reached; other work has neither."""

from dataclasses import replace
from typing import Any
from uuid import uuid4

import pytest
from django.urls import reverse

from tests.builders import an_of, moment
from tests.world import a_world
from toso.ground.people.queries import scope_of
from toso.ground.shared.refusal import Refusal
from toso.plan.programme.models import Mark, TaskType
from toso.work.outreach import facts
from toso.work.outreach.actions.recording import record_work
from toso.work.outreach.actions.records import correct_record, work_of
from toso.work.outreach.models import Record, Source
from toso.work.outreach.queries.media import media_on
from toso.work.outreach.queries.records import changes_between, guided_words
from toso.work.outreach.rules import Counts
from toso.work.outreach.tests.builders import DAY, a_task

pytestmark = pytest.mark.django_db


def communication():
    task, _is_new = TaskType.objects.get_or_create(
        code="policy", defaults={"name": "Tuyên truyền", "short_name": "Tuyên truyền", "valid_from": "2022-07-27"}
    )
    return task


def told(world, an, *, task=None, **said):
    return record_work(
        uuid=uuid4(),
        place=world.hamlet,
        day=DAY,
        task=task or communication(),
        counts=said.pop("counts", Counts()),
        people=[an.pk],
        captured_at=moment(DAY),
        source=Source.PAGE,
        by=an,
        scope=scope_of(an.pk, on=DAY),
        at=moment(DAY),
        **said,
    )


def test_a_broadcast_counts_by_medium_and_reach_though_nobody_was_guided_one_by_one():
    world = a_world()
    an = an_of(world.hamlet)

    record = told(world, an, medium="loudspeaker", reach=300)

    assert guided_words(record) == "Loa truyền thanh, 300 lượt tiếp cận"
    assert list(facts.reach.rows({}).values_list("reach", flat=True)) == [300]
    assert facts.communications.rows({"media": ["loudspeaker"]}).count() == 1
    assert facts.communications.rows({"media": ["leaflet"]}).count() == 0
    assert Mark.objects.filter(place=world.hamlet, day=DAY).exists()


@pytest.mark.parametrize(
    ("said", "field"),
    [
        ({"medium": "smoke", "reach": 10}, "medium"),
        ({"medium": "", "reach": 10}, "medium"),
        ({"medium": "leaflet", "reach": 10**7}, "reach"),
        ({"medium": "leaflet", "reach": -1}, "reach"),
        ({}, "citizens"),
    ],
)
def test_what_cannot_be_right_is_refused_beside_its_field(said, field):
    world = a_world()

    with pytest.raises(Refusal) as refused:
        told(world, an_of(world.hamlet), **said)

    assert refused.value.field == field
    assert not Record.objects.exists()
    assert not Mark.objects.exists()


def test_work_that_is_no_communication_has_no_medium():
    world = a_world()
    task = a_task()
    assert task.code != "policy"

    with pytest.raises(Refusal, match="không ghi hình thức tuyên truyền"):
        told(world, an_of(world.hamlet), task=task, counts=Counts(citizens=3), medium="leaflet", reach=10)

    assert not Record.objects.exists()


def test_a_correction_keeps_both_and_says_what_changed():
    world = a_world()
    an = an_of(world.hamlet)
    old = told(world, an, medium="leaflet", reach=100)
    work = work_of(old)
    given: dict[str, Any] = {"by": an, "scope": scope_of(an.pk, on=DAY), "at": moment(DAY, 10)}

    new = correct_record(record_id=old.pk, work=replace(work, reach=150), reason="Đếm lại", **given)

    assert (new.medium, new.reach, new.version) == ("leaflet", 150, 2)
    assert changes_between(old, new) == [
        "Tuyên truyền: Tờ rơi, sổ tay, 100 lượt tiếp cận → Tờ rơi, sổ tay, 150 lượt tiếp cận"
    ]


def test_the_page_marks_the_communication_task_and_saves_its_medium(client):
    world = a_world()
    an = an_of(world.hamlet)
    task = communication()
    client.force_login(an.account)

    page = client.get(reverse("outreach:new")).text
    client.post(
        reverse("outreach:new"),
        {
            "uuid": str(uuid4()),
            "place": world.hamlet.pk,
            "day": "2026-01-05",
            "task": "other",
            "other_task": task.pk,
            "medium": "chat",
            "reach": "1.200",
            "people": [an.pk],
        },
    )

    record = Record.objects.get()
    assert "data-communication" in page
    assert (record.medium, record.reach, record.citizens) == ("chat", 1200, 0)
    assert "chat" in media_on(DAY)

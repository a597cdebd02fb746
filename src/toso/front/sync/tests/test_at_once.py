"""Phones that send at the same moment: taken in one transaction, or each in its own; never one for another.

A first sending is held up by a row that the test has locked; meanwhile the others come and wait for it together.
"""

import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from datetime import date, timedelta
from typing import Any

import pytest
from django.core.cache import cache
from django.db import connection, transaction
from django.test import Client
from django.utils import timezone

from tests.builders import an_of, moment
from tests.world import World, a_world
from toso.front.sync.actions import outbox, together
from toso.front.sync.actions.keys import issue_key
from toso.front.sync.models import Item
from toso.front.sync.rules.gathering import Gathering
from toso.front.sync.tests.builders import Phone
from toso.front.sync.tests.test_gathering import PATIENCE, waiting
from toso.front.sync.tests.test_openrosa import sent_by
from toso.ground.audit.models import Entry
from toso.ground.people.models import Person
from toso.plan.forms.models import Answer, Content, Submission
from toso.plan.forms.tests.builders import DAY, a_filled_form, a_version
from toso.plan.programme.models import Mark, TaskType
from toso.plan.programme.tests.builders import a_kind_of_work
from toso.work.outreach.models import Record, Share

pytestmark = pytest.mark.django_db(transaction=True)
FILLED_ON = date(2026, 10, 19)  # as the forms say


@pytest.fixture
def world() -> Iterator[World]:
    """What is counted of pairings is no row of a model: it would stay for the tests that come after."""
    cache.clear()
    yield a_world()
    cache.clear()


@contextmanager
def holding(person: Person) -> Iterator[None]:
    """Whoever writes in the name of this person waits until the end of this."""
    held, may_end = threading.Event(), threading.Event()

    def hold() -> None:
        with transaction.atomic():
            Person.objects.select_for_update().get(pk=person.pk)
            held.set()
            assert may_end.wait(PATIENCE)

    with ThreadPoolExecutor(1) as threads:
        holder = threads.submit(closing, hold)
        try:
            assert held.wait(PATIENCE)
            yield
        finally:
            may_end.set()
            holder.result(PATIENCE)


@contextmanager
def sending(row: Gathering[Any, Any]) -> Iterator[Callable[..., None]]:
    """Sends: the first, which must be held up, and then each of the others, once the one before stands in the row.
    All have been answered at the end of this."""
    futures: list[Future[None]] = []
    with ThreadPoolExecutor(9) as threads:

        def send(first: Callable[[], None], *others: Callable[[], None]) -> None:
            futures.append(threads.submit(closing, first))
            until(lambda: row._is_busy)
            for count, other in enumerate(others, start=1):
                futures.append(threads.submit(closing, other))
                waiting(row, count)

        yield send
    assert [each.exception() for each in futures] == [None] * len(futures)


def closing(work: Callable[[], None]) -> None:
    try:
        work()
    finally:
        connection.close()


def until(is_so: Callable[[], object]) -> None:
    for _turn in range(PATIENCE * 100):
        if is_so():
            return
        time.sleep(0.01)
    raise AssertionError("it never came to be")


class Sender:
    """A person with a phone; what it was answered."""

    def __init__(self, world: World) -> None:
        self.an = an_of(world.hamlet)
        self.secret = issue_key(label="Máy của tổ", by=self.an, at=moment(DAY))[1]
        self.client = Client()
        self.answers: list[int] = []

    def sending(self, xml: bytes) -> Callable[[], None]:
        return lambda: self.answers.append(sent_by(self.client, self.secret, xml).status_code)


def test_what_comes_at_one_moment_is_taken_together_and_each_is_told_its_own(world: World):
    a_version(place=world.commune)
    senders = [Sender(world) for _number in range(5)]
    forms = [
        a_filled_form(place=world.hamlet.code, instance=f"uuid:{number}", people=str(number + 1)) for number in range(5)
    ]

    with sending(together.FORMS) as send, holding(senders[0].an):
        send(*(sender.sending(xml) for sender, xml in zip(senders, forms, strict=True)))

    assert [sender.answers for sender in senders] == [[201]] * 5
    kept = Content.objects.order_by("instance_id")
    assert [(each.instance_id, each.sent_by) for each in kept] == [
        (f"uuid:{number}", sender.an) for number, sender in enumerate(senders)
    ]
    moments = list(kept.values_list("received_at", flat=True))
    assert moments[0] < moments[1]
    assert len(set(moments[1:])) == 1
    lines = Entry.objects.filter(code="forms.submission.received").order_by("pk")
    assert [(line.actor_id, line.actor_name) for line in lines] == [(each.an.pk, each.an.name) for each in senders]
    assert sorted(Answer.objects.filter(feeds="so_nguoi").values_list("value", flat=True)) == [1, 2, 3, 4, 5]
    assert set(Mark.objects.values_list("place", "day")) == {(world.hamlet.pk, FILLED_ON)}


def test_one_that_is_refused_harms_none_of_those_that_came_with_it(world: World):
    a_version(place=world.commune)
    first, *others = senders = [Sender(world) for _number in range(5)]
    code = world.hamlet.code

    with sending(together.FORMS) as send, holding(first.an):
        send(
            first.sending(a_filled_form(place=code, instance="uuid:0")),
            others[0].sending(a_filled_form(place=code, instance="uuid:1")),
            others[1].sending(a_filled_form(place=code, instance="uuid:2", version="9")),
            others[2].sending(b"<data"),
            others[3].sending(a_filled_form(place=code, instance="uuid:0")),
        )

    assert [sender.answers for sender in senders] == [[201], [201], [403], [400], [403]]
    assert list(Submission.objects.order_by("instance_id").values_list("instance_id", "sent_by")) == [
        ("uuid:0", first.an.pk),
        ("uuid:1", others[0].an.pk),
    ]
    assert Entry.objects.filter(code="forms.submission.received").count() == 2


def test_the_same_form_sent_twice_at_one_moment_is_kept_once(world: World):
    a_version(place=world.commune)
    first, again = Sender(world), Sender(world)
    other, xml = (a_filled_form(place=world.hamlet.code, instance=f"uuid:{number}") for number in range(2))

    with sending(together.FORMS) as send, holding(first.an):
        send(first.sending(other), again.sending(xml), again.sending(xml), again.sending(xml))

    assert sorted(again.answers) == [201, 202, 202]
    assert Submission.objects.filter(instance_id="uuid:1").count() == 1
    assert Answer.objects.filter(submission__instance_id="uuid:1", feeds="so_nguoi").count() == 1


class Writer:
    """A person with the app, who records work of one day; the receipts."""

    def __init__(self, world: World, task: TaskType, days_ago: int) -> None:
        self.an = an_of(world.hamlet)
        self.phone = Phone(self.an)
        self.day = timezone.localdate() - timedelta(days=days_ago)
        self.item = self.phone.record(world.hamlet, task, people=7)
        self.item["body"]["day"] = self.day.isoformat()
        self.told: list[tuple[str, list[str]]] = []

    def sends(self, **body: object) -> Callable[[], None]:
        self.item["body"] |= body
        return lambda: self.told.extend(
            (each["state"], each.get("flags", [])) for each in self.phone.receipts(self.item)
        )


def an_item_each(world: World, *days_ago: int) -> list[Writer]:
    task = a_kind_of_work()
    return [Writer(world, task, each) for each in days_ago]


def records() -> list[tuple[object, object, object]]:
    return list(Record.objects.order_by("day", "pk").values_list("uuid", "recorded_by", "day"))


def test_work_of_several_phones_is_taken_together_and_each_has_its_own_receipt(world: World):
    first, *others = writers = an_item_each(world, 2, 0, 0, 1)
    others[1].item["body"]["task"] = a_kind_of_work().code

    with sending(outbox.ITEMS) as send, holding(first.an):
        send(*(each.sends() for each in (first, *others)))

    assert [each.told for each in writers] == [[("taken", [])]] * 4
    assert {(str(uuid), by, day) for uuid, by, day in records()} == {
        (each.item["id"], each.an.pk, each.day) for each in writers
    }
    shares = Share.objects.values_list("record__uuid", "person")
    assert {(str(uuid), person) for uuid, person in shares} == {(each.item["id"], each.an.pk) for each in writers}
    assert len(set(Record.objects.values_list("recorded_at", flat=True))) == 2
    assert {(str(item.pk), item.person_id, item.key_id, item.state) for item in Item.objects.all()} == {
        (each.item["id"], each.an.pk, each.phone.key.pk, "taken") for each in writers
    }
    lines = Entry.objects.filter(code="outreach.record.recorded").values_list("actor_id", "detail__uuid")
    assert {(actor, uuid) for actor, uuid in lines} == {(each.an.pk, each.item["id"]) for each in writers}
    assert sorted(Mark.objects.values_list("day", flat=True)) == sorted({each.day for each in writers})


def test_what_may_be_the_same_work_is_flagged_as_it_would_be_one_after_the_other(world: World):
    first, *others = an_item_each(world, 2, 0, 0, 0, 1)

    with sending(outbox.ITEMS) as send, holding(first.an):
        send(*(each.sends() for each in (first, *others)))

    assert [each.told for each in others] == [
        [("taken", [])],
        [("taken", ["same_work"])],
        [("taken", ["same_work"])],
        [("taken", [])],
    ]
    assert len(set(Record.objects.values_list("recorded_at", flat=True))) == 2


def test_an_item_that_is_refused_changes_nothing_and_harms_none_of_its_neighbours(world: World):
    first, *others = an_item_each(world, 2, 0, 1, 3)

    with sending(outbox.ITEMS) as send, holding(first.an):
        send(first.sends(), others[0].sends(), others[1].sends(place=world.elsewhere.pk), others[2].sends())

    assert [each.told[0][0] for each in (first, *others)] == ["taken", "taken", "refused", "taken"]
    assert [str(uuid) for uuid, _by, _day in records()] == [each.item["id"] for each in (others[2], first, others[0])]
    assert Item.objects.get(pk=others[1].item["id"]).state == "refused"


def test_who_waits_for_a_row_keeps_nobody_else_waiting(world: World):
    """The whole gives up after a second; then each waits, or not, for what it needs itself."""
    first, stuck, free = an_item_each(world, 2, 1, 0)
    with sending(outbox.ITEMS) as send, holding(stuck.an):
        with holding(first.an):
            send(first.sends(), stuck.sends(), free.sends())
        until(lambda: free.told)
        assert (free.told, stuck.told) == ([("taken", [])], [])

    assert stuck.told == [("taken", [])]

"""Phones that send at the same moment: taken in one transaction, or each in its own; never one for another.

A first sending is held up by a row that the test has locked; meanwhile the others come and wait for it together.
"""

import threading
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from datetime import date
from typing import Any

import pytest
from django.db import connection, transaction
from django.test import Client
from django.utils import timezone

from tests.builders import an_of, moment
from tests.world import World, a_world
from toso.front.sync.actions import together
from toso.front.sync.actions.keys import issue_key
from toso.front.sync.rules.gathering import Gathering
from toso.front.sync.tests.test_gathering import PATIENCE, waiting
from toso.front.sync.tests.test_openrosa import sent_by
from toso.ground.audit.models import Entry
from toso.plan.forms.models import Answer, Content, Submission
from toso.plan.forms.tests.builders import DAY, a_filled_form, a_version
from toso.plan.programme.actions import mark_changed
from toso.plan.programme.models import Mark

pytestmark = pytest.mark.django_db(transaction=True)
FILLED_ON = date(2026, 10, 19)  # as the forms say


@pytest.fixture
def world() -> World:
    return a_world()


@contextmanager
def held_up(world: World, row: Gathering[Any, Any], first: Callable[[], object]) -> Iterator[Callable[..., Any]]:
    """Who sends first waits for the cell of the hamlet, which the test holds; who sends next stands in the row."""
    futures: list[Future[Any]] = []
    with ThreadPoolExecutor(9) as threads:

        def send(work: Callable[[], Any]) -> None:
            futures.append(threads.submit(closing, work))

        try:
            with transaction.atomic():
                mark_changed([(world.hamlet.pk, FILLED_ON)], at=timezone.now())
                send(first)
                until_busy(row)

                def all_send(works: Sequence[Callable[[], Any]]) -> None:
                    for count, work in enumerate(works, start=1):
                        send(work)
                        waiting(row, count)

                yield all_send
        finally:
            for each in futures:
                each.exception(PATIENCE)
    assert [each.exception() for each in futures] == [None] * len(futures)


def closing(work: Callable[[], Any]) -> Any:
    try:
        return work()
    finally:
        connection.close()


def until_busy(row: Gathering[Any, Any]) -> None:
    until = threading.Event()
    for _turn in range(PATIENCE * 100):
        if row._is_busy:
            return
        until.wait(0.01)
    raise AssertionError("nobody is at work")


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
    first, *others = senders = [Sender(world) for _number in range(5)]
    forms = [
        a_filled_form(place=world.hamlet.code, instance=f"uuid:{number}", people=str(number + 1)) for number in range(5)
    ]

    with held_up(world, together.FORMS, first.sending(forms[0])) as all_send:
        all_send([sender.sending(xml) for sender, xml in zip(others, forms[1:], strict=True)])

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
    assert list(Mark.objects.values_list("place", "day")) == [(world.hamlet.pk, FILLED_ON)]


def test_one_that_is_refused_harms_none_of_those_that_came_with_it(world: World):
    a_version(place=world.commune)
    first, *others = senders = [Sender(world) for _number in range(5)]
    code = world.hamlet.code

    with held_up(world, together.FORMS, first.sending(a_filled_form(place=code, instance="uuid:0"))) as all_send:
        all_send(
            [
                others[0].sending(a_filled_form(place=code, instance="uuid:1")),
                others[1].sending(a_filled_form(place=code, instance="uuid:2", version="9")),
                others[2].sending(b"<data"),
                others[3].sending(a_filled_form(place=code, instance="uuid:0")),
            ]
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

    with held_up(world, together.FORMS, first.sending(other)) as all_send:
        all_send([again.sending(xml), again.sending(xml), again.sending(xml)])

    assert sorted(again.answers) == [201, 202, 202]
    assert Submission.objects.filter(instance_id="uuid:1").count() == 1
    assert Answer.objects.filter(submission__instance_id="uuid:1", feeds="so_nguoi").count() == 1

"""Many items in one sending come to what they would have come to one by one, at the price of a few statements."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from itertools import count
from typing import Any
from uuid import NAMESPACE_URL, uuid5

import pytest
from django.db import transaction
from django.utils import timezone
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from tests.builders import a_place, an_of
from tests.drills.figures import IS_LONG
from tests.flat import assert_flat
from tests.world import World, a_world
from toso.front.sync.models import Item
from toso.front.sync.tests.builders import Phone
from toso.ground.audit.models import Entry
from toso.plan.forms.models import Answer, Content, Submission
from toso.plan.forms.tests.builders import a_filled_form, a_version
from toso.plan.programme.models import Mark
from toso.work.outreach.models import Record, Share
from toso.work.outreach.tests.builders import a_community_team, a_record, a_task

pytestmark = pytest.mark.django_db

EXAMPLES = 200 if IS_LONG else 12
NAMES = ["a", "b", "c"]  # few, so that items name each other and themselves again
Made = tuple[str, str, int]  # what is written, about whom, with which number
WHAT = ["record", "record", "record", "record_of_a_member", "abroad", "nobody", "form", "form", "closed_form"]
ABOUT = ["correction", "withdrawal", "ordered_correction", "dropped", "edit", "same_form", "odd", "media"]


@pytest.fixture
def world() -> World:
    return a_world()


class Writer:
    """Turns short words into items: the same words give the same items."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.second = a_place(name="Mẫu 2", parent=world.commune)
        a_community_team(place=self.second)
        self.phone = Phone(an_of(world.commune))
        self.member = an_of(world.hamlet)
        self.task = a_task()
        a_version(place=world.commune)
        a_version(place=world.elsewhere, form_id="phieu_xa_khac")
        a_record(place=world.hamlet, by=self.member, task=self.task, day=timezone.localdate())

    def items(self, made: Sequence[Made]) -> list[dict[str, Any]]:
        return [self.item(*one, seq=seq) for seq, one in enumerate(made)]

    def item(self, what: str, name: str, number: int, *, seq: int) -> dict[str, Any]:
        write: Callable[[str, int], tuple[str, dict[str, Any]]] = getattr(self, f"_{what}")
        kind, body = write(name, number)
        own = what.removeprefix("ordered_")
        ident = _id(f"record {name}") if own.startswith("record") else _id(f"{what} {name} {number}")
        after = [_id(f"record {name}")] if what.startswith("ordered_") else []
        return self.phone.item(kind, body, id=ident, after=after, seq=seq)

    def _record(self, _name: str, number: int) -> tuple[str, dict[str, Any]]:
        place = self.second if number == 2 else self.world.hamlet
        return "outreach.record", {
            "place": place.pk,
            "day": timezone.localdate().isoformat(),
            "task": self.task.code,
            "counts": {"citizens": 5 + number},
        }

    def _record_of_a_member(self, name: str, number: int) -> tuple[str, dict[str, Any]]:
        kind, body = self._record(name, number)
        return kind, {**body, "people": [self.member.pk, self.phone.person.pk]}

    def _abroad(self, name: str, number: int) -> tuple[str, dict[str, Any]]:
        kind, body = self._record(name, number)
        return kind, {**body, "place": self.world.hamlet_elsewhere.pk}

    def _nobody(self, name: str, number: int) -> tuple[str, dict[str, Any]]:
        kind, body = self._record(name, number)
        return kind, {**body, "task": "khong-co"} if number else {**body, "counts": {}}

    def _correction(self, name: str, number: int) -> tuple[str, dict[str, Any]]:
        change = {"base": {"citizens": 5}, "changes": {"citizens": 8 + number}, "reason": "Đếm lại"}
        return "outreach.correction", {"record": _id(f"record {name}"), **change}

    _ordered_correction = _correction

    def _withdrawal(self, name: str, _number: int) -> tuple[str, dict[str, Any]]:
        return "outreach.withdrawal", {"record": _id(f"record {name}"), "reason": "Ghi nhầm"}

    def _dropped(self, name: str, _number: int) -> tuple[str, dict[str, Any]]:
        return "outbox.dropped", {"item": _id(f"record {name}")}

    def _form(self, name: str, number: int, **said: str) -> tuple[str, dict[str, Any]]:
        place = self.world.hamlet.code if number else ""
        photo = "a.jpg" if number == 1 else ""
        words = {"instance": f"uuid:{name}", "place": place, "people": str(number), "photo": photo}
        return "forms.submission", {"xml": a_filled_form(**{**words, **said}).decode()}

    _same_form = _form  # the same form in another item

    def _closed_form(self, name: str, number: int) -> tuple[str, dict[str, Any]]:
        return self._form(name, number, instance=f"uuid:closed {name}", form_id="phieu_xa_khac")

    def _edit(self, name: str, number: int) -> tuple[str, dict[str, Any]]:
        return self._form(name, number, instance=f"uuid:edit {name} {number}", deprecated=f"uuid:{name}")

    def _media(self, name: str, _number: int) -> tuple[str, dict[str, Any]]:
        return "forms.media", {"submission": f"uuid:{name}", "name": "a.jpg", "sha256": "0" * 64, "size": 3}

    def _odd(self, _name: str, number: int) -> tuple[str, dict[str, Any]]:
        return ("from.the.future", {}) if number else ("outreach.record", {"place": "x"})


def _id(words: str) -> str:
    return str(uuid5(NAMESPACE_URL, words))


@contextmanager
def undone() -> Iterator[None]:
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def became(writer: Writer, sendings: Sequence[Sequence[Mapping[str, Any]]]) -> dict[str, Any]:
    """What the phone was told, and everything that is here afterwards, without numbers that the order of writing gives
    and without moments."""
    with undone():
        told: list[dict[str, Any]] = []
        later: list[dict[str, Any]] = []
        for items in sendings:
            said = writer.phone.send(*items).json()
            told, later = told + said["receipts"], later + said["later"]
        forms = dict(Submission.objects.values_list("pk", "instance_id"))
        return {
            "told": [_plain(receipt, forms) for receipt in told],
            "later": [_plain(receipt, forms) for receipt in later],
            **_tables(forms),
        }


def _tables(forms: Mapping[int, str]) -> dict[str, Any]:
    versions = {pk: f"{uuid} {version}" for pk, uuid, version in Record.objects.values_list("pk", "uuid", "version")}
    names = {"forms.Submission": forms, "outreach.Record": versions}
    records = ("uuid", "version", "place", "day", "citizens", "team", "source", "flags", "is_withdrawn", "reason")
    kept = ("pk", "kind", "seq", "state", "code", "words", "waits_for", "body", "result")
    contents = ("instance_id", "number", "digest", "answers", "submission__instance_id", "attachments__name")
    answers = ("submission__instance_id", "feeds", "place", "day", "value")
    return {
        "items": [_plain(item, forms) for item in Item.objects.order_by("pk").values(*kept)],
        "records": list(Record.objects.order_by("uuid", "version").values_list(*records)),
        "shares": sorted(Share.objects.values_list("record__uuid", "record__version", "person", "percent")),
        "forms": list(Submission.objects.order_by("instance_id").values_list("instance_id", "place", "state", "flags")),
        "contents": list(Content.objects.order_by("instance_id").values_list(*contents)),
        "answers": [
            sorted(Answer.objects.filter(superseded_at__isnull=is_open).values_list(*answers))
            for is_open in (True, False)
        ],
        "marks": sorted(set(Mark.objects.values_list("place", "day"))),
        "lines": sorted(
            (line.code, names.get(line.about_kind, {}).get(int(line.about_id), ""), line.path, str(line.detail))
            for line in Entry.objects.filter(code__regex="^(outreach|forms)[.]")
        ),
    }


def _plain(said: Mapping[str, Any], forms: Mapping[int, str]) -> dict[str, Any]:
    found = {name: value for name, value in said.items() if name != "at"}
    found["result"] = dict(found["result"])
    if "submission" in found["result"]:
        found["result"]["submission"] = forms[found["result"]["submission"]]
    for conflict in found.get("conflicts", []):
        conflict.pop("at")
    return found


def test_a_batch_is_what_its_items_are_one_by_one(world: World):
    writer = Writer(world)
    made = st.tuples(st.sampled_from(WHAT + ABOUT), st.sampled_from(NAMES), st.integers(0, 2))

    @settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=list(HealthCheck))
    @given(made=st.lists(made, max_size=10), parts=st.integers(1, 3))
    @example(made=[("record", "a", 0), ("record", "b", 1), ("nobody", "c", 0), ("record", "c", 2)], parts=1)
    @example(made=[("media", "a", 0), ("form", "b", 1), ("form", "a", 1), ("same_form", "a", 1)], parts=1)
    @example(made=[("edit", "a", 1), ("form", "a", 0), ("edit", "a", 2), ("form", "b", 0)], parts=1)
    @example(made=[("correction", "a", 0), ("record", "b", 0), ("record", "a", 0), ("record", "c", 0)], parts=1)
    @example(made=[("dropped", "b", 0), ("record", "a", 0), ("record", "b", 0), ("record", "a", 1)], parts=1)
    def check(made: list[Made], parts: int) -> None:
        items = writer.items(made)
        size = max(-(-len(items) // parts), 1)

        together = became(writer, [items[first : first + size] for first in range(0, len(items), size)])
        singly = became(writer, [[item] for item in items])

        assert together == singly

    check()


@pytest.mark.parametrize("what", ["record", "form"])
def test_thirty_items_cost_as_many_statements_as_three(world: World, what: str):
    writer, names = Writer(world), count()
    sizes = iter([3, 3, 30])
    growing: list[int] = []

    def send() -> None:
        items = [writer.item(what, f"{next(names)}", 0, seq=0) for _number in range(next(sizes))]
        states = [receipt["state"] for receipt in writer.phone.receipts(*items)]
        growing.append(len(states))
        assert set(states) == {"taken"}

    assert_flat(send, grow=lambda: None)

    assert growing == [3, 3, 30]


def test_a_sending_that_came_already_is_answered_from_what_is_known(world: World):
    writer = Writer(world)
    items = writer.items([("record", "a", 0), ("record", "b", 1), ("record", "c", 2)])
    writer.phone.receipts(*items)
    before = Record.objects.count()

    again = writer.phone.receipts(*items)

    assert [receipt["state"] for receipt in again] == ["had"] * 3
    assert Record.objects.count() == before

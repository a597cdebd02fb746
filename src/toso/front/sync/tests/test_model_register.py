"""Households surveyed on several phones at once, off the network, returned, mended, merged and refused, in any order.

Every form that was taken is here once, and so is what it said of the register: applied, held for its forerunner, or
before a person. A row is the sum of its changes. What was returned reaches its phone. Who has no office any more
brings nothing in and holds nothing.
"""

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.db import transaction
from django.utils import timezone
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule, run_state_machine_as_test
from lxml import etree

from tests.builders import a_place, an_of, binh_of, chau_of
from tests.drills.figures import IS_LONG
from tests.world import a_world
from toso.front.sync.models import Item
from toso.front.sync.tests.builders import Phone
from toso.ground.people.actions import end_assignment
from toso.ground.people.models import Assignment
from toso.ground.people.queries import scope_of
from toso.ground.places.actions import merge_places
from toso.ground.places.models import Place
from toso.ground.places.queries.changes import Portion
from toso.plan.forms.actions.submissions import review
from toso.plan.forms.models import Content, Submission
from toso.plan.forms.rules.states import ReviewKind, SubmissionState
from toso.work.registry.actions.entities import release_held, settle_conflict
from toso.work.registry.models import Change, ChangeState, Registrant
from toso.work.registry.queries.register import fields_of
from toso.work.registry.queries.survey import FORM_ID, VERSION
from toso.work.registry.rules.edits import Edit, ready
from toso.work.registry.tests.test_survey import shipped

ASKED = ("internet", "smartphone", "computer")
VALUES = ("yes", "no", "unknown")


@dataclass(frozen=True)
class Filled:
    """A survey of one household as a phone fills it."""

    entity: str
    answers: Mapping[str, str]
    hamlet: str
    instance: str = field(default_factory=lambda: f"uuid:{uuid4()}")
    deprecated: str = ""
    base: int = 0  # 0: it makes the row
    trunk: int = 0
    branch: str = ""

    def xml(self) -> str:
        root = etree.Element("data", id=FORM_ID, version=VERSION)
        for name, value in {"hamlet": self.hamlet, "day": "2026-10-20", **self.answers, "consent": "no"}.items():
            etree.SubElement(root, name).text = value
        meta = etree.SubElement(root, "meta")
        said = {"create": "1"} if not self.base else {"update": "1", "baseVersion": str(self.base)}
        said |= {"branchId": self.branch} if self.branch else {}
        said |= {"trunkVersion": str(self.trunk)} if self.trunk else {}
        etree.SubElement(meta, "entity", dataset="households", id=self.entity, **said)
        etree.SubElement(meta, "instanceID").text = self.instance
        if self.deprecated:
            etree.SubElement(meta, "deprecatedID").text = self.deprecated
        return etree.tostring(root).decode()


@dataclass
class Branch:
    """Edits of one row made one after the other on one phone, since it last saw the server's."""

    trunk: int = 0
    edits: int = 0
    name: str = field(default_factory=lambda: str(uuid4()))


class Surveyor:
    """A phone with what it has filled in and not yet seen acknowledged."""

    def __init__(self, phone: Phone, hamlet: Place) -> None:
        self.phone, self.hamlet = phone, hamlet
        self.outbox: dict[str, dict[str, Any]] = {}
        self.states: dict[str, str] = {}
        self.branches: dict[str, Branch] = {}
        self.filled: dict[str, Filled] = {}  # by the form's own id

    def write(self, filled: Filled) -> None:
        item = self.phone.item("forms.submission", {"xml": filled.xml()})
        self.outbox[item["id"]] = item
        self.filled[filled.instance] = filled

    def hear(self, receipts: Sequence[Mapping[str, Any]]) -> None:
        for receipt in receipts:
            self.states[receipt["id"]] = receipt["state"]
            self.outbox.pop(receipt["id"], None)  # what was refused is told to the person, who drops it

    def fetch(self) -> None:
        self.phone.fetch()
        for row in self.phone.rows("register"):
            if not any(row["id"] in item["body"]["xml"] for item in self.outbox.values()):
                self.branches[row["id"]] = Branch(trunk=row["version"])


class Survey(RuleBasedStateMachine):
    def __init__(self) -> None:
        super().__init__()
        self.atomic = transaction.atomic()
        self.atomic.__enter__()
        self.world = a_world()
        self.second = a_place(name="Mẫu 2", parent=self.world.commune)
        shipped(self.world)
        self.binh = binh_of(self.world.commune)
        an, leaver = an_of(self.world.hamlet), an_of(self.world.hamlet)
        self.surveyors = [Surveyor(Phone(person), self.world.hamlet) for person in (an, an, leaver)]
        self.stranger = Phone(chau_of(self.world.elsewhere))
        self.is_merged = self.has_left = False
        self.of_leaver = 0

    def teardown(self) -> None:
        try:
            self.in_the_end_nothing_waits_in_vain()
        finally:
            transaction.set_rollback(True)
            self.atomic.__exit__(None, None, None)

    @rule(number=st.integers(0, 2), value=st.sampled_from(VALUES))
    def survey(self, number: int, value: str) -> None:
        surveyor = self.surveyors[number]
        entity = str(uuid4())
        surveyor.write(Filled(entity, {"internet": value}, surveyor.hamlet.code))
        surveyor.branches[entity] = Branch()

    @rule(number=st.integers(0, 2), seed=st.integers(0, 9), name=st.sampled_from(ASKED), value=st.sampled_from(VALUES))
    def ask_again(self, number: int, seed: int, name: str, value: str) -> None:
        surveyor = self.surveyors[number]
        if not surveyor.branches:
            return
        entity = random.Random(seed).choice(sorted(surveyor.branches))
        branch = surveyor.branches[entity]
        base = (branch.trunk or 1) + branch.edits
        hamlet = surveyor.hamlet.code
        edit = Filled(entity, {name: value}, hamlet, base=base, trunk=branch.trunk, branch=branch.name)
        branch.edits += 1
        surveyor.write(edit)

    @rule(number=st.integers(0, 2), seed=st.integers(0, 99), is_cut=st.booleans())
    def send(self, number: int, seed: int, is_cut: bool) -> None:
        """Some of what waits, in any order, some of it twice; the answer may be lost."""
        surveyor, chance = self.surveyors[number], random.Random(seed)
        items = list(surveyor.outbox.values())
        chance.shuffle(items)
        items = items[: chance.randint(0, len(items))]
        said = surveyor.phone.send(*items, *(item for item in items if chance.random() < 0.3)).json()
        if not is_cut:
            surveyor.hear(said["receipts"])

    @rule(number=st.integers(0, 2))
    def fetch(self, number: int) -> None:
        self.surveyors[number].fetch()

    @rule(seed=st.integers(0, 9))
    def give_back(self, seed: int) -> None:
        looked_at = [SubmissionState.RECEIVED, SubmissionState.EDITED]
        rows = list(Submission.objects.filter(state__in=looked_at).order_by("instance_id").values_list("pk", flat=True))
        if rows:
            review(
                submission_id=random.Random(seed).choice(rows),
                kind=ReviewKind.RETURNED,
                text="Hỏi lại",
                by=self.binh,
                scope=scope_of(self.binh.pk, on=timezone.localdate()),
                at=timezone.now(),
            )

    @rule(number=st.integers(0, 2), value=st.sampled_from(VALUES))
    def mend(self, number: int, value: str) -> None:
        """What came back is filled in again, in the place of the first."""
        surveyor = self.surveyors[number]
        for row in surveyor.phone.rows("sent"):
            before = surveyor.filled.get(row["fields"].get("instance", ""))
            if row["state"] == "returned" and before is not None:
                instance = f"uuid:{uuid4()}"
                surveyor.write(
                    replace(before, instance=instance, deprecated=before.instance, answers={"internet": value})
                )
                return

    @rule(seed=st.integers(0, 9), is_taken=st.booleans())
    def decide(self, seed: int, is_taken: bool) -> None:
        """The official sees both values and chooses."""
        rows = list(Change.objects.filter(state=ChangeState.CONFLICT).order_by("at", "pk"))
        if rows:
            change = random.Random(seed).choice(rows)
            settle_conflict(
                change_id=change.pk,
                take=frozenset(change.conflicts) if is_taken else frozenset(),
                why="Đã hỏi hộ",
                by=self.binh,
                scope=scope_of(self.binh.pk, on=timezone.localdate()),
                at=timezone.now(),
            )

    @precondition(lambda self: not self.is_merged)
    @rule()
    def merge(self) -> None:
        self.is_merged = True
        merge_places(
            place_ids=[self.world.hamlet.pk, self.second.pk],
            into=Portion(name="Mẫu Mới", kind="Thôn"),
            on=timezone.localdate(),
            basis="Nghị quyết mẫu",
            by=None,
            at=timezone.now(),
        )

    @precondition(lambda self: not self.has_left)
    @rule()
    def leave_office(self) -> None:
        self.has_left = True
        person = self.surveyors[2].phone.person
        post = Assignment.objects.get(person=person)
        end_assignment(assignment_id=post.pk, ends_on=timezone.localdate(), by=None, at=timezone.now())
        self.of_leaver = Content.objects.filter(sent_by=person).count()
        self.who_left_brings_nothing_in_and_holds_nothing()

    @invariant()
    def every_form_is_here_once_with_what_it_said(self) -> None:
        taken = Item.objects.filter(kind="forms.submission", state="taken").count()
        said = list(Content.objects.values_list("instance_id", flat=True))
        assert taken == len(said) == len(set(said))
        changes = sorted(Change.objects.exclude(sending="").values_list("sending", flat=True))
        assert changes == sorted(said)

    @invariant()
    def a_row_is_the_sum_of_its_changes(self) -> None:
        for row in Registrant.objects.all():
            changes = list(row.changes.filter(number__isnull=False).order_by("number"))
            assert [change.number for change in changes] == list(range(1, row.version + 1))
            state: dict[str, str] = {}
            for change in changes:
                for name, (before, after) in change.fields.items():
                    assert state.get(name, "not_asked") == (before or "not_asked") or name not in ASKED
                    state[name] = after
            now = fields_of(row)
            assert {name: now.get(name, "not_asked") for name in ASKED} == {
                name: state.get(name, "not_asked") for name in ASKED
            }

    def who_left_brings_nothing_in_and_holds_nothing(self) -> None:
        if self.has_left:
            leaver = self.surveyors[2].phone
            assert Content.objects.filter(sent_by=leaver.person).count() == self.of_leaver
            leaver.fetch()
            assert not leaver.rows("register")
            assert not leaver.rows("places")
        self.stranger.fetch()
        assert not self.stranger.rows("register")

    def in_the_end_nothing_waits_in_vain(self) -> None:
        for surveyor in self.surveyors:
            items = sorted(surveyor.outbox.values(), key=lambda item: item["seq"])
            surveyor.hear(surveyor.phone.send(*items).json()["receipts"])
            surveyor.fetch()
            told = {row["fields"].get("instance"): row["state"] for row in surveyor.phone.rows("sent")}
            for row in Submission.objects.filter(sent_by=surveyor.phone.person, state=SubmissionState.HAS_ISSUES):
                last = row.contents.order_by("-number")[0]
                assert told[last.instance_id] == "returned"
        self.every_form_is_here_once_with_what_it_said()
        self.a_row_is_the_sum_of_its_changes()
        self.who_left_brings_nothing_in_and_holds_nothing()
        for change in Change.objects.filter(state=ChangeState.HELD):
            others = Change.objects.filter(entity=change.entity).exclude(state=ChangeState.HELD)
            done = [edit_of(each) for each in others if not each.is_creation]
            assert not ready(edit_of(change), done, exists=Registrant.objects.filter(uuid=change.entity).exists())
        release_held(at=timezone.now() + timedelta(days=6))
        assert not Change.objects.filter(state=ChangeState.HELD).exists()


def edit_of(change: Change) -> Edit:
    return Edit(str(change.pk), base=change.base, branch=change.branch, trunk=change.trunk)


WALKS, STEPS = (300, 40) if IS_LONG else (5, 14)


@pytest.mark.drill
@pytest.mark.django_db
def test_households_surveyed_on_many_phones_lose_no_word_and_hold_nothing_in_vain():
    walks = settings(
        max_examples=WALKS, stateful_step_count=STEPS, deadline=None, suppress_health_check=list(HealthCheck)
    )
    run_state_machine_as_test(Survey, settings=walks)

"""Several phones, one server, and everything that can go wrong between them, tried in every order.

Whatever was acknowledged is on the server once; what was refused left nothing; nobody holds a row of another's
scope; a clock that ran wrong is flagged. Short in the suite, long in ./toso drill.
"""

import random
from collections.abc import Sequence
from datetime import timedelta
from typing import Any

import pytest
from django.core.cache import cache
from django.db import transaction
from django.utils import timezone
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule, run_state_machine_as_test

from tests.builders import a_place, an_of, binh_of, chau_of
from tests.drills.figures import IS_LONG
from tests.world import a_world
from toso.front.sync.actions.keys import MOST_KEYS, revoke_key
from toso.front.sync.models import Item, PhoneKey
from toso.front.sync.tests.builders import Phone
from toso.ground.people.models import Person
from toso.ground.people.queries import scope_of
from toso.ground.places.actions import merge_places
from toso.ground.places.queries.changes import Portion
from toso.work.outreach.models import Record
from toso.work.outreach.tests.builders import a_task

SETTLED = {"taken", "had", "refused"}
JUMPS = [timedelta(), timedelta(minutes=-50), timedelta(hours=3), timedelta(days=-5)]


class Kept:
    """A phone with its outbox, as the app keeps it: entries leave only when the server said what became of them."""

    def __init__(self, phone: Phone) -> None:
        self.phone = phone
        self.outbox: dict[str, dict[str, Any]] = {}
        self.receipts: dict[str, dict[str, Any]] = {}
        self.clock = timedelta()
        self.records: list[str] = []
        self.last_of: dict[str, str] = {}  # record → the last item about it

    def write(self, item: dict[str, Any]) -> None:
        item["made_at"] = (timezone.now() + self.clock).isoformat()
        self.outbox[item["id"]] = item

    def heard(self, receipts: Sequence[dict[str, Any]]) -> None:
        for receipt in receipts:
            self.receipts[receipt["id"]] = receipt
            if receipt["state"] != "refused":
                self.outbox.pop(receipt["id"], None)


class Sync(RuleBasedStateMachine):
    def __init__(self) -> None:
        super().__init__()
        self.atomic = transaction.atomic()
        self.atomic.__enter__()
        self.world = a_world()
        self.second = a_place(name="Mẫu 2", parent=self.world.commune)
        self.task = a_task()
        self.is_merged = False
        an = an_of(self.world.hamlet)
        self.phones = [
            Kept(Phone(an)),
            Kept(Phone(an)),
            Kept(Phone(binh_of(self.world.commune))),
            Kept(Phone(chau_of(self.world.elsewhere))),
        ]
        self.acknowledged: dict[str, str] = {}  # id → kind, of everything that was ever said to be taken or held
        self.jumped: set[str] = set()
        self.lost: set[str] = set()  # written on a phone that was set up anew before it was acknowledged

    def teardown(self) -> None:
        try:
            self.drain()
            self.everything_is_there_once()
        finally:
            transaction.set_rollback(True)
            self.atomic.__exit__(None, None, None)

    @rule(number=st.integers(0, 3), people=st.integers(0, 9))
    def record(self, number: int, people: int) -> None:
        kept = self.phones[number]
        place = self.world.hamlet_elsewhere if number == 3 else self.world.hamlet
        item = kept.phone.record(place, self.task, people=people)
        kept.write(item)
        kept.records.append(item["id"])
        kept.last_of[item["id"]] = item["id"]

    @rule(number=st.integers(0, 2), people=st.integers(1, 9), is_ordered=st.booleans())
    def correct(self, number: int, people: int, is_ordered: bool) -> None:
        kept = self.phones[number]
        if not kept.records:
            return
        record = kept.records[-1]
        known = kept.phone.parts.get("sent", {}).get(record)
        base = known["fields"]["citizens"] if known else 5
        change = {"record": record, "base": {"citizens": base}, "changes": {"citizens": people}, "reason": "Đếm lại"}
        after = [kept.last_of[record]] if is_ordered else []
        item = kept.phone.item("outreach.correction", change, after=after)
        kept.write(item)
        kept.last_of[record] = item["id"]

    @rule(number=st.integers(0, 3))
    def withdraw(self, number: int) -> None:
        kept = self.phones[number]
        if kept.records:
            item = kept.phone.item("outreach.withdrawal", {"record": kept.records[-1], "reason": "Ghi nhầm"})
            kept.write(item)

    @rule(number=st.integers(0, 3))
    def give_up(self, number: int) -> None:
        """The person drops what was refused, and only that."""
        kept = self.phones[number]
        for name in [name for name in kept.outbox if kept.receipts.get(name, {}).get("state") == "refused"]:
            kept.write(kept.phone.item("outbox.dropped", {"item": name}))
            del kept.outbox[name]
            return

    @rule(number=st.integers(0, 3), seed=st.integers(0, 99), cut=st.sampled_from(["no", "answer", "middle"]))
    def send(self, number: int, seed: int, cut: str) -> None:
        """A sending: some items, in any order, some of them twice, cut anywhere."""
        kept, chance = self.phones[number], random.Random(seed)
        items = list(kept.outbox.values())
        chance.shuffle(items)
        items = items[: chance.randint(0, len(items))]
        items += [item for item in items if chance.random() < 0.2]
        if cut == "middle":
            items = items[: len(items) // 2]
        new = {item["id"] for item in items} - {str(pk) for pk in Item.objects.values_list("pk", flat=True)}
        answer = kept.phone.send(*items, unsent=len(kept.outbox), skew=kept.clock)
        if answer.status_code != 200:
            assert answer.json()["error"]["code"] == "key_revoked"
            return
        said = answer.json()
        if abs(kept.clock) > timedelta(minutes=10):
            self.jumped |= new  # what came before with a right clock, and only its answer was lost, stays as it was
        if cut == "no":
            self.hear(kept, [*said["receipts"], *said["later"]])

    def another_phone(self, person: Person) -> Kept:
        """Who has as many keys as one may have takes back those of phones that are no more, as the sentence asks."""
        keys = PhoneKey.objects.filter(person=person, revoked_at__isnull=True)
        if keys.count() == MOST_KEYS:
            for key in keys.exclude(pk__in=[kept.phone.key.pk for kept in self.phones]):
                revoke_key(key_id=key.pk, by=person, at=timezone.now())
        cache.clear()  # between two pairings lie more than the ten minutes in which only a few codes may be tried
        return Kept(Phone(person))

    def hear(self, kept: Kept, receipts: Sequence[dict[str, Any]]) -> None:
        for receipt in receipts:
            if receipt["state"] != "refused":
                item = kept.outbox.get(receipt["id"])
                self.acknowledged.setdefault(receipt["id"], item["kind"] if item else "later")
            else:
                assert receipt["words"]
        kept.heard(receipts)

    @rule(number=st.integers(0, 3), is_cut=st.booleans())
    def fetch(self, number: int, is_cut: bool) -> None:
        kept = self.phones[number]
        if is_cut:
            kept.phone.get("changes", cursor=kept.phone.cursor)
        elif kept.phone.get("size", cursor=kept.phone.cursor).status_code == 200:
            kept.phone.fetch()

    @rule(number=st.integers(0, 3))
    def set_up_anew(self, number: int) -> None:
        """The app was taken off the phone and put on again: what was not acknowledged is lost with it."""
        kept = self.phones[number]
        self.lost |= set(kept.outbox)
        fresh = self.another_phone(kept.phone.person)
        fresh.records, fresh.last_of = kept.records, kept.last_of
        self.phones[number] = fresh

    @rule(number=st.integers(0, 3))
    def revoke_and_pair_again(self, number: int) -> None:
        kept = self.phones[number]
        revoke_key(key_id=kept.phone.key.pk, by=kept.phone.person, at=timezone.now())
        assert kept.phone.send().status_code == 403
        assert kept.phone.get("changes").status_code == 403
        cache.clear()
        kept.phone.pair()

    @rule(number=st.integers(0, 3), jump=st.sampled_from(JUMPS))
    def set_clock(self, number: int, jump: timedelta) -> None:
        self.phones[number].clock = jump

    @precondition(lambda self: not self.is_merged)
    @rule()
    def merge(self) -> None:
        """The hamlet becomes part of another from today on; the phones do not know it yet."""
        self.is_merged = True
        merge_places(
            place_ids=[self.world.hamlet.pk, self.second.pk],
            into=Portion(name="Mẫu Mới", kind="Thôn"),
            on=timezone.localdate(),
            basis="Nghị quyết mẫu",
            by=None,
            at=timezone.now(),
        )

    @invariant()
    def everything_is_there_once(self) -> None:
        first = list(Record.objects.filter(version=1).values_list("uuid", flat=True))
        assert len(first) == len(set(first))
        known = {str(item.pk): item for item in Item.objects.all()}
        for name, kind in self.acknowledged.items():
            assert name in known, f"{kind} {name} was acknowledged and is gone"
            assert known[name].state in {"taken", "held", "refused"}, known[name].state
        taken = {name for name, item in known.items() if item.kind == "outreach.record" and item.state == "taken"}
        assert taken == {str(uuid) for uuid in first}
        changes = [item for item in known.values() if item.kind == "outreach.correction" and item.state == "taken"]
        versions = [(item.result["record"], item.result["version"]) for item in changes]
        for record, version in versions:
            assert Record.objects.filter(uuid=record, version=version).exists()

    @invariant()
    def a_wrong_clock_is_flagged(self) -> None:
        for record in Record.objects.filter(uuid__in=self.jumped, version=1):
            assert any(flag["code"] in {"clock_jump", "late_capture"} for flag in record.flags)

    @invariant()
    def nobody_holds_what_is_another_s(self) -> None:
        stranger = self.phones[3].phone
        own = {self.world.elsewhere.pk, self.world.hamlet_elsewhere.pk}
        assert set(stranger.parts.get("places", {})) <= own
        assert set(stranger.parts.get("sent", {})) <= {*self.phones[3].records, *self.phones[3].receipts}

    def drain(self) -> None:
        """In the end every phone has a network: what lies on it is settled, and told on every phone of its person."""
        for kept in self.phones:
            kept.clock = timedelta()
            for _turn in range(2):
                items = sorted(kept.outbox.values(), key=lambda item: item["seq"])
                said = kept.phone.send(*items).json()
                self.hear(kept, [*said["receipts"], *said["later"]])
            for name in kept.outbox:
                assert kept.receipts[name]["state"] == "refused"
            kept.phone.fetch()
        for kept in self.phones:
            scope = scope_of(kept.phone.person.pk, on=timezone.localdate())
            mine = Record.objects.visible_to(scope).filter(recorded_by=kept.phone.person, version=1)
            told = {row["id"] for row in self.another_phone(kept.phone.person).phone.fetch().get("sent", {}).values()}
            assert {str(uuid) for uuid in mine.values_list("uuid", flat=True)} <= told


WALKS, STEPS = (400, 50) if IS_LONG else (6, 14)


@pytest.mark.drill
@pytest.mark.django_db
def test_whatever_is_cut_doubled_or_turned_round_everything_acknowledged_is_there_once():
    walks = settings(
        max_examples=WALKS, stateful_step_count=STEPS, deadline=None, suppress_health_check=list(HealthCheck)
    )
    run_state_machine_as_test(Sync, settings=walks)

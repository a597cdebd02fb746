"""What a phone sends arrives once, whatever is cut, doubled, reordered or wrong."""

import gzip
import hashlib
import json
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.utils import timezone

from tests.builders import an_of, binh_of, chau_of
from tests.world import World, a_world
from toso.front.sync.actions.media import sweep_media
from toso.front.sync.models import Item
from toso.front.sync.tests.builders import Phone
from toso.plan.forms.models import Attachment, Submission
from toso.plan.forms.tests.builders import a_filled_form, a_version
from toso.work.helpdesk.models import Ticket
from toso.work.outreach.models import Photo, Record
from toso.work.outreach.tests.builders import a_picture, a_task

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> World:
    return a_world()


@pytest.fixture
def phone(world: World) -> Phone:
    return Phone(an_of(world.hamlet))


def test_a_record_is_taken_once_and_said_so_again(world: World, phone: Phone):
    item = phone.record(world.hamlet, a_task())

    (first,), (second,) = phone.receipts(item), phone.receipts(item)

    assert (first["state"], second["state"]) == ("taken", "had")
    assert first["result"] == second["result"] == {"record": item["id"], "version": 1}
    record = Record.objects.get()
    assert (str(record.uuid), record.place, record.citizens) == (item["id"], world.hamlet, 5)
    assert (record.source, record.recorded_by, record.flags) == ("phone", phone.person, [])


def test_items_are_taken_one_by_one_and_a_bad_one_keeps_nobody_back(world: World, phone: Phone):
    task = a_task()
    items = [
        phone.record(world.hamlet, task, people=0),
        {"id": "x"},
        phone.item("from.the.future", {"a": 1}),
        phone.record(world.hamlet_elsewhere, task),
        phone.record(world.hamlet, task, body={"place": world.hamlet.pk, "day": "hom qua", "task": task.code}),
        phone.record(world.hamlet, task),
    ]

    receipts = phone.receipts(*items)

    assert [receipt["state"] for receipt in receipts] == ["refused"] * 5 + ["taken"]
    codes = [receipt.get("code") for receipt in receipts]
    assert codes == ["refused", "bad_body", "unknown_kind", "not_found", "bad_body", None]
    assert (receipts[0]["field"], receipts[4]["field"]) == ("citizens", "day")
    assert all(receipt["words"] for receipt in receipts[:5])
    assert Record.objects.count() == 1


def test_one_id_stands_for_one_content_of_one_person(world: World, phone: Phone):
    task = a_task()
    item = phone.record(world.hamlet, task)
    phone.receipts(item)
    neighbour = Phone(an_of(world.hamlet))

    (changed,) = phone.receipts({**item, "body": {**item["body"], "counts": {"citizens": 9}}})
    (foreign,) = neighbour.receipts(item)

    assert (changed["code"], foreign["code"]) == ("other_content", "not_yours")
    assert Record.objects.get().citizens == 5


def test_what_comes_before_its_time_waits_and_goes_on_by_itself(world: World, phone: Phone):
    record = phone.record(world.hamlet, a_task())
    change = {"record": record["id"], "base": {"citizens": 5}, "changes": {"citizens": 7}, "reason": "Đếm lại"}
    correction = phone.item("outreach.correction", change, after=[record["id"]])
    withdrawal = phone.item(
        "outreach.withdrawal", {"record": record["id"], "reason": "Ghi nhầm"}, after=[correction["id"]]
    )

    held = phone.receipts(withdrawal, correction)
    answer = phone.send(record).json()

    assert [(each["state"], each["waits_for"]) for each in held] == [
        ("held", [correction["id"]]),
        ("held", [record["id"]]),
    ]
    assert answer["receipts"][0]["state"] == "taken"
    assert [(each["id"], each["state"]) for each in answer["later"]] == [
        (correction["id"], "taken"),
        (withdrawal["id"], "taken"),
    ]
    assert list(Record.objects.order_by("version").values_list("citizens", "is_withdrawn")) == [(5, False), (7, True)]


def test_edits_are_merged_by_field_and_a_true_conflict_shows_both_values(world: World, phone: Phone):
    record = phone.record(world.hamlet, a_task())
    phone.receipts(record)
    binh = Phone(binh_of(world.commune))
    phone.fetch()
    base = phone.parts["sent"][record["id"]]["fields"]
    theirs = {"record": record["id"], "base": {"citizens": 5}, "changes": {"citizens": 8}, "reason": "Theo sổ"}
    binh.receipts(binh.item("outreach.correction", theirs))

    other_field = {"record": record["id"], "base": {"note": base["note"]}, "changes": {"note": "Tại nhà văn hoá"}}
    (merged,) = phone.receipts(phone.item("outreach.correction", {**other_field, "reason": "Ghi thêm"}))
    same_field = {"record": record["id"], "base": {"citizens": base["citizens"]}, "changes": {"citizens": 6}}
    (conflict,) = phone.receipts(phone.item("outreach.correction", {**same_field, "reason": "Đếm lại"}))

    assert (merged["state"], merged["result"]["version"]) == ("taken", 3)
    newest = Record.objects.order_by("-version")[0]
    assert (newest.citizens, newest.note) == (8, "Tại nhà văn hoá")
    assert (conflict["state"], conflict["code"], conflict["field"]) == ("refused", "conflict", "citizens")
    (difference,) = conflict["conflicts"]
    assert (difference["base"], difference["yours"], difference["theirs"]) == (5, 6, 8)


def test_a_refused_item_is_judged_anew_and_one_given_up_is_never_taken(world: World, phone: Phone):
    task = a_task(valid_until=timezone.localdate() - timedelta(days=1))
    item = phone.record(world.hamlet, task)
    (refused,) = phone.receipts(item)
    task.valid_until = None
    task.save()

    (taken,) = phone.receipts(item)
    other = phone.record(world.hamlet, task)
    phone.receipts(phone.item("outbox.dropped", {"item": other["id"]}))
    (dropped,) = phone.receipts(other)

    assert (refused["state"], taken["state"], dropped["code"]) == ("refused", "taken", "given_up")
    assert Record.objects.count() == 1


def test_a_photo_comes_in_pieces_before_or_after_its_record(world: World, phone: Phone):
    record, content = phone.record(world.hamlet, a_task()), a_picture(size=(300, 200))
    digest = hashlib.sha256(content).hexdigest()
    photo = phone.item("outreach.photo", {"record": record["id"], "sha256": digest, "size": len(content)})
    states = [phone.receipts(photo)[0]["waits_for"], phone.receipts(record)[0]["state"]]

    first = phone.upload(content, digest, length=100)
    wrong = phone.upload(content, digest, offset=200, length=100)
    again = phone.upload(content, digest, length=100)
    done = phone.upload(content, digest, offset=100)

    assert states == [[record["id"]], "taken"]
    assert first.json() == again.json() == {"received": 100, "size": len(content), "done": False}
    assert (wrong.status_code, wrong.json()["error"]["received"]) == (409, 100)
    assert done.json()["done"]
    assert str(Photo.objects.get().record_uuid) == record["id"]
    assert phone.receipts(photo)[0]["state"] == "had"


def test_a_file_that_is_not_what_was_promised_begins_anew(phone: Phone):
    content = b"a" * 300
    digest = hashlib.sha256(b"something else").hexdigest()

    answer = phone.upload(content, digest)

    assert (answer.status_code, answer.json()["error"]["code"]) == (422, "wrong_hash")
    assert phone.get(f"media/{digest}").json() == {"received": 0, "size": None, "done": False}


def test_a_form_and_its_files_come_in_any_order(world: World, phone: Phone):
    a_version(place=world.commune)
    xml = a_filled_form(place=world.hamlet.code, photo="a.jpg", instance="uuid:mot").decode()
    file = b"anh mau"
    digest = hashlib.sha256(file).hexdigest()
    media = {"submission": "uuid:mot", "name": "a.jpg", "sha256": digest, "size": len(file)}
    picture = phone.item("forms.media", media)

    early = phone.receipts(picture)[0]
    phone.upload(file, digest)
    answer = phone.send(phone.item("forms.submission", {"xml": xml})).json()

    assert early["waits_for"] == ["instance:uuid:mot"]
    assert answer["receipts"][0]["result"]["missing"] == ["a.jpg"]
    assert [each["state"] for each in answer["later"]] == ["taken"]
    assert (Submission.objects.count(), Attachment.objects.get().size) == (1, len(file))


def test_clocks_are_never_silently_trusted(world: World, phone: Phone):
    task, now = a_task(), timezone.now()

    def flags(skew: timedelta | None = None, **frame: Any) -> list[str]:
        (receipt,) = phone.receipts(phone.record(world.hamlet, task, **frame), skew=skew)
        assert receipt["state"] == "taken", receipt
        return [flag for flag in receipt.get("flags", []) if flag != "same_work"]

    assert flags() == []
    assert flags(made_at=(now - timedelta(days=5)).isoformat()) == ["late_capture", "clock_jump"]
    assert flags(made_at=(now + timedelta(hours=2)).isoformat()) == ["clock_jump"]
    assert flags(skew=timedelta(minutes=-40)) == ["clock_jump"]
    assert flags(clock_jumped=True) == ["clock_jump"]
    assert Record.objects.count() == 5


def test_a_call_for_help_is_made_once_and_answered_on_the_phone(world: World, phone: Phone):
    ask = phone.item("helpdesk.request", {"place": world.hamlet.pk, "title": "Máy quét không lên nguồn"})
    reply = phone.item("helpdesk.reply", {"request": ask["id"], "says": "added", "text": "Đã thử dây khác"})

    phone.receipts(ask, reply)
    (again, twice) = phone.receipts(ask, reply)
    phone.fetch()

    assert (again["state"], twice["state"]) == ("had", "had")
    ticket = Ticket.objects.get()
    assert ticket.steps.count() == 2
    (row,) = phone.rows("requests")
    assert (row["id"], row["item"], row["title"]) == (ticket.pk, ask["id"], "Máy quét không lên nguồn")


def test_the_request_is_refused_whole_only_when_nothing_of_it_was_done(world: World, phone: Phone):
    item = phone.record(world.hamlet, a_task())
    packed = gzip.compress(json.dumps({"items": [item]}).encode())
    bomb = gzip.compress(b" " * 6_000_000)

    def post(content: bytes, **headers: str):
        return phone.client.post(
            "/sync/api/outbox/", content, content_type="application/json", headers={**phone.headers(), **headers}
        )

    answers = [
        post(b"{"),
        post(b"[]"),
        post(b'{"items": 1}'),
        post(json.dumps({"items": [item] * 201}).encode()),
        post(bomb, **{"Content-Encoding": "gzip"}),
        post(b"{}", **{"Content-Encoding": "br"}),
        post(b"{}", **{"X-Toso-Protocol": "9"}),
    ]
    good = post(packed, **{"Content-Encoding": "gzip"})

    assert [answer.status_code for answer in answers] == [400, 400, 400, 413, 413, 415, 426]
    assert all(answer.json()["error"]["words"] for answer in answers)
    assert good.json()["receipts"][0]["state"] == "taken"
    assert Record.objects.count() == 1


def test_a_lost_answer_is_asked_for_by_ids_alone(world: World, phone: Phone):
    item = phone.record(world.hamlet, a_task())
    phone.receipts(item)
    stranger = Phone(chau_of(world.elsewhere))

    known = phone.post("receipts", {"ids": [item["id"], str(uuid4())]}).json()["receipts"]
    foreign = stranger.post("receipts", {"ids": [item["id"]]}).json()["receipts"]

    assert [(each["id"], each["state"]) for each in known] == [(item["id"], "had")]
    assert foreign == []
    assert Item.objects.count() == 1


def test_a_nul_and_a_wild_moment_are_refused_and_break_nothing(world: World, phone: Phone):
    task = a_task()
    items = [
        phone.record(world.hamlet, task, body={"place": world.hamlet.pk, "note": "a\x00b"}),
        phone.record(world.hamlet, task, made_at="9999-12-31T23:59:59-12:00"),
        phone.record(world.hamlet, task, made_at="2026-01-01T00:00:00"),
        phone.record(world.hamlet, task, seq=2**40),
    ]

    assert [receipt["code"] for receipt in phone.receipts(*items)] == ["bad_body"] * 4
    assert Item.objects.count() == 0


def test_a_file_is_dropped_after_a_week_and_may_be_sent_again(world: World, phone: Phone):
    content = b"a" * 50
    digest = hashlib.sha256(content).hexdigest()
    phone.upload(content, digest, length=20)

    kept = sweep_media(at=timezone.now() + timedelta(days=6))
    dropped = sweep_media(at=timezone.now() + timedelta(days=8))

    assert (kept, dropped) == (0, 1)
    assert phone.get(f"media/{digest}").json()["received"] == 0
    assert phone.upload(content, digest).json()["done"]

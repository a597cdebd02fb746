"""Households surveyed without a network: each once, edits merged by field, no name without consent."""

import pytest
from django.utils import timezone

from tests.builders import an_of, chau_of
from tests.world import World, a_world
from toso.front.sync.tests.builders import Phone
from toso.ground.privacy.models import Consent
from toso.work.registry.models import Registrant

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> World:
    return a_world()


@pytest.fixture
def phone(world: World) -> Phone:
    return Phone(an_of(world.hamlet))


def a_household(phone: Phone, world: World, **fields: str) -> dict:
    body = {"place": world.hamlet.pk, "day": timezone.localdate().isoformat(), "fields": fields}
    return phone.item("registry.row", body)


def a_change(phone: Phone, row: str, base: dict[str, str], changes: dict[str, str]) -> dict:
    body = {"row": row, "day": timezone.localdate().isoformat(), "base": base, "changes": changes}
    return phone.item("registry.change", body)


def test_a_household_enters_the_register_once_and_comes_back(world: World, phone: Phone):
    item = a_household(phone, world, address="Xóm Đình", smartphone="yes")

    (first,), (second,) = phone.receipts(item), phone.receipts(item)
    row = phone.fetch()["register"][item["id"]]

    assert (first["state"], second["state"], first["result"]) == ("taken", "had", second["result"])
    assert Registrant.objects.get().uuid.hex == item["id"].replace("-", "")
    assert (row["place"], row["fields"]["smartphone"], row["fields"]["address"]) == (world.hamlet.pk, "yes", "Xóm Đình")
    assert {question["id"] for question in phone.rows("questions")} >= {"smartphone", "internet"}


def test_two_phones_change_different_fields_and_a_third_word_on_one_is_a_conflict(world: World, phone: Phone):
    item = a_household(phone, world, smartphone="no")
    phone.receipts(item)
    other = Phone(an_of(world.hamlet))
    late = a_change(other, item["id"], {"smartphone": "no"}, {"smartphone": "unknown"})
    waiting = a_change(phone, item["id"], {"internet": "not_asked"}, {"internet": "yes"})

    states = [
        phone.receipts(a_change(phone, item["id"], {"smartphone": "no"}, {"smartphone": "yes"}))[0]["state"],
        other.receipts(waiting)[0]["state"],
    ]
    (conflict,) = other.receipts(late)

    assert states == ["taken", "taken"]
    assert (conflict["code"], conflict["conflicts"][0]["theirs"]) == ("conflict", "yes")
    answers = Registrant.objects.get().answers
    assert (answers["smartphone"], answers["internet"]) == ("yes", "yes")


def test_a_change_waits_for_its_row(world: World, phone: Phone):
    item = a_household(phone, world, smartphone="no")
    change = a_change(phone, item["id"], {"smartphone": "no"}, {"smartphone": "yes"})

    held = phone.receipts(change)[0]
    later = phone.send(item).json()["later"]

    assert held["waits_for"] == [item["id"]]
    assert [(each["id"], each["state"]) for each in later] == [(change["id"], "taken")]


def test_no_name_is_kept_without_consent_and_none_leaves_the_hamlet(world: World, phone: Phone):
    named = a_household(phone, world, contact_name="Nguyễn Mẫu Hạnh")
    (refused,) = phone.receipts(named)
    agreed = {**named, "body": {**named["body"], "consent": {"way": "spoken", "proof": "Trưởng thôn chứng kiến"}}}

    (taken,) = phone.receipts(agreed)
    stranger = Phone(chau_of(world.elsewhere))

    assert (refused["code"], refused["field"], taken["state"]) == ("refused", "consent", "taken")
    assert phone.fetch()["register"][named["id"]]["fields"]["contact_name"] == "Nguyễn Mẫu Hạnh"
    assert stranger.fetch().get("register", {}) == {}
    assert (
        stranger.receipts(a_change(stranger, named["id"], {"address": ""}, {"address": "x"}))[0]["code"] == "not_found"
    )


def test_who_no_longer_agrees_is_named_on_no_phone_from_that_hour(world: World, phone: Phone):
    item = a_household(phone, world, contact_name="Nguyễn Mẫu Hạnh", address="Xóm Đình")
    item["body"]["fields"]["phone"] = "0905123456"
    item["body"]["consent"] = {"way": "spoken", "proof": "Trưởng thôn chứng kiến"}
    phone.receipts(item)
    Consent.objects.update(withdrawn_on=timezone.localdate())

    fields = phone.fetch()["register"][item["id"]]["fields"]

    assert "contact_name" not in fields
    assert "phone" not in fields
    assert fields["address"] == "Xóm Đình"

"""Pairing, revoking, what a phone tells of itself, and the rescue of a phone whose PIN was forgotten."""

import os
from datetime import timedelta
from uuid import uuid4

import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.builders import a_person, an_of, binh_of, chau_of
from tests.world import World, a_world
from toso.front.sync.actions.keys import issue_key
from toso.front.sync.models import CommuneKey, Pairing, PhoneKey, Rescue
from toso.front.sync.rules.keys import plain_code, shown_code
from toso.front.sync.rules.recovery import Envelope, Unreadable, b64, close, open_, point_of, public_bytes
from toso.front.sync.tests.builders import Phone
from toso.ground.notices.models import Notice
from toso.ground.people.models import Account
from toso.ground.people.rules import Role
from toso.work.outreach.models import Record
from toso.work.outreach.tests.builders import a_task


@pytest.fixture
def world() -> World:
    return a_world()


def page_of(person) -> Client:
    client = Client()
    client.force_login(person.account)
    return client


@given(st.binary(min_size=32, max_size=32), st.binary(max_size=40))
@settings(max_examples=20, deadline=None)
def test_an_envelope_opens_with_its_key_for_its_phone_and_with_nothing_else(content, about):
    ours, theirs, passing = (ec.generate_private_key(ec.SECP256R1()) for _ in range(3))
    envelope = close(content, to=ours.public_key(), about=about, kid="k", passing=passing, iv=os.urandom(12))

    assert open_(Envelope.read(envelope.said()), private=ours, about=about) == content
    for private, words in ((theirs, about), (ours, about + b"x")):
        with pytest.raises(Unreadable):
            open_(envelope, private=private, about=words)


@pytest.mark.parametrize("said", [None, {}, {"alg": "x"}, {"alg": "ECDH-P256+HKDF-SHA256+A256GCM", "kid": "k"}])
def test_what_is_no_envelope_is_said_to_be_none(said):
    with pytest.raises(Unreadable):
        Envelope.read(said)


def test_a_code_reads_the_same_however_it_was_typed():
    assert plain_code(" k7qm-2xhf ") == plain_code("K7QM2XHF") == "K7QM2XHF"
    assert shown_code("K7QM2XHF") == "K7QM-2XHF"


@pytest.mark.django_db
def test_a_code_of_the_page_pairs_one_phone_once(world: World):
    an = an_of(world.hamlet)
    shown = page_of(an).post(reverse("sync:offer")).content.decode()
    code = shown.partition("<strong>")[2].partition("</strong>")[0]
    said = {"code": code.lower(), "device": str(uuid4()), "label": "Redmi 9A", "app": "0.1.0"}
    client = Client()

    first = client.post("/sync/api/pair/", said, content_type="application/json")
    second = client.post("/sync/api/pair/", said, content_type="application/json")

    assert (first.status_code, second.status_code) == (201, 403)
    assert first.json()["person"] == {"id": an.pk, "name": an.name}
    assert len(first.json()["recovery"]["public"]) == 87
    assert second.json()["error"]["code"] == "wrong_code"
    key = PhoneKey.objects.get()
    assert (key.label, key.kind, key.person) == ("Redmi 9A", "field", an)
    assert first.json()["secret"] not in str(PhoneKey.objects.values())


@pytest.mark.django_db
def test_a_code_lasts_ten_minutes_and_a_new_one_ends_the_old(world: World):
    an = an_of(world.hamlet)
    page = page_of(an)
    codes = []
    for _turn in range(2):
        shown = page.post(reverse("sync:offer")).content.decode()
        codes.append(shown.partition("<strong>")[2].partition("</strong>")[0])
    client = Client()

    def tried(code: str) -> int:
        said = {"code": code, "device": str(uuid4())}
        return client.post("/sync/api/pair/", said, content_type="application/json").status_code

    assert tried(codes[0]) == 403
    Pairing.objects.update(until=timezone.now() - timedelta(seconds=1))
    assert tried(codes[1]) == 403
    assert PhoneKey.objects.count() == 0


@pytest.mark.django_db
def test_the_same_phone_paired_again_goes_on_with_its_outbox(world: World):
    task = a_task()
    phone = Phone(an_of(world.hamlet))
    item = phone.record(world.hamlet, task)
    phone.send(item, unsent=4)
    old = phone.secret
    phone.pair()

    receipt = phone.receipts(item)[0]
    phone.secret, new = old, phone.secret
    refused = phone.send()

    assert (receipt["state"], refused.json()["error"]["code"]) == ("had", "key_revoked")
    assert new != old
    assert Notice.objects.count() == 0
    assert PhoneKey.objects.filter(revoked_at__isnull=True).get().unsent == 3


@pytest.mark.django_db
def test_a_lost_phone_is_shut_out_and_its_unsent_work_is_told(world: World):
    an, binh = an_of(world.hamlet), binh_of(world.commune)
    phone = Phone(an)
    phone.send(unsent=7)

    page_of(binh).post(reverse("sync:revoke", args=[phone.key.pk]))
    answer = phone.send(phone.record(world.hamlet, a_task()), unsent=9)

    error = answer.json()["error"]
    assert (answer.status_code, error["code"]) == (403, "key_revoked")
    assert "vẫn còn trên máy" in error["words"]
    assert Record.objects.count() == 0
    notice = Notice.objects.get(person=binh)
    assert an.name in notice.title
    assert "7 mục chưa gửi" in notice.title
    assert phone.key.unsent == 9
    assert not Notice.objects.filter(person=an).exists()


@pytest.mark.django_db
def test_only_those_who_lead_there_revoke_a_phone(world: World):
    phone = Phone(an_of(world.hamlet))
    neighbour = a_person(role=Role.TEAM_MEMBER, place=world.hamlet)

    answers = [
        page_of(person).post(reverse("sync:revoke", args=[phone.key.pk])).status_code
        for person in (chau_of(world.elsewhere), neighbour)
    ]

    assert answers == [404, 404]
    assert phone.fetch()


@pytest.mark.django_db
def test_what_a_phone_could_not_send_is_seen_on_the_desk(world: World):
    binh = binh_of(world.commune)
    phone = Phone(an_of(world.hamlet))
    phone.send(phone.record(world.hamlet, a_task()), unsent=3)

    shown = page_of(binh).get(reverse("sync:team_phones")).content.decode()
    elsewhere = page_of(chau_of(world.elsewhere)).get(reverse("sync:team_phones"))

    assert "Còn 2 mục chưa gửi" in shown
    assert phone.person.name in shown
    assert phone.person.name not in elsewhere.content.decode()


@pytest.mark.django_db
def test_a_closed_account_and_a_stranger_are_told_apart(world: World):
    phone = Phone(an_of(world.hamlet))
    Account.objects.filter(person=phone.person).update(is_active=False)
    closed = phone.send()
    phone.secret = "doan-mo"
    unknown = phone.send()

    assert (closed.status_code, closed.json()["error"]["code"]) == (403, "account_closed")
    assert (unknown.status_code, unknown.json()["error"]["code"]) == (401, "key_unknown")


@pytest.mark.django_db
def test_leaving_gives_the_key_up(world: World):
    phone = Phone(an_of(world.hamlet))

    left = phone.post("leave", {"unsent": {"count": 2}})

    assert left.status_code == 204
    assert phone.send().status_code == 403
    assert phone.key.unsent == 2


class Locked:
    """A phone whose data key only its PIN and the commune can open."""

    def __init__(self, phone: Phone) -> None:
        self.phone, self.data_key = phone, os.urandom(32)
        recovery = phone.paired["recovery"]
        self.envelope = close(
            self.data_key,
            to=point_of(recovery["public"]),
            about=f"toso-recovery-1:{phone.device}".encode(),
            kid=recovery["kid"],
            passing=ec.generate_private_key(ec.SECP256R1()),
            iv=os.urandom(12),
        )
        assert phone.put("envelope", self.envelope.said()).status_code == 204
        self.passing = ec.generate_private_key(ec.SECP256R1())

    def ask(self, **other: object):
        public = b64(public_bytes(self.passing.public_key()))
        said = {"device": str(self.phone.device), "envelope": self.envelope.said(), "public": public, **other}
        return Client().post("/sync/api/rescue/", said, content_type="application/json")

    def opened(self, answer: dict) -> bytes:
        about = f"toso-rescue-1:{self.phone.device}".encode()
        return open_(Envelope.read(answer["envelope"]), private=self.passing, about=about)


@pytest.mark.django_db
def test_the_commune_gives_the_data_key_back_to_this_phone_once(world: World):
    binh = binh_of(world.commune)
    locked = Locked(Phone(an_of(world.hamlet)))
    asked = locked.ask().json()
    where = f"/sync/api/rescue/{asked['rescue']}/"
    waiting = Client().get(where).json()
    shown = page_of(binh).get(reverse("sync:rescues")).content.decode()

    page_of(binh).post(
        reverse("sync:decide", args=[asked["rescue"]]), {"number": asked["number"], "reason": "Gặp trực tiếp"}
    )
    given, again = Client().get(where).json(), Client().get(where).json()

    assert waiting == {"state": "waiting", "envelope": None, "words": ""}
    assert locked.phone.person.name in shown
    assert asked["number"] not in shown
    assert locked.opened(given) == locked.data_key
    assert (again["state"], again["envelope"]) == ("approved", None)
    rescue = Rescue.objects.get()
    assert (rescue.decided_by, rescue.reason, rescue.envelope) == (binh, "Gặp trực tiếp", None)
    assert Notice.objects.filter(person=locked.phone.person, code="sync.rescued").exists()
    assert locked.data_key.hex() not in str([*CommuneKey.objects.values(), *Rescue.objects.values()])


@pytest.mark.django_db
def test_a_wrong_number_no_reason_or_the_wrong_official_give_nothing(world: World):
    locked = Locked(Phone(an_of(world.hamlet)))
    asked = locked.ask().json()
    where = reverse("sync:decide", args=[asked["rescue"]])
    binh, chau = binh_of(world.commune), chau_of(world.elsewhere)

    page_of(binh).post(where, {"number": "000 000", "reason": "Gặp trực tiếp"})
    page_of(binh).post(where, {"number": asked["number"], "reason": " "})
    outside = page_of(chau).post(where, {"number": asked["number"], "reason": "Gặp trực tiếp"})
    late_page = Rescue.objects.update(until=timezone.now() - timedelta(seconds=1))
    late = page_of(binh).post(where, {"number": asked["number"], "reason": "Gặp trực tiếp"})

    assert (outside.status_code, late_page, late.status_code) == (404, 1, 404)
    assert Client().get(f"/sync/api/rescue/{asked['rescue']}/").json()["state"] == "expired"


@pytest.mark.django_db
def test_nobody_rescues_an_own_phone(world: World):
    binh = binh_of(world.commune)
    asked = Locked(Phone(binh)).ask().json()

    answer = page_of(binh).post(
        reverse("sync:decide", args=[asked["rescue"]]), {"number": asked["number"], "reason": "Quên"}
    )

    assert answer.status_code == 404


@pytest.mark.django_db
def test_a_revoked_phone_and_another_envelope_are_not_rescued(world: World):
    first, second = Locked(Phone(an_of(world.hamlet))), Locked(Phone(an_of(world.hamlet)))
    wrong = first.ask(envelope=second.envelope.said())
    first.phone.post("leave", {})

    assert wrong.status_code == 403
    assert first.ask().status_code == 403
    assert second.ask(public="abc").status_code == 403
    assert second.ask(envelope={"alg": "x"}).status_code == 400
    assert Rescue.objects.count() == 0


@pytest.mark.django_db
def test_a_refusal_is_told_to_the_phone(world: World):
    locked = Locked(Phone(an_of(world.hamlet)))
    asked = locked.ask().json()

    page_of(binh_of(world.commune)).post(
        reverse("sync:decide", args=[asked["rescue"]]), {"refuse": "1", "reason": "Không đúng người"}
    )

    assert Client().get(f"/sync/api/rescue/{asked['rescue']}/").json() == {
        "state": "refused",
        "envelope": None,
        "words": "Không đúng người",
    }


@pytest.mark.django_db
def test_a_leader_sees_the_phones_of_the_hamlet(world: World):
    leader = a_person(name="Lê Mẫu Trưởng", role=Role.TEAM_LEADER, place=world.hamlet)
    phone = Phone(an_of(world.hamlet))

    shown = page_of(leader).get(reverse("sync:team_phones"))
    page_of(leader).post(reverse("sync:revoke", args=[phone.key.pk]))

    assert phone.key.label in shown.content.decode()
    assert phone.send().status_code == 403


@pytest.mark.django_db
def test_a_phone_that_two_persons_used_in_turn_is_rescued_for_the_one_who_asks(world: World):
    first = Phone(an_of(world.hamlet))
    second = Phone(a_person(role=Role.TEAM_MEMBER, place=world.hamlet), device=first.device)
    one, other = Locked(first), Locked(second)

    asked = [locked.ask().json()["rescue"] for locked in (other, one)]

    persons = {str(rescue.pk): rescue.key.person for rescue in Rescue.objects.all()}
    assert [persons[name] for name in asked] == [second.person, first.person]


@pytest.mark.django_db
def test_a_leader_revokes_a_lost_phone_of_collect_too(world: World):
    an, binh = an_of(world.hamlet), binh_of(world.commune)
    key, secret = issue_key(label="Máy cũ", by=an, at=timezone.now())

    page_of(binh).post(reverse("sync:revoke", args=[key.pk]))

    assert Client().get(reverse("sync:form_list", args=[secret])).status_code == 404

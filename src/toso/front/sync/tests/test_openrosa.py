"""A client of OpenRosa, as ODK Collect is one: list, form, files, sending, and sending again."""

from io import BytesIO

import pytest
from django.test import Client
from django.urls import reverse
from lxml import etree

from tests.builders import an_of, moment
from tests.world import World, a_world
from toso.front.sync.actions.keys import issue_key, revoke_key
from toso.ground.people.models import Account
from toso.plan.forms.models import Attachment, Submission
from toso.plan.forms.tests.builders import DAY, a_filled_form, a_version

pytestmark = pytest.mark.django_db
LIST = "{http://openrosa.org/xforms/xformsList}"
MANIFEST = "{http://openrosa.org/xforms/xformsManifest}"


@pytest.fixture
def world() -> World:
    return a_world()


class Phone:
    """An's phone with its key."""

    def __init__(self, world: World) -> None:
        self.an = an_of(world.hamlet)
        self.key, self.secret = issue_key(label="Máy của tổ", by=self.an, at=moment(DAY))
        self.client = Client()

    def address(self, name: str, *args: object) -> str:
        return reverse(f"sync:{name}", args=[self.secret, *args])

    def send(self, xml: bytes, **files: bytes):
        return sent_by(self.client, self.secret, xml, **files)


def sent_by(client: Client, secret: str, xml: bytes, **files: bytes):
    """What the server answers to a filled form, sent as ODK Collect sends it."""
    parts = {"xml_submission_file": _part("submission.xml", xml)}
    parts |= {name: _part(name.replace("_", "."), held) for name, held in files.items()}
    return client.post(reverse("sync:submission", args=[secret]), parts)


def _part(name: str, content: bytes) -> BytesIO:
    part = BytesIO(content)
    part.name = name
    return part


def test_the_list_names_the_forms_open_to_the_person_and_their_xform(world: World):
    version = a_version(place=world.commune)
    a_version(place=world.elsewhere, form_id="noi_khac")
    phone = Phone(world)

    listed = phone.client.get(phone.address("form_list"))

    tree = etree.fromstring(listed.content)
    (form,) = tree
    assert listed.headers["X-OpenRosa-Version"] == "1.0"
    assert listed.headers["Content-Type"] == "text/xml; charset=utf-8"
    assert (form.findtext(f"{LIST}formID"), form.findtext(f"{LIST}version")) == ("phieu_ho", "1")
    assert form.findtext(f"{LIST}name") == "Phiếu hộ"
    downloaded = phone.client.get(form.findtext(f"{LIST}downloadUrl"))
    assert downloaded.content.decode() == version.xform


def test_a_sending_is_taken_once_and_said_so_again(world: World):
    a_version(place=world.commune)
    phone = Phone(world)
    xml = a_filled_form(place=world.hamlet.code, photo="a.jpg")

    first, second = phone.send(xml), phone.send(xml, a_jpg=b"anh")

    assert (first.status_code, second.status_code) == (201, 202)
    assert b'nature="submit_success"' in first.content
    submission = Submission.objects.get()
    assert (submission.sent_by, submission.place) == (phone.an, world.hamlet)
    assert Attachment.objects.get().size == 3


def test_the_head_says_where_and_how_much(world: World):
    phone = Phone(world)

    answer = phone.client.head(phone.address("submission"))

    assert answer.status_code == 204
    assert answer.headers["X-OpenRosa-Accept-Content-Length"] == str(30 * 1024 * 1024)
    assert answer.headers["Location"].endswith(phone.address("submission"))


def test_each_refusal_has_its_status_and_sentence_and_keeps_nothing(world: World):
    a_version(place=world.commune)
    phone = Phone(world)

    answers = [
        phone.send(b"<data"),
        phone.client.post(phone.address("submission")),
        phone.send(a_filled_form(version="9")),
    ]

    assert [answer.status_code for answer in answers] == [400, 400, 403]
    assert "không phải XML" in answers[0].content.decode()
    assert "phiên bản “9”" in answers[2].content.decode()
    assert Submission.objects.count() == 0


def test_other_words_under_one_id_are_answered_with_409(world: World):
    a_version(place=world.commune)
    phone = Phone(world)
    phone.send(a_filled_form(place=world.hamlet.code, instance="uuid:x"))

    answer = phone.send(a_filled_form(place=world.hamlet.code, instance="uuid:x", people="9"))

    assert answer.status_code == 409
    assert Submission.objects.count() == 1


def test_a_revoked_key_and_a_closed_account_open_no_door(world: World):
    phone = Phone(world)
    other = Phone(world)
    revoke_key(key_id=phone.key.pk, by=phone.an, at=moment(DAY))
    Account.objects.filter(person=other.an).update(is_active=False)

    assert phone.client.get(phone.address("form_list")).status_code == 404
    assert other.client.get(other.address("form_list")).status_code == 404
    assert phone.client.get(reverse("sync:form_list", args=["doan-mo"])).status_code == 404


def test_the_hamlets_of_the_person_come_as_a_file(world: World):
    phone = Phone(world)

    answer = phone.client.get(phone.address("hamlets"))

    assert answer.content.decode() == f"name,label\n{world.hamlet.code},Thôn {world.hamlet.name}\n"


def test_a_key_is_made_shown_once_and_revoked_on_the_page(world: World):
    an = an_of(world.hamlet)
    client = Client()
    client.force_login(an.account)

    shown = client.post(reverse("sync:issue"), {"label": "Máy của tổ"}).content.decode()
    later = client.get(reverse("sync:phones")).content.decode()
    key = an.phone_keys.get()
    client.post(reverse("sync:revoke", args=[key.pk]))

    assert "/sync/o/" in shown
    assert "/sync/o/" not in later
    key.refresh_from_db()
    assert key.revoked_at is not None

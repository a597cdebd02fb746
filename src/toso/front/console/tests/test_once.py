"""A form that is sent twice does its work once."""

import threading
from datetime import date, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from tests.builders import a_person, an_of, binh_of, moment
from tests.world import a_world
from toso.front.console import middleware
from toso.front.console.actions import forget_forms
from toso.front.console.models import AnsweredForm
from toso.front.console.rules.once import key_of
from toso.ground.people.rules import Role
from toso.work.helpdesk.models import Ticket
from toso.work.helpdesk.tests.builders import a_difficulty

TWICE = "Nội dung này đã được ghi từ lần gửi trước; không ghi thêm lần nữa."
NEW = "/difficulties/new/"
AT = moment(date(2026, 11, 16))


def words(world, *, title: str = "Mạng yếu", once: str = "mot-lan") -> dict[str, object]:
    return {"title": title, "place": world.hamlet.pk, "once": once}


@pytest.mark.django_db
def test_the_same_form_sent_twice_is_one_difficulty_and_is_led_to_it_twice(client):
    world = a_world()
    client.force_login(an_of(world.hamlet).account)

    first = client.post(NEW, words(world))
    again = client.post(NEW, words(world), follow=True)

    difficulty = Ticket.objects.get()
    assert first.url == reverse("helpdesk:difficulty", args=[difficulty.pk])
    assert again.redirect_chain == [(first.url, 302)]
    assert TWICE in again.text


@pytest.mark.django_db
def test_a_form_opened_afresh_with_the_same_words_is_another_sending(client):
    world = a_world()
    client.force_login(an_of(world.hamlet).account)

    client.post(NEW, words(world, once="mot"))
    client.post(NEW, words(world, once="hai"))

    assert Ticket.objects.count() == 2


@pytest.mark.django_db
def test_other_words_in_a_page_that_was_gone_back_to_are_not_lost(client):
    world = a_world()
    client.force_login(an_of(world.hamlet).account)

    client.post(NEW, words(world, title="Mạng yếu"))
    client.post(NEW, words(world, title="Mất điện"))

    assert sorted(Ticket.objects.values_list("title", flat=True)) == ["Mạng yếu", "Mất điện"]


@pytest.mark.django_db
def test_the_word_of_one_person_is_not_the_word_of_another(client):
    world = a_world()
    client.force_login(an_of(world.hamlet).account)
    client.post(NEW, words(world))
    other = Client()
    other.force_login(a_person(role=Role.TEAM_MEMBER, place=world.hamlet).account)

    other.post(NEW, words(world))

    assert Ticket.objects.count() == 2


@pytest.mark.django_db
def test_what_was_refused_may_be_sent_again_when_the_reason_is_gone(client):
    world = a_world()
    difficulty = a_difficulty(place=world.commune, by=binh_of(world.commune))
    client.force_login(binh_of(world.commune).account)
    address = reverse("helpdesk:answer", args=[difficulty.pk])

    client.post(address, {"text": "Đã gọi tổng đài", "once": "mot"})

    assert not AnsweredForm.objects.exists()


@pytest.mark.django_db
def test_a_form_that_breaks_half_way_leaves_nothing_and_may_be_sent_again(client, monkeypatch):
    world = a_world()
    client.force_login(an_of(world.hamlet).account)
    client.raise_request_exception = False
    with monkeypatch.context() as breaking:
        breaking.setattr(middleware, "keep_answer", lambda **_words: 1 / 0)
        broken = client.post(NEW, words(world))

    assert broken.status_code == 500
    assert not Ticket.objects.exists()

    client.post(NEW, words(world))

    assert Ticket.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_the_same_form_sent_twice_at_the_same_moment_is_one_difficulty():
    world = a_world()
    an = an_of(world.hamlet)
    clients = [Client(), Client()]
    for one in clients:
        one.force_login(an.account)
    start, answers = threading.Barrier(2), []

    def send(one: Client) -> None:
        start.wait()
        answers.append(one.post(NEW, words(world)).headers["Location"])
        connection.close()

    threads = [threading.Thread(target=send, args=[one]) for one in clients]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert answers == [reverse("helpdesk:difficulty", args=[Ticket.objects.get().pk])] * 2


@pytest.mark.django_db
def test_every_form_of_a_page_carries_a_word_of_its_own(client):
    world = a_world()
    client.force_login(an_of(world.hamlet).account)

    pages = [client.get(NEW).text for _ in range(2)]

    found = [part.split('"')[0] for page in pages for part in page.split('name="once" value="')[1:]]
    assert len(found) == sum(page.count("csrfmiddlewaretoken") for page in pages) >= 2
    assert len(set(found)) == len(found)


@pytest.mark.django_db
def test_an_answer_is_kept_for_a_week():
    person = a_person()
    for days in (6, 8):
        AnsweredForm.objects.create(key=str(days), person=person, at=AT - timedelta(days=days))

    assert forget_forms(at=AT) == 1
    assert AnsweredForm.objects.get().key == "6"


FIELDS = st.dictionaries(st.text(), st.lists(st.text()))


@given(FIELDS, st.lists(st.text()))
def test_the_order_of_what_is_sent_and_the_mark_against_forgery_make_no_other_sending(fields, files):
    turned = dict(reversed(fields.items())) | {"csrfmiddlewaretoken": ["x"]}
    fields.pop("csrfmiddlewaretoken", None)

    assert key_of(1, "/a/", fields.items(), files) == key_of(1, "/a/", turned.items(), reversed(files))


@given(FIELDS, st.text(), st.text(), st.text())
def test_another_word_another_person_or_another_page_makes_another_sending(fields, name, one, other):
    base = key_of(1, "/a/", fields.items(), [])

    assert base != key_of(2, "/a/", fields.items(), [])
    assert base != key_of(1, "/b/", fields.items(), [])
    assert base != key_of(1, "/a/", fields.items(), ["f"])
    if name != "csrfmiddlewaretoken" and one != other:
        assert key_of(1, "/a/", [(name, [one])], []) != key_of(1, "/a/", [(name, [other])], [])


def test_a_file_is_known_by_its_content_and_can_still_be_read():
    file = SimpleUploadedFile("a.jpg", b"x" * 100)

    assert middleware.digest_of_upload(file) != middleware.digest_of_upload(SimpleUploadedFile("a.jpg", b"y" * 100))
    assert file.read() == b"x" * 100

import io
import re
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from PIL import Image

from tests.builders import an_of, binh_of, chau_of, dung_of
from tests.flat import assert_flat
from tests.world import a_world
from toso.ground.people.queries import scope_of
from toso.plan.teams.models import Membership
from toso.work.helpdesk.actions.tickets import write_step
from toso.work.helpdesk.models import Ticket
from toso.work.helpdesk.queries.desk import Queue, counts, in_queue, page_of, sight_of
from toso.work.helpdesk.rules.ways import StepKind, TicketState
from toso.work.helpdesk.tests.builders import DAY, MORNING, a_desk, a_question, a_response_team, a_ticket

pytestmark = pytest.mark.django_db


def test_a_citizen_asks_on_the_page_and_reads_the_answer_by_the_code(client):
    world = a_world()
    a_desk()
    asked = client.post(reverse("helpdesk:ask"), {"title": "Tôi quên mật khẩu", "place": world.commune.pk})
    (code,) = re.findall(r"[0-9A-Z]{5}-[0-9A-Z]{5}", asked.text)
    ticket = Ticket.objects.get()
    client.force_login(binh_of(world.commune).account)
    client.post(
        reverse("helpdesk:act", args=[ticket.pk]), {"act": "solve", "text": "Bấm Quên mật khẩu", "version": "1"}
    )
    client.logout()

    page = client.post(reverse("helpdesk:look_up"), {"code": code.lower()})
    rated = client.post(reverse("helpdesk:look_up"), {"code": code, "act": "rate", "satisfaction": "5"})
    wrong = client.post(reverse("helpdesk:look_up"), {"code": "AAAAA-AAAAA"})

    assert "Bấm Quên mật khẩu" in page.text
    assert "Cảm ơn ông/bà" in rated.text
    assert "Không thấy câu hỏi nào mang mã này" in wrong.text
    assert Ticket.objects.get().satisfaction == 5


def test_a_citizen_writes_on_in_the_same_thread_with_a_picture_and_asks_again_when_not_content(client):
    world = a_world()
    ticket = a_question(commune=world.commune)
    binh = binh_of(world.commune)
    address = reverse("helpdesk:look_up")
    picture = io.BytesIO()
    Image.new("RGB", (40, 40), "white").save(picture, "PNG")

    def say(act, text, **more):
        return client.post(address, {"code": ticket.look_up_code, "act": act, "text": text, **more})

    added = say("add", "Máy hiện thế này", file=SimpleUploadedFile("man-hinh.png", picture.getvalue()))
    write_step(
        ticket_id=ticket.pk,
        kind=StepKind.ANSWERED,
        text="Bấm Quên mật khẩu",
        by=binh,
        scope=scope_of(binh.pk, on=DAY),
        at=MORNING,
    )
    bad = say("reopen", "Vẫn chưa được", file=SimpleUploadedFile("a.exe", b"MZ"))
    assert "Tệp này không phải ảnh" in bad.text
    assert "Vẫn chưa được" in bad.text  # nothing typed is lost
    again = say("reopen", "Vẫn chưa được")

    ticket.refresh_from_db()
    assert "Máy hiện thế này" in added.text
    assert "Vẫn chưa được" in again.text
    assert ticket.state == TicketState.OPEN
    assert list(ticket.attachments.values_list("name", "added_by")) == [("man-hinh.jpg", None)]
    assert list(ticket.steps.order_by("pk").values_list("kind", flat=True)) == [
        "raised",
        "added",
        "answered",
        "reopened",
    ]


def test_a_citizen_says_how_he_was_helped_outside_a_centre_and_the_commune_reads_it(client):
    world = a_world()
    a_desk()
    said = {"title": "Anh An ở thôn chỉ dẫn dễ hiểu", "place": world.commune.pk, "is_feedback": "on"}

    asked = client.post(reverse("helpdesk:ask"), said)
    client.force_login(binh_of(world.commune).account)
    page = client.get(reverse("helpdesk:ticket", args=[Ticket.objects.get().pk])).text

    assert re.findall(r"[0-9A-Z]{5}-[0-9A-Z]{5}", asked.text)
    assert Ticket.objects.get().category == "feedback"
    assert "Anh An ở thôn chỉ dẫn dễ hiểu" in page
    assert "Người dân khen, góp ý về lần được giúp" in page


def test_a_slower_hand_keeps_its_words_on_the_page(client):
    world = a_world()
    ticket = a_ticket(place=world.hamlet, by=an_of(world.hamlet))
    client.force_login(binh_of(world.commune).account)
    address = reverse("helpdesk:act", args=[ticket.pk])
    client.post(address, {"act": "reply", "text": "Đang xem", "version": "1"})

    slow = client.post(address, {"act": "solve", "text": "Đã thay mực", "version": "1"})

    assert "vừa cập nhật yêu cầu này" in slow.text
    assert "Đã thay mực" in slow.text
    assert Ticket.objects.get().state == TicketState.OPEN


def test_chosen_requests_are_taken_together(client):
    world = a_world()
    ids = [a_ticket(place=world.hamlet, by=an_of(world.hamlet)).pk for _number in range(2)]
    binh = binh_of(world.commune)
    client.force_login(binh.account)

    client.post(reverse("helpdesk:bulk"), {"act": "take", "ticket": ids, "queue": "unassigned"})

    assert list(Ticket.objects.values_list("assignee", flat=True)) == [binh.pk, binh.pk]


def test_a_roster_shows_its_gaps(client):
    world = a_world()
    binh = binh_of(world.commune)
    team = a_response_team(commune=world.commune, members=[binh])
    client.force_login(binh.account)

    assert "Không ai trực lúc này" in client.get(reverse("helpdesk:roster", args=[team.pk])).text


@pytest.mark.parametrize("queue", ["mine", "unassigned", "overdue", "all"])
def test_a_queue_costs_the_same_for_three_and_for_fifteen(client, queue):
    world = a_world()
    an = an_of(world.hamlet)
    client.force_login(binh_of(world.commune).account)

    def grow(count):
        for _number in range(count):
            a_ticket(place=world.hamlet, by=an)

    grow(3)
    assert_flat(lambda: client.get(reverse("helpdesk:queue"), {"queue": queue}), grow=lambda: grow(12))


@pytest.mark.parametrize("is_near", [False, True])
def test_a_word_finds_the_same_whether_many_or_few_hold_it_and_however_old(monkeypatch, is_near):
    monkeypatch.setattr("toso.work.helpdesk.queries.desk.NEWEST", 4)
    monkeypatch.setattr("toso.work.helpdesk.queries.desk.PAGE", 2)
    world = a_world()
    an = an_of(world.hamlet)
    old = a_ticket(place=world.hamlet, by=an, title="Chữ ký số hỏng")
    printers = [a_ticket(place=world.hamlet, by=an, title=f"Máy in {number}").pk for number in range(6)]
    rows = in_queue(Queue.ALL, scope_of(an.pk, on=DAY), MORNING)

    def pages(text, after=0):
        return [row.pk for row in page_of(rows, queue=Queue.ALL, after=after, text=text, is_near=is_near)]

    assert pages("may in") == printers[:-4:-1]
    assert pages("may in", after=printers[4]) == printers[3:0:-1]
    assert pages("may in", after=printers[1]) == printers[:1]
    assert pages("chu ky") == [old.pk]
    assert pages("?!") == printers[:-4:-1]  # no word at all: the whole list


def test_places_named_one_by_one_hide_and_show_nothing_that_the_scope_does_not(monkeypatch):
    world = a_world()
    an, binh = an_of(world.hamlet), binh_of(world.commune)
    own = a_ticket(place=world.hamlet, by=an)
    given = a_ticket(place=world.hamlet_elsewhere, by=chau_of(world.elsewhere))
    a_ticket(place=world.hamlet_elsewhere, by=chau_of(world.elsewhere))
    Ticket.objects.filter(pk=given.pk).update(assignee=binh)
    scope = scope_of(binh.pk, on=DAY)

    near = sight_of(scope)
    monkeypatch.setattr("toso.work.helpdesk.queries.desk.MOST_NEAR", 1)
    far = sight_of(scope)

    assert (near.is_near, far.is_near) == (True, False)
    assert set(near.rows.values_list("pk", flat=True)) == {own.pk, given.pk}
    assert set(far.rows.values_list("pk", flat=True)) == {own.pk, given.pk}
    assert not sight_of(scope_of(dung_of(world.province).pk, on=DAY)).is_near


def test_the_counts_of_the_queues_stop_at_a_hundred(monkeypatch):
    monkeypatch.setattr("toso.work.helpdesk.queries.MOST_COUNTED", 2)
    world = a_world()
    an, binh = an_of(world.hamlet), binh_of(world.commune)
    ids = [a_ticket(place=world.hamlet, by=an).pk for _number in range(4)]
    Ticket.objects.filter(pk=ids[0]).update(assignee=binh)
    scope = scope_of(binh.pk, on=DAY)

    counted = counts(sight_of(scope), MORNING)

    assert counted == {"mine": 1, "team": 0, "unassigned": 3, "overdue": 0, "waiting": 0}


def test_the_counts_are_those_of_the_moment_though_their_question_is_kept():
    world = a_world()
    an, binh = an_of(world.hamlet), binh_of(world.commune)
    late, given = a_ticket(place=world.hamlet, by=an), a_ticket(place=world.hamlet, by=an)
    Ticket.objects.filter(pk=late.pk).update(due_at=MORNING)
    team = a_response_team(commune=world.commune, members=[binh])
    Ticket.objects.filter(pk=given.pk).update(team=team)
    sight = sight_of(scope_of(binh.pk, on=DAY))
    before = {"mine": 0, "team": 1, "unassigned": 2, "overdue": 0, "waiting": 0}

    assert counts(sight, MORNING) == before
    assert counts(sight, MORNING + timedelta(seconds=1)) == before | {"overdue": 1}

    Membership.objects.update(ends_on=DAY)
    assert counts(sight, MORNING) == before | {"team": 0}

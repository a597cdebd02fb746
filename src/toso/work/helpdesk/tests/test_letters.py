"""A request comes by e-mail: once, onto the right desk, and the answer goes back the same way."""

from datetime import date, timedelta
from email.message import EmailMessage
from importlib import import_module
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.urls import reverse

from tests.builders import a_person, an_of, binh_of, chau_of, dung_of
from tests.world import a_world
from toso.ground.delivery.models import Message
from toso.ground.people.models import Person
from toso.ground.people.queries import scope_of
from toso.ground.people.rules import Role
from toso.ground.places.models import Place
from toso.ground.places.rules import Level
from toso.ground.shared.codes import shown_code
from toso.ground.shared.refusal import Refusal
from toso.work.helpdesk.actions import letters
from toso.work.helpdesk.actions.handing import hand_ticket_down
from toso.work.helpdesk.actions.letters import take_letter_down, take_mail
from toso.work.helpdesk.actions.tickets import merge_tickets, write_step
from toso.work.helpdesk.models import Letter, Step, Ticket
from toso.work.helpdesk.rules.ways import Channel, RequesterKind, StepKind, TicketState
from toso.work.helpdesk.tests.builders import DAY, MORNING, a_desk, a_response_team, a_ticket

pytestmark = pytest.mark.django_db


def a_letter(text="Máy in kẹt giấy từ sáng.", *, files=(), number=1, **headers) -> bytes:
    message = EmailMessage()
    given = {"From": "An <an@xa.example>", "To": "hotro@tinh.example", "Subject": "Máy in kẹt"}
    for name, said in (given | {"Message-ID": f"<{number}@xa.example>"} | headers).items():
        message[name.replace("_", "-")] = said
    message.set_content(text)
    for name, content in files:
        message.add_attachment(content, maintype="application", subtype="octet-stream", filename=name)
    return message.as_bytes()


def known_as(person: Person, address="an@xa.example") -> Person:
    Person.objects.filter(pk=person.pk).update(email=address)
    return person


def code_of(ticket: Ticket) -> str:
    return shown_code(ticket.look_up_code or "")


def solved(ticket: Ticket, by: Person) -> None:
    write_step(
        ticket_id=ticket.pk,
        kind=StepKind.ANSWERED,
        text="Đã thay trục.",
        by=by,
        scope=scope_of(by.pk, on=DAY),
        at=MORNING,
    )


def test_an_official_s_message_is_a_request_of_the_own_commune():
    world = a_world()
    a_desk()
    binh = known_as(binh_of(world.commune))

    outcome = take_mail(content=a_letter(From="AN@xa.example"), at=MORNING)

    ticket = Ticket.objects.get()
    assert outcome.words == f"Đã nhận: yêu cầu số {ticket.pk}."
    assert (ticket.place, ticket.raised_by, ticket.channel) == (world.commune, binh, Channel.EMAIL)
    assert (ticket.title, ticket.text) == ("Máy in kẹt", "Máy in kẹt giấy từ sáng.")
    assert ticket.requester_kind == RequesterKind.OFFICIAL
    told = Message.objects.get()
    assert (told.recipient, told.subject) == ("an@xa.example", f"[{code_of(ticket)}] Máy in kẹt")


@pytest.mark.parametrize(
    ("recipient", "is_told_where", "level"),
    [
        ("hotro+22366@tinh.example", False, Level.COMMUNE),
        ("hotro@tinh.example", True, Level.COMMUNE),
        ("hotro@tinh.example", False, Level.PROVINCE),
        ("hotro+99999@tinh.example", False, Level.PROVINCE),
    ],
)
def test_a_stranger_s_message_goes_to_the_commune_of_its_address_or_to_the_province(recipient, is_told_where, level):
    world = a_world()
    a_desk()
    world.commune.code = "22366"
    world.commune.save()

    take_mail(content=a_letter(To=recipient), at=MORNING, place=world.commune if is_told_where else None)

    ticket = Ticket.objects.get()
    assert (ticket.place.level, ticket.holder_level, ticket.requester_kind) == (level, level, RequesterKind.CITIZEN)
    assert (ticket.requester_name, ticket.requester_phone, ticket.raised_by) == ("", "", None)


def test_a_forged_sender_and_an_address_of_two_persons_are_strangers():
    world = a_world()
    a_desk()
    known_as(binh_of(world.commune))
    known_as(chau_of(world.elsewhere), "hai@xa.example")
    known_as(an_of(world.hamlet), "hai@xa.example")

    take_mail(content=a_letter(Authentication_Results="mx; dmarc=fail"), at=MORNING)
    take_mail(content=a_letter(number=2, From="hai@xa.example"), at=MORNING)

    assert list(Ticket.objects.values_list("raised_by", "requester_kind")) == [(None, "citizen"), (None, "citizen")]


def test_the_same_message_twice_is_one_request():
    a_world()
    a_desk()
    first = take_mail(content=a_letter(), at=MORNING)

    again = take_mail(content=a_letter(), at=MORNING + timedelta(days=3))

    assert again.ticket == first.ticket
    assert "đã nhận" in again.words
    assert (Ticket.objects.count(), Message.objects.count()) == (1, 1)


def test_what_a_machine_wrote_is_left_and_nobody_is_written_to(settings):
    a_world()
    a_desk()

    left = take_mail(content=a_letter(Auto_Submitted="auto-replied"), at=MORNING)
    own = take_mail(content=a_letter(number=2, From=settings.DEFAULT_FROM_EMAIL), at=MORNING)

    assert (left.ticket, own.ticket) == (None, None)
    assert not Ticket.objects.exists()
    assert not Message.objects.exists()


def test_an_answer_with_the_code_is_a_word_onto_the_same_request():
    world = a_world()
    a_desk()
    take_mail(content=a_letter(), at=MORNING, place=world.commune)
    ticket = Ticket.objects.get()
    subject = f"Re: [{code_of(ticket)}] Máy in kẹt"

    take_mail(content=a_letter("Nay lại thêm máy quét.", number=2, Subject=subject), at=MORNING)
    take_mail(content=a_letter("Còn máy tính nữa.", number=3, In_Reply_To="<1@xa.example>"), at=MORNING)

    assert list(ticket.steps.filter(kind=StepKind.ADDED).values_list("text", flat=True)) == [
        "Nay lại thêm máy quét.",
        "Còn máy tính nữa.",
    ]
    assert Ticket.objects.count() == 1


def test_an_answer_goes_back_by_mail_and_a_reply_asks_again_unless_it_only_thanks():
    world = a_world()
    a_desk()
    binh = binh_of(world.commune)
    take_mail(content=a_letter(), at=MORNING, place=world.commune)
    ticket = Ticket.objects.get()
    subject = f"Re: [{code_of(ticket)}] Máy in kẹt"
    solved(ticket, binh)

    take_mail(content=a_letter("Cảm ơn anh.", number=2, Subject=subject), at=MORNING)
    ticket.refresh_from_db()
    assert ticket.state == TicketState.ANSWERED
    take_mail(content=a_letter("Vẫn kẹt.", number=3, Subject=subject), at=MORNING)
    ticket.refresh_from_db()

    assert ticket.state == TicketState.OPEN
    assert Message.objects.latest("pk").body.startswith("Đã thay trục.")
    assert list(Step.objects.order_by("pk").values_list("kind", flat=True)) == [
        "raised",
        "answered",
        "noted",
        "reopened",
    ]


def test_of_a_confidential_request_only_that_there_is_an_answer_leaves_the_house():
    world = a_world()
    a_desk()
    take_mail(content=a_letter(), at=MORNING, place=world.commune)
    ticket = Ticket.objects.get()
    Ticket.objects.update(is_confidential=True)

    solved(ticket, binh_of(world.commune))

    assert "Đã thay trục" not in Message.objects.latest("pk").body


def test_a_merged_request_hears_the_answer_and_its_writer_s_words_reach_the_main_one():
    world = a_world()
    a_desk()
    binh = binh_of(world.commune)
    main = a_ticket(place=world.hamlet, by=an_of(world.hamlet))
    take_mail(content=a_letter(), at=MORNING, place=world.commune)
    other = Ticket.objects.exclude(pk=main.pk).get()
    scope = scope_of(binh.pk, on=DAY)
    merge_tickets(ticket_ids=[other.pk], into=main.pk, by=binh, scope=scope, at=MORNING)

    take_mail(content=a_letter("Sao rồi?", number=2, In_Reply_To="<1@xa.example>"), at=MORNING)
    solved(main, binh)

    assert "Sao rồi?" in main.steps.filter(kind=StepKind.NOTED).latest("pk").text
    assert Message.objects.filter(body__startswith="Đã thay trục.").count() == 1
    other.refresh_from_db()
    assert other.state == TicketState.CLOSED


def test_the_address_is_forgotten_when_the_request_is_closed(client):
    world = a_world()
    a_desk()
    binh = known_as(binh_of(world.commune))
    a_response_team(commune=world.commune, members=[binh])
    take_mail(content=a_letter(), at=MORNING)
    ticket = Ticket.objects.get()
    client.force_login(binh.account)
    address = reverse("helpdesk:ticket", args=[ticket.pk])
    assert "an@xa.example" in client.get(address).text

    client.post(reverse("helpdesk:act", args=[ticket.pk]), {"act": "close", "version": ticket.version})

    assert list(Letter.objects.values_list("sender", flat=True)) == [""]
    assert "an@xa.example" not in client.get(address).text


def test_files_obey_the_rules_of_every_page_and_what_is_left_out_is_said():
    world = a_world()
    a_desk()
    files = [("Giấy mời.pdf", b"%PDF-1.4 x"), ("cai-dat.exe", b"MZ"), *[(f"{n}.pdf", b"%PDF-1.4 x") for n in range(5)]]

    take_mail(content=a_letter(files=files), at=MORNING, place=world.commune)

    ticket = Ticket.objects.get()
    assert ticket.attachments.count() == 5
    assert ticket.attachments.earliest("pk").name == "Giấy mời.pdf"
    assert "cai-dat.exe (Tệp này không phải ảnh, PDF, Word hay Excel" in ticket.text
    assert "4.pdf (mỗi yêu cầu kèm nhiều nhất 5 tệp)" in ticket.text


@pytest.mark.parametrize(
    ("content", "sentence"),
    [(b"", "không có chữ"), (b"From: a@b.vn\r\n\r\n", "không có chữ"), (b"x" * (25 * 2**20 + 1), "25 MB")],
)
def test_what_is_no_message_is_refused_with_a_sentence(content, sentence):
    a_world()

    with pytest.raises(Refusal, match=sentence):
        take_mail(content=content, at=MORNING)

    assert not Ticket.objects.exists()


def test_one_sender_is_heard_so_often_in_a_day(monkeypatch):
    monkeypatch.setattr(letters, "MOST_A_DAY", 2)
    a_world()
    a_desk()
    for number in (1, 2):
        take_mail(content=a_letter(number=number), at=MORNING)

    with pytest.raises(Refusal, match="nhiều thư trong một ngày"):
        take_mail(content=a_letter(number=3), at=MORNING)
    take_mail(content=a_letter(number=3), at=MORNING + timedelta(days=1, minutes=1))

    assert Ticket.objects.count() == 3


def test_a_message_without_subject_or_words_still_has_a_title():
    a_world()
    a_desk()

    take_mail(content=a_letter("", Subject="", files=[("a.pdf", b"%PDF-1.4 x")]), at=MORNING)

    assert Ticket.objects.get().title == "Thư chỉ có tệp kèm"


def test_a_saved_message_is_taken_in_at_the_desk_once(client):
    world = a_world()
    a_desk()
    client.force_login(binh_of(world.commune).account)

    def send(content):
        file = SimpleUploadedFile("thu.eml", content)
        return client.post(reverse("helpdesk:new_letter"), {"file": file, "place": world.commune.pk}, follow=True)

    first = send(a_letter())
    again = send(a_letter())
    bad = send(b"\n")

    ticket = Ticket.objects.get()
    assert first.redirect_chain[-1][0] == reverse("helpdesk:ticket", args=[ticket.pk])
    assert "Thư này đã nhận" in again.text
    assert bad.status_code == 200
    assert "Thư không có chữ" in bad.text
    assert (ticket.channel, ticket.requester_kind, ticket.requester_name) == ("email", "citizen", "")


def test_a_message_that_another_commune_took_in_is_not_shown():
    world = a_world()
    a_desk()
    binh, chau = binh_of(world.commune), chau_of(world.elsewhere)
    given: dict[str, Any] = {"content": a_letter(), "at": MORNING}
    take_letter_down(place=world.commune, by=binh, scope=scope_of(binh.pk, on=DAY), **given)

    with pytest.raises(Refusal, match="nơi khác"):
        take_letter_down(place=world.elsewhere, by=chau, scope=scope_of(chau.pk, on=DAY), **given)

    assert Ticket.objects.count() == 1


def test_the_province_hands_a_letter_without_a_commune_down_and_the_way_is_told(client):
    world = a_world()
    a_desk()
    dung, binh = dung_of(world.province), binh_of(world.commune)
    team = a_response_team(commune=world.commune, members=[binh])
    take_mail(content=a_letter(), at=MORNING)
    ticket = Ticket.objects.get()
    client.force_login(dung.account)
    act = reverse("helpdesk:act", args=[ticket.pk])
    given = {"act": "down", "version": ticket.version, "text": "Người dân ở xã này"}

    unsaid = client.post(act, given)
    assert "Chọn xã, phường, đặc khu." in unsaid.text
    client.post(act, {**given, "commune": world.commune.pk})

    live, former = Ticket.objects.current().get(), Ticket.objects.get(superseded_at__isnull=False)
    assert (live.pk, live.place, live.holder_level, live.team) == (ticket.pk, world.commune, Level.COMMUNE, team)
    assert (live.state, live.look_up_code) == (TicketState.ESCALATED, ticket.look_up_code)
    assert (former.place, former.raised_on, former.look_up_code) == (world.province, live.raised_on, None)
    step = live.steps.latest("pk")
    assert (step.kind, step.text, step.by) == (StepKind.HANDED, f"{world.commune}: Người dân ở xã này", dung)
    client.force_login(binh.account)
    page = client.get(reverse("helpdesk:ticket", args=[live.pk])).text
    assert "Chuyển về xã" in page
    assert 'value="down"' not in page
    solved(live, binh)
    assert "Đã thay trục." in Message.objects.latest("pk").body


def test_only_the_province_hands_down_and_only_what_has_no_commune():
    world = a_world()
    a_desk()
    dung, binh = dung_of(world.province), binh_of(world.commune)
    take_mail(content=a_letter(), at=MORNING)
    stray = Ticket.objects.get()
    placed = a_ticket(place=world.commune, by=binh)

    def hand(ticket, by, to=world.elsewhere):
        given: dict[str, Any] = {"by": by, "scope": scope_of(by.pk, on=DAY), "at": MORNING, "text": ""}
        hand_ticket_down(ticket_id=ticket.pk, commune=to, **given)

    with pytest.raises(Ticket.DoesNotExist):
        hand(stray, binh)
    with pytest.raises(Refusal, match="đã thuộc"):
        hand(placed, dung)
    with pytest.raises(Place.DoesNotExist):
        hand(stray, dung, to=world.hamlet)

    assert list(Ticket.objects.order_by("pk").values_list("place", flat=True)) == [world.province.pk, world.commune.pk]


def test_a_person_takes_the_own_letters_along_and_erasing_forgets_the_address(client):
    world = a_world()
    a_desk()
    binh = known_as(binh_of(world.commune))
    administrator = a_person(role=Role.ADMINISTRATOR, place=world.province)
    take_mail(content=a_letter(), at=MORNING)
    take_mail(content=a_letter(number=2, From="khac@xa.example"), at=MORNING)
    client.force_login(binh.account)
    said = client.get("/my-data/?as=json").json()
    binh.assignments.update(ends_on=date(2021, 1, 1))

    client.force_login(administrator.account)
    erased = client.post(reverse("erase_person", args=[binh.pk]), {"basis": "Đơn ngày 20/11/2026", "is_sure": "on"})
    assert erased.status_code == 302, erased.text

    (sent,) = [kind for kind in said["kept"] if kind["label"] == "Thư, tin nhắn đã viết cho người này"]
    assert {"Kênh", "Người nhận", "Tiêu đề", "Nội dung", "Lúc viết"} == {name for name, _value in sent["rows"][0]}
    assert sent["total"] == 1
    assert list(Message.objects.values_list("recipient", flat=True)) == ["khac@xa.example"]
    (kept,) = [kind for kind in said["kept"] if kind["label"] == "Thư điện tử đã gửi đến bàn hỗ trợ"]
    assert ["Địa chỉ gửi", "an@xa.example"] in kept["rows"][0]
    assert list(Letter.objects.order_by("pk").values_list("sender", "writer")) == [
        ("", binh.pk),
        ("khac@xa.example", None),
    ]


def test_letters_that_were_kept_before_know_their_writer_by_the_address():
    world = a_world()
    a_desk()
    binh = known_as(binh_of(world.commune))
    take_mail(content=a_letter(), at=MORNING)
    take_mail(content=a_letter(number=2, From="khac@xa.example"), at=MORNING)
    Letter.objects.update(writer=None)
    statement = import_module("toso.work.helpdesk.migrations.0008_handed_down").Migration.operations[-1].sql

    with connection.cursor() as cursor:
        cursor.execute(statement)

    assert list(Letter.objects.order_by("pk").values_list("writer", flat=True)) == [binh.pk, None]

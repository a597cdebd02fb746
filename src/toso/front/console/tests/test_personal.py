"""A person's data: all of it, nothing of anybody else, and nothing left after erasing."""

import io
import json
from datetime import date

import pytest
from docx import Document

from tests.builders import a_person, an_of, binh_of, chau_of, dung_of, moment
from tests.world import a_world
from toso.front.console.queries.about_person import columns_to_persons
from toso.front.console.sources import FORGET, NAMES_A_PERSON
from toso.ground.audit.models import Entry
from toso.ground.delivery.models import Message
from toso.ground.people.actions import erase_person
from toso.ground.people.models import Person
from toso.ground.people.rules import Role
from toso.ground.privacy.models import SubjectRequest
from toso.ground.privacy.rules import RequestState
from toso.ground.privacy.tests.builders import a_consent, a_request
from toso.ground.shared.uploads import CleanFile
from toso.work.helpdesk.actions.letters import take_mail
from toso.work.helpdesk.actions.tickets import attach
from toso.work.helpdesk.models import Letter, Ticket
from toso.work.helpdesk.tests.builders import MORNING, a_question, a_ticket
from toso.work.helpdesk.tests.test_letters import a_letter
from toso.work.outreach.tests.builders import a_record
from toso.work.registry.tests.builders import a_registrant

AT = moment(date(2026, 11, 16))


def unnamed(labels: set[str]) -> set[str]:
    return {model._meta.label for model, _column in columns_to_persons()} - labels


def test_every_table_with_a_person_in_it_is_asked_for_the_data_of_that_person():
    assert unnamed(set(NAMES_A_PERSON)) == set()
    assert set(NAMES_A_PERSON) - {model._meta.label for model, _column in columns_to_persons()} == set()


def test_the_guard_of_tables_is_awake():
    assert unnamed(set(NAMES_A_PERSON) - {"outreach.Share"}) == {"outreach.Share"}


@pytest.mark.django_db
def test_an_takes_her_data_along_from_every_room(client):
    world = a_world()
    an = an_of(world.hamlet)
    a_record(place=world.hamlet, by=an)
    an.account.set_password("mat khau cua an")
    an.account.save()
    client.force_login(an.account)

    said = json.loads(client.get("/my-data/?as=json").content)
    paper = client.get("/my-data/?as=docx")
    pdf = client.get("/my-data/?as=pdf")

    labels = [kind["label"] for kind in said["kept"]]
    assert said["person"] == "Nguyễn Mẫu An"
    assert {"Họ tên và liên hệ", "Tài khoản", "Vai trò", "Phần tham gia công việc"} <= set(labels)
    words = "\n".join(cell.text for table in Document(io.BytesIO(paper.content)).tables for cell in table._cells)
    assert f"Tên đăng nhập: {an.account.username}" in words
    assert pdf.content[:4] == b"%PDF"
    assert an.account.password not in json.dumps(said)


@pytest.mark.django_db
def test_what_is_about_somebody_else_is_not_given_out(client):
    world = a_world()
    an = an_of(world.hamlet)
    consent = a_consent(place=world.hamlet)
    type(consent).objects.update(recorded_by=an)
    client.force_login(an.account)

    said = client.get("/my-data/").content.decode()

    assert "Sự đồng ý đã ghi" in said
    assert "Vũ Mẫu Hạnh" not in said


@pytest.mark.django_db
def test_after_erasing_no_room_gives_the_name_any_more(client):
    world = a_world()
    member = a_person(name="Hoàng Mẫu Giang", role=Role.TEAM_MEMBER, place=world.hamlet)
    request = a_request(place=world.hamlet, person=member)
    a_record(place=world.hamlet, by=member)
    administrator = a_person(role=Role.ADMINISTRATOR, place=world.province)
    client.force_login(binh_of(world.commune).account)
    before = client.get(f"/data/{member.pk}/").content.decode()

    erase_person(person_id=member.pk, by=administrator, at=AT, basis="yêu cầu")

    after = client.get(f"/data/{member.pk}/").content.decode()
    assert "Hoàng Mẫu Giang" in before
    assert "Hoàng Mẫu Giang" not in after
    assert f"Người đã xoá số {member.pk}" in after
    request.refresh_from_db()
    assert "Giang" not in client.get(f"/privacy/requests/{request.pk}/").text
    assert before.count("Bản ghi công việc đã ghi") == after.count("Bản ghi công việc đã ghi") == 1


@pytest.mark.django_db
def test_a_citizen_who_asks_gets_the_own_row_of_the_register_and_no_other(client):
    world = a_world()
    an, binh = an_of(world.hamlet), binh_of(world.commune)
    mine = a_registrant(place=world.hamlet, by=an, name="Hạnh Vũ Mẫu", fields={"code": "H1", "internet": "yes"})
    a_registrant(place=world.hamlet, by=an, name="Lê Mẫu Phúc", phone="0905111222", fields={"code": "H2"})
    asked = a_request(place=world.commune, kind="see")
    client.force_login(binh.account)
    door = f"/data/asked/{asked.pk}/"

    page = client.get(door).text
    unchosen = client.get(f"{door}?as=json").text
    said = client.get(f"{door}?as=json&row={mine.pk}").json()
    paper = client.get(f"{door}?as=docx&row={mine.pk}")

    assert "H1, Hạnh Vũ Mẫu" in page
    assert "Phúc" not in page
    assert door in client.get(f"/privacy/requests/{asked.pk}/").text
    assert "Chọn ít nhất một dòng." in unchosen
    assert said["person"] == "Vũ Mẫu Hạnh"
    assert ["Có Internet cố định", "Có"] in said["kept"][1]["rows"][0]
    words = "\n".join(cell.text for table in Document(io.BytesIO(paper.content)).tables for cell in table._cells)
    assert "Người đại diện: Hạnh Vũ Mẫu" in words
    client.force_login(chau_of(world.elsewhere).account)
    assert client.get(door).status_code == 404


def a_citizen_s_calls(world) -> tuple[Ticket, Ticket, Ticket]:
    """By telephone, by mail, and of somebody else with the number of a neighbour."""
    called = a_question(
        commune=world.commune,
        title="Vũ Mẫu Hạnh hỏi VNeID",
        text="Gọi 0905.000.000",
        phone="0905000000",
        has_consent=True,
    )
    take_mail(content=a_letter(From="Hanh@mau.example", Subject="Cần giúp"), at=MORNING, place=world.commune)
    other = a_question(commune=world.commune, name="Lê Mẫu Phúc", phone="0905000001", has_consent=True)
    return called, Ticket.objects.get(channel="email"), other


@pytest.mark.django_db
def test_a_citizen_s_request_finds_calls_by_number_and_letters_by_address(client):
    world = a_world()
    called, written, other = a_citizen_s_calls(world)
    asked = a_request(place=world.commune, kind="see")
    SubjectRequest.objects.filter(pk=asked.pk).update(contact="0905 000 000, hanh@mau.example")
    client.force_login(binh_of(world.commune).account)
    door = f"/data/asked/{asked.pk}/"

    page = client.get(door)
    said = client.get(f"{door}?as=json&ticket={called.pk}&ticket={written.pk}&ticket={other.pk}").json()

    assert [line["ticket"] for line in page.context["tickets"]] == [written, called]
    words = json.dumps(said, ensure_ascii=False)
    assert "0905000000" in words
    assert "hanh@mau.example" in words
    assert "Phúc" not in words
    assert {kind["label"].split(": ")[1] for kind in said["kept"]} == {
        "Yêu cầu",
        "Thư đã gửi đến",
        "Diễn biến",
        "Thư đã viết cho người này",
    }
    client.force_login(dung_of(world.province).account)
    assert "0905000000" not in client.get(door).text
    client.force_login(chau_of(world.elsewhere).account)
    assert client.get(door).status_code == 404


@pytest.mark.django_db
def test_a_citizen_who_is_to_be_forgotten_goes_out_of_the_chosen_requests_and_no_other(
    client, django_capture_on_commit_callbacks
):
    world = a_world()
    called, written, other = a_citizen_s_calls(world)
    attach(called, [CleanFile("anh.png", b"anh", "d" * 64)], by=None, at=MORNING)
    kept = called.attachments.get().file
    asked = a_request(place=world.commune, kind="erase")
    SubjectRequest.objects.filter(pk=asked.pk).update(contact="0905000000; hanh@mau.example")
    client.force_login(binh_of(world.commune).account)
    door = f"/data/asked/{asked.pk}/forget/"
    chosen = {"ticket": [called.pk, written.pk, other.pk]}

    too_soon = client.post(door, chosen)
    SubjectRequest.objects.filter(pk=asked.pk).update(state=RequestState.ACCEPTED)
    shown = client.get(door, chosen)
    untouched = Ticket.objects.filter(requester_phone="0905000000").exists()
    with django_capture_on_commit_callbacks(execute=True):
        done = client.post(door, chosen)

    assert too_soon.status_code == 302
    assert [line["ticket"] for line in shown.context["tickets"]] == [written, called]
    assert untouched
    assert done.headers["Location"] == f"/privacy/requests/{asked.pk}/"
    called.refresh_from_db()
    assert (called.requester_phone, called.title, called.text) == ("", "••• hỏi VNeID", "Gọi •••")
    assert list(called.attachments.all()) == []
    assert not kept.storage.exists(str(kept.name))
    assert list(Letter.objects.values_list("sender", flat=True)) == [""]
    assert not Message.objects.exclude(recipient="").exists()
    other.refresh_from_db()
    assert (other.requester_name, other.requester_phone) == ("Lê Mẫu Phúc", "0905000001")
    assert set(Entry.objects.filter(code="helpdesk.ticket.forgotten").values_list("about_id", flat=True)) == {
        str(called.pk),
        str(written.pk),
    }


@pytest.mark.django_db
def test_a_call_taken_down_under_a_person_s_number_is_told_and_forgotten_with_the_person(client):
    world = a_world()
    an, binh = an_of(world.hamlet), binh_of(world.commune)
    Person.objects.filter(pk=an.pk).update(phone="0905111222")
    call = a_ticket(
        place=world.commune,
        by=binh,
        channel="phone",
        requester_kind="team",
        requester_name="An",
        requester_phone="0905111222",
    )
    client.force_login(an.account)
    said = client.get("/my-data/?as=json").json()
    an.refresh_from_db()

    erase_person(person_id=an.pk, by=a_person(role=Role.ADMINISTRATOR, place=world.province), at=AT, forget=FORGET)

    (kept,) = [one for one in said["kept"] if one["label"].startswith("Yêu cầu ghi theo số điện thoại")]
    assert ["Số điện thoại", "0905111222"] in kept["rows"][0]
    call.refresh_from_db()
    assert (call.requester_name, call.requester_phone) == ("", "")

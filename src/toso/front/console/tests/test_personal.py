"""A person's data: all of it, nothing of anybody else, and nothing left after erasing."""

import io
import json
from datetime import date

import pytest
from docx import Document

from tests.builders import a_person, an_of, binh_of, chau_of, moment
from tests.world import a_world
from toso.front.console.queries.about_person import columns_to_persons
from toso.front.console.sources import NAMES_A_PERSON
from toso.ground.people.actions import erase_person
from toso.ground.people.rules import Role
from toso.ground.privacy.tests.builders import a_consent, a_request
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

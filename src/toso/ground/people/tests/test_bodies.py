"""The pages of bodies and of standing duties: a body is added, ends and hands over; a duty passes on."""

from datetime import date

import pytest
from django.urls import reverse

from tests.builders import a_person, a_place, an_of, an_organisation, dung_of
from tests.flat import assert_flat
from tests.world import a_world
from toso.ground.audit.models import Entry
from toso.ground.people.models import Assignment, Duty, Organisation, Person
from toso.ground.people.rules import Role

pytestmark = pytest.mark.django_db


@pytest.fixture
def world():
    return a_world()


@pytest.fixture
def dung(client, world):
    person = dung_of(world.province)
    client.force_login(person.account)
    return person


def a_duty(world, code="guide", name="Hướng dẫn các xã", **words):
    return Duty.objects.create(
        code=code, name=name, organisation=world.department, valid_from=date(2025, 7, 1), basis="Luật 72", **words
    )


def test_dung_adds_a_body_that_the_list_lacks(client, world, dung):
    words = {
        "name": "Công ty Mẫu Số",
        "kind": world.department.kind,
        "parent": world.department.pk,
        "valid_from": "2026-11-01",
    }

    answer = client.post(reverse("people:new_organisation"), words)

    made = Organisation.objects.get(name="Công ty Mẫu Số")
    assert answer.url == reverse("people:organisation", args=[made.pk])
    assert (made.parent, made.place) == (world.department, world.province)
    assert made.path == f"{world.department.path}{made.pk}."
    assert Entry.objects.filter(code="people.organisation.created", about_id=str(made.pk)).count() == 1


def test_a_body_ends_and_its_duties_and_roles_go_along(client, world, dung):
    old = an_organisation(name="Sở Mẫu Cũ", place=world.province)
    duty = a_duty(world)
    Duty.objects.filter(pk=duty.pk).update(organisation=old)
    held = a_person(name="Đỗ Mẫu Giang", role=Role.PARTNER, organisation=old)
    page = client.get(reverse("people:succeed", args=[old.pk]))
    assert page.context["moving"] == {"duties": 1, "roles": 1, "children": 0}

    client.post(
        reverse("people:succeed", args=[old.pk]),
        {"successor": world.department.pk, "on": "2026-11-15", "basis": "Nghị quyết mẫu"},
    )

    old.refresh_from_db()
    assert old.valid_until == date(2026, 11, 15)
    assert Duty.objects.get(code="guide", valid_until=None).organisation == world.department
    assert Assignment.objects.filter(person=held, organisation=world.department, ends_on=None).exists()


def test_a_body_with_bodies_below_is_not_ended_and_says_why(client, world, dung):
    old = an_organisation(name="Sở Mẫu Cũ", place=world.province)
    an_organisation(name="Phòng Mẫu Dưới", place=world.province, parent=old)

    answer = client.post(
        reverse("people:succeed", args=[old.pk]),
        {"successor": world.department.pk, "on": "2026-11-15", "basis": "Nghị quyết mẫu"},
    )

    old.refresh_from_db()
    assert answer.status_code == 400
    assert "Sắp xếp các đơn vị trực thuộc trước." in answer.content.decode()
    assert old.valid_until is None


def test_the_duties_stand_with_their_carrier_of_today_and_those_before(client, world, dung):
    a_duty(world)
    Duty.objects.create(
        code="guide",
        name="Hướng dẫn các xã",
        level="district",
        valid_from=date(2022, 7, 27),
        valid_until=date(2025, 7, 1),
    )

    page = client.get(reverse("people:duties"))

    (line,) = [line for line in page.context["lines"] if line.today.code == "guide"]
    assert line.carrier == "Sở Khoa học và Công nghệ"
    assert line.before == ["UBND cấp huyện, 27/07/2022 – 01/07/2025"]
    assert reverse("people:route_duty", args=["guide"]) in page.content.decode()


def test_a_duty_passes_to_every_committee_of_a_level_from_a_day(client, world, dung):
    a_duty(world)
    address = reverse("people:route_duty", args=["guide"])

    both = client.post(
        address, {"organisation": world.department.pk, "level": "commune", "on": "2026-11-15", "basis": "Mẫu"}
    )
    done = client.post(address, {"level": "commune", "on": "2026-11-15", "basis": "Mẫu"})

    assert both.status_code == 400
    assert "Chọn một đơn vị hoặc một cấp." in both.content.decode()
    assert done.url == reverse("people:duties")
    now = Duty.objects.get(code="guide", valid_until=None)
    assert (now.level, now.organisation, now.valid_from) == ("commune", None, date(2026, 11, 15))


def test_an_does_not_reach_these_pages(client, world):
    client.force_login(an_of(world.hamlet).account)

    assert client.get(reverse("people:duties")).status_code == 403
    assert client.get(reverse("people:new_organisation")).status_code == 403


def test_the_duties_cost_the_same_for_three_and_for_thirty(client, world, dung):
    for number in range(3):
        a_duty(world, code=f"a{number}")

    def grow():
        for number in range(27):
            a_duty(world, code=f"b{number}")

    assert_flat(lambda: client.get(reverse("people:duties")), grow=grow)


def test_the_page_of_a_body_shows_who_stands_for_it_and_how_to_reach_them(client, world, dung):
    partner = a_person(name="Lê Mẫu Trường", role=Role.PARTNER, organisation=world.department)
    Person.objects.filter(pk=partner.pk).update(phone="0912000007")
    gone = a_person(name="Võ Mẫu Cũ", role=Role.PARTNER, organisation=world.department)
    gone.assignments.update(ends_on=date(2021, 1, 1))
    page = reverse("people:organisation", args=[world.department.pk])

    shown = client.get(page).text
    Person.objects.filter(pk=partner.pk).update(restricted_since=date(2026, 1, 1))
    hidden = client.get(page).text

    assert "Lê Mẫu Trường" in shown
    assert 'href="tel:0912000007"' in shown
    assert "Võ Mẫu Cũ" not in shown
    assert "0912000007" not in hidden


def test_the_youth_union_has_a_branch_in_every_hamlet_and_again_only_in_new_ones(client, world, dung):
    body = an_organisation(name="Đoàn xã An Hoà", place=world.commune, code="56.x1-dtn")
    address = reverse("people:branches", args=[body.pk])
    assert (
        "Lập Chi đoàn ở các thôn chưa có" in client.get(reverse("people:organisation", args=[body.pk])).content.decode()
    )

    client.post(address)
    again = client.post(address, follow=True).content.decode()
    new = a_place(name="Mẫu 2", parent=world.commune)
    client.post(address)

    branches = Organisation.objects.filter(parent=body).order_by("pk")
    assert [(one.name, one.place) for one in branches] == [
        ("Chi đoàn thôn Mẫu 1", world.hamlet),
        ("Chi đoàn thôn Mẫu 2", new),
    ]
    assert all(one.path.startswith(body.path) for one in branches)
    assert "Thôn nào cũng đã có" in again
    assert Entry.objects.filter(code="people.branches.opened").count() == 2


def test_a_body_without_branches_opens_none(client, world, dung):
    page = client.post(reverse("people:branches", args=[world.committee.pk]), follow=True).content.decode()

    assert "không lập chi đoàn, chi hội ở thôn" in page
    assert not Organisation.objects.filter(parent=world.committee).exists()

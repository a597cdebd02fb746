import pytest
from django.urls import reverse

from tests.builders import a_person, an_of, binh_of
from tests.flat import assert_flat
from tests.world import a_world
from toso.ground.people.rules import Role
from toso.work.registry.models import Registrant
from toso.work.registry.rules.answers import Kind
from toso.work.registry.tests.builders import a_registrant, answer

pytestmark = pytest.mark.django_db


def typed(world, **more):
    return {"kind": "household", "place": world.hamlet.pk, "day": "2026-10-20", "is_head": "on", **more}


def test_an_puts_a_household_into_the_register_in_one_page(client):
    world = a_world()
    client.force_login(an_of(world.hamlet).account)

    page = client.get(reverse("registry:new"))
    assert page.status_code == 200
    assert "Có điện thoại thông minh" in page.content.decode()
    response = client.post(
        reverse("registry:new"),
        typed(
            world,
            smartphone="yes",
            internet="no",
            adults="3",
            contact_name="Nguyễn Mẫu Hạnh",
            consent="spoken",
            proof="Lê Mẫu Chứng",
        ),
    )

    row = Registrant.objects.get()
    assert response.url == reverse("registry:registrant", args=[row.pk])
    assert (row.contact_name, row.answers, row.group) == (
        "Nguyễn Mẫu Hạnh",
        {"smartphone": "yes", "internet": "no", "adults": "3"},
        "no_device",
    )
    shown = client.get(response.url).content.decode()
    assert "Nguyễn Mẫu Hạnh" in shown
    assert "Chưa có thiết bị hoặc Internet" in shown


def test_what_cannot_be_saved_is_said_beside_its_field_and_nothing_typed_is_lost(client):
    world = a_world()
    client.force_login(an_of(world.hamlet).account)

    page = client.post(
        reverse("registry:new"), typed(world, adults="ba", contact_name="Nguyễn Mẫu Hạnh", smartphone="yes")
    ).content.decode()

    assert "ghi số nguyên, đang ghi “ba”" in page
    assert 'value="Nguyễn Mẫu Hạnh"' in page
    assert 'name="smartphone" value="yes" checked' in page
    assert not Registrant.objects.exists()


def test_a_survey_starts_from_what_stands_and_dates_what_changed(client):
    world = a_world()
    an = an_of(world.hamlet)
    row = a_registrant(place=world.hamlet, by=an, fields={"internet": "no", "smartphone": "yes"})
    client.force_login(an.account)

    page = client.get(reverse("registry:survey", args=[row.pk])).content.decode()
    assert 'name="internet" value="no" checked' in page
    client.post(
        reverse("registry:survey", args=[row.pk]),
        typed(world, day="2026-11-02", version="1", internet="yes", smartphone="yes", code="1"),
    )

    row.refresh_from_db()
    assert (row.answers, row.version) == ({"internet": "yes", "smartphone": "yes"}, 2)
    shown = client.get(reverse("registry:registrant", args=[row.pk])).content.decode()
    assert "trước đó 20/10/2026: Không" in shown


def test_leaving_moving_and_forgetting_are_done_on_the_page(client):
    world = a_world()
    binh = binh_of(world.commune)
    row = a_registrant(place=world.hamlet, by=binh, name="Nguyễn Mẫu Hạnh")
    client.force_login(binh.account)

    refused = client.post(reverse("registry:end", args=[row.pk]), {"on": "2026-11-01", "reason": ""})
    assert "Ghi lý do" in refused.content.decode()
    refused = client.post(reverse("registry:move", args=[row.pk]), {"on": "2026-11-01", "place": world.hamlet.pk})
    assert "Chọn thôn khác" in refused.content.decode()
    client.post(reverse("registry:forget", args=[row.pk]))
    client.post(reverse("registry:end", args=[row.pk]), {"on": "2026-11-01", "reason": "Chuyển đi"})

    row.refresh_from_db()
    assert (row.contact_name, row.end_reason) == ("", "Chuyển đi")


def test_dung_reads_numbers_and_no_name(client):
    world = a_world()
    a_registrant(place=world.hamlet, by=an_of(world.hamlet), name="Nguyễn Mẫu Hạnh", fields={"internet": "yes"})
    client.force_login(a_person(role=Role.PROVINCE_OFFICER, place=world.province).account)

    assert client.get(reverse("registry:list")).status_code == 403
    page = client.get(reverse("registry:counts")).content.decode()

    assert "Hạnh" not in page
    assert "Có Internet cố định" in page
    assert "An Hoà" in page


def test_the_list_narrows_and_says_when_nothing_fits(client):
    world = a_world()
    an = an_of(world.hamlet)
    a_registrant(place=world.hamlet, by=an, name="Nguyễn Mẫu Hạnh")
    a_registrant(place=world.hamlet, by=an, kind=Kind.COOPERATIVE, fields={"name": "HTX Mẫu Xanh"})
    client.force_login(an.account)

    assert "Nguyễn Mẫu Hạnh" in client.get(reverse("registry:list"), {"q": "hanh"}).content.decode()
    assert "HTX Mẫu Xanh" in client.get(reverse("registry:list"), {"kind": "cooperative"}).content.decode()
    assert "Không có dòng nào khớp" in client.get(reverse("registry:list"), {"q": "khong ai"}).content.decode()
    odd = {"kind": "x", "question": "x", "value": "x", "after": "x", "group": "x"}
    assert client.get(reverse("registry:list"), odd).status_code == 200


def test_lists_cost_the_same_for_three_rows_and_thirty(client):
    world = a_world()
    an = an_of(world.hamlet)
    row = a_registrant(place=world.hamlet, by=an, name="Nguyễn Mẫu Hạnh", fields={"internet": "yes"})
    client.force_login(an.account)

    def grow():
        for number in range(27):
            a_registrant(place=world.hamlet, by=an, fields={"internet": "no"}, name=f"Lê Mẫu {number}")

    assert_flat(lambda: client.get(reverse("registry:list")), grow=grow)
    assert_flat(lambda: client.get(reverse("registry:counts")), grow=grow)

    def answer_often():
        for number in range(3):
            answer(row, an, {"internet": "no" if number % 2 else "unknown"}, day=row.listed_on, hour=18 + number)

    assert_flat(lambda: client.get(reverse("registry:registrant", args=[row.pk])), grow=answer_often)

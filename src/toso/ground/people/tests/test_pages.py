"""The pages of people as they are asked for by HTTP."""

from datetime import date

import pytest
from django.urls import reverse

from tests.builders import a_person, an_of, an_organisation, binh_of, chau_of, dung_of
from tests.flat import assert_flat
from tests.world import a_world
from toso.ground.people.models import Account, Assignment, Invitation, Person
from toso.ground.people.rules import Role

pytestmark = pytest.mark.django_db


def page_of(client, person, name, *words, **query):
    client.force_login(person.account)
    return client.get(reverse(f"people:{name}", args=words), query)


def test_binh_finds_an_without_diacritics_and_not_whoever_works_elsewhere(client):
    world = a_world()
    an = an_of(world.hamlet)
    a_person(name="Nguyễn Mẫu An", role=Role.TEAM_LEADER, place=world.hamlet_elsewhere)

    page = page_of(client, binh_of(world.commune), "list", q="mau an")

    assert [row["person"] for row in page.context["rows"]] == [an]


def test_persons_stand_by_given_name(client):
    world = a_world()
    for name in ("Đỗ Mẫu Ý", "Vũ Mẫu Ánh", "Lý Mẫu Đào", "Ngô Mẫu Dũng", "Hà Mẫu An"):
        a_person(name=name, role=Role.TEAM_MEMBER, place=world.hamlet)

    page = page_of(client, binh_of(world.commune), "list")

    assert [row["person"].name for row in page.context["rows"]] == [
        "Hà Mẫu An",
        "Vũ Mẫu Ánh",
        "Trần Mẫu Bình",
        "Ngô Mẫu Dũng",
        "Lý Mẫu Đào",
        "Đỗ Mẫu Ý",
    ]


def test_a_long_list_goes_on_from_a_key_without_gap_or_double(client):
    world = a_world()
    for number in range(70):
        a_person(name=f"Nguyễn Mẫu An{number % 7}", role=Role.TEAM_MEMBER, place=world.hamlet)
    binh = binh_of(world.commune)

    first = page_of(client, binh, "list")
    second = page_of(client, binh, "list", after=first.context["next"])

    shown = [row["person"].pk for page in (first, second) for row in page.context["rows"]]
    assert len(shown) == len(set(shown)) == 71
    assert second.context["next"] is None


def test_the_list_costs_the_same_for_3_and_for_30_persons(client):
    world = a_world()
    client.force_login(binh_of(world.commune).account)

    def grow():
        for _ in range(27):
            an_of(world.hamlet)

    for _ in range(2):
        an_of(world.hamlet)
    assert_flat(lambda: client.get(reverse("people:list")), grow=grow)


def test_a_person_costs_the_same_with_3_and_with_30_roles(client):
    world = a_world()
    client.force_login(binh_of(world.commune).account)
    an = an_of(world.hamlet)

    def grow():
        for month in range(1, 28):
            Assignment.objects.create(
                person=an,
                role=Role.TEAM_MEMBER,
                place=world.hamlet,
                starts_on=date(2019, 1, month),
                ends_on=date(2019, 1, month + 1),
            )

    assert_flat(lambda: client.get(reverse("people:person", args=[an.pk])), grow=grow)


def test_the_organisations_cost_the_same_for_3_and_for_30(client):
    world = a_world()
    client.force_login(dung_of(world.province).account)

    def grow():
        for number in range(27):
            an_organisation(name=f"Sở Mẫu {number}", place=world.province)

    assert_flat(lambda: client.get(reverse("people:organisations")), grow=grow)


def test_chau_does_not_find_an_s_page(client):
    world = a_world()

    assert page_of(client, chau_of(world.elsewhere), "person", an_of(world.hamlet).pk).status_code == 404


def test_binh_adds_a_member_and_gives_a_link_that_is_shown_once(client):
    world = a_world()
    client.force_login(binh_of(world.commune).account)
    words = {
        "name": "Đặng Mẫu Ý",
        "phone": "0905 111 222",
        "role": "team_member",
        "place": world.hamlet.pk,
        "starts_on": "2026-11-16",
    }

    added = client.post(reverse("people:new"), words)
    new = Person.objects.get(name="Đặng Mẫu Ý")
    invited = client.post(reverse("people:invite", args=[new.pk]))

    assert added.url == reverse("people:person", args=[new.pk])
    assert new.assignments.get().place == world.hamlet
    link = invited.context["link"]
    assert link in invited.content.decode()
    assert link.rsplit("/", 2)[1] not in client.get(added.url).content.decode()


def test_what_was_typed_stays_when_a_name_is_not_whole(client):
    world = a_world()
    client.force_login(binh_of(world.commune).account)

    page = client.post(
        reverse("people:new"),
        {
            "name": "Ý",
            "phone": "0905111222",
            "role": "team_member",
            "place": world.hamlet.pk,
            "starts_on": "2026-11-16",
        },
    )

    assert page.status_code == 400
    assert "Nhập đủ họ và tên." in page.content.decode()
    assert 'value="0905111222"' in page.content.decode()
    assert Person.objects.filter(name="Ý").count() == 0


def test_a_place_outside_the_scope_cannot_be_chosen(client):
    world = a_world()
    client.force_login(binh_of(world.commune).account)
    words = {"name": "Đặng Mẫu Ý", "role": "team_member", "place": world.elsewhere.pk, "starts_on": "2026-11-16"}

    assert client.post(reverse("people:new"), words).status_code == 400
    assert not Person.objects.filter(name="Đặng Mẫu Ý").exists()


def test_a_role_above_one_s_own_is_not_on_offer(client):
    world = a_world()

    page = page_of(client, binh_of(world.commune), "new")

    assert [value for value, _label in page.context["form"].fields["role"].choices] == [
        "",
        "team_leader",
        "team_member",
    ]


def test_an_invitation_is_taken_up_by_hand_from_link_to_login(client):
    world = a_world()
    binh = binh_of(world.commune)
    new = a_person(name="Đặng Mẫu Ý", role=Role.TEAM_MEMBER, place=world.hamlet)
    Account.objects.filter(person=new).delete()
    client.force_login(binh.account)
    link = client.post(reverse("people:invite", args=[new.pk])).context["link"]
    client.logout()

    found = client.post(reverse("people:invitation_code"), {"code": f" {link} "})
    page = client.get(found.url)
    done = client.post(
        found.url, {"username": "y.mau", "password": "con trâu đen ăn cỏ", "again": "con trâu đen ăn cỏ"}, follow=True
    )

    assert "Lời mời dành cho Đặng Mẫu Ý." in page.content.decode()
    assert "Đã lưu mật khẩu. Đăng nhập bằng tên y.mau." in done.content.decode()
    assert Account.objects.get(person=new).username == "y.mau"
    assert client.get(found.url).status_code == 410


def test_two_different_passwords_are_told_and_nothing_is_made(client):
    world = a_world()
    new = a_person(role=Role.TEAM_MEMBER, place=world.hamlet)
    client.force_login(binh_of(world.commune).account)
    link = client.post(reverse("people:invite", args=[new.pk])).context["link"]

    page = client.post(link, {"username": "", "password": "con trâu đen ăn cỏ", "again": "con bò vàng ăn cỏ"})

    assert "Hai lần nhập mật khẩu chưa giống nhau." in page.content.decode()
    assert Invitation.objects.get().accepted_at is None


def test_a_role_ends_by_the_page_and_refusals_are_said(client):
    world = a_world()
    an = an_of(world.hamlet)
    held = an.assignments.get()
    client.force_login(binh_of(world.commune).account)
    address = reverse("people:end", args=[an.pk, held.pk])

    refused = client.post(address, {"ends_on": "2019-01-01"}, follow=True)
    client.post(address, {"ends_on": "2026-11-16"})

    assert "ngày thôi phải sau ngày đó" in refused.content.decode()
    held.refresh_from_db()
    assert held.ends_on == date(2026, 11, 16)


def test_my_account_names_my_roles_and_where_i_am_logged_in(client):
    world = a_world()
    binh = binh_of(world.commune)
    binh.account.set_password("con trâu đen ăn cỏ")
    binh.account.save()
    client.post("/account/login/", {"login": binh.account.username, "password": "con trâu đen ăn cỏ"})

    page = client.get(reverse("people:me"), headers={"user-agent": "Mozilla/5.0 (Android 9) Chrome/120"})

    assert "Công chức cấp xã" in page.content.decode()
    assert len(page.context["sessions"]) == 1
    assert page.context["sessions"][0]["is_this"]


def test_other_sessions_end_and_this_one_stays(client, django_user_model):
    world = a_world()
    binh = binh_of(world.commune)
    binh.account.set_password("con trâu đen ăn cỏ")
    binh.account.save()
    other = client.__class__()
    for browser in (other, client):
        browser.post("/account/login/", {"login": binh.account.username, "password": "con trâu đen ăn cỏ"})

    client.post(reverse("people:end_sessions"))

    assert client.get(reverse("people:me")).status_code == 200
    assert other.get(reverse("people:me")).status_code == 302


def test_dung_renames_a_body_and_its_page_shows_both_names(client):
    world = a_world()
    client.force_login(dung_of(world.province).account)

    client.post(reverse("people:rename", args=[world.department.pk]), {"name": "Sở Mẫu", "on": "2026-11-16"})

    world.department.refresh_from_db()
    assert world.department.name == "Sở Mẫu"

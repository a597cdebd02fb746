"""Transferring and erasing by the pages: asked, shown, confirmed, and left in the trail."""

from datetime import date, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from tests.builders import a_person, an_of, binh_of
from tests.world import a_world
from toso.ground.audit.models import Entry
from toso.ground.people.models import Account, Assignment, Person
from toso.ground.people.rules import Role

pytestmark = pytest.mark.django_db


@pytest.fixture
def world():
    return a_world()


@pytest.fixture
def admin(client, world):
    a_person(role=Role.ADMINISTRATOR, place=world.province)
    client.force_login(a_person(name="Vũ Mẫu Quản", role=Role.ADMINISTRATOR, place=world.province).account)
    return client


def codes() -> list[str]:
    return list(Entry.objects.order_by("pk").values_list("code", flat=True))


def test_nothing_moves_before_the_transfer_is_confirmed(admin, world):
    binh = binh_of(world.commune)
    today = timezone.localdate()
    words = {"place": world.elsewhere.pk, "on": today.isoformat(), "decision_number": "12/QĐ-UBND"}
    address = reverse("people:transfer", args=[binh.pk, binh.assignments.get().pk])

    shown = admin.post(address, words).content.decode()
    before = codes()
    done = admin.post(address, words | {"step": "confirm"})

    assert "thôi vai trò" in shown
    assert "Xã Bình Minh" in shown
    assert before == []
    assert done.url == reverse("people:person", args=[binh.pk])
    assert codes() == ["people.assignment.ended", "people.assignment.given"]
    held = Assignment.objects.filter(person=binh).order_by("starts_on").values_list("place_id", "starts_on", "ends_on")
    assert list(held) == [
        (world.commune.pk, date(2020, 1, 1), today),
        (world.elsewhere.pk, today, None),
    ]


def test_a_role_in_a_team_is_not_transferred_by_hand(admin, world):
    an = an_of(world.hamlet)

    answer = admin.get(reverse("people:transfer", args=[an.pk, an.assignments.get().pk]))

    assert answer.status_code == 404


def test_whoever_holds_a_role_is_not_erased_until_it_ends(admin, world):
    binh = binh_of(world.commune)
    address = reverse("erase_person", args=[binh.pk])
    words = {"basis": "Đơn ngày 20/11/2026", "is_sure": "on"}

    refused = admin.post(address, words)
    binh.refresh_from_db()
    kept = binh.name
    Assignment.objects.filter(person=binh).update(ends_on=timezone.localdate() - timedelta(days=1))
    done = admin.post(address, words)

    assert (refused.status_code, kept) == (400, "Trần Mẫu Bình")
    assert "còn giữ vai trò" in refused.content.decode()
    assert done.url == reverse("people:list")
    binh.refresh_from_db()
    assert binh.name == f"Người đã xoá số {binh.pk}"
    assert not Account.objects.get(person=binh).is_active
    entry = Entry.objects.get(code="people.person.erased")
    assert entry.detail["basis"] == "Đơn ngày 20/11/2026"


def test_a_role_that_would_end_later_can_end_sooner(admin, world):
    today = timezone.localdate()
    binh = binh_of(world.commune)
    Assignment.objects.filter(person=binh).update(ends_on=today + timedelta(days=30))
    address = reverse("people:end", args=[binh.pk, binh.assignments.get().pk])

    page = admin.get(reverse("people:person", args=[binh.pk])).content.decode()
    admin.post(address, {"ends_on": today.isoformat()})

    assert address in page
    assert binh.assignments.get().ends_on == today


def test_without_the_mark_of_being_sure_nobody_is_erased(admin, world):
    gone = a_person(name="Hồ Mẫu Nghỉ", role=Role.PARTNER, place=world.commune)
    Assignment.objects.filter(person=gone).update(ends_on=date(2021, 1, 1))

    page = admin.get(reverse("erase_person", args=[gone.pk])).content.decode()
    refused = admin.post(reverse("erase_person", args=[gone.pk]), {"basis": "Đơn ngày 20/11/2026"})

    assert "Mất hẳn:" in page
    assert refused.status_code == 400
    assert Person.objects.get(pk=gone.pk).name == "Hồ Mẫu Nghỉ"
    assert codes() == []

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from tests.builders import a_person, an_of, binh_of, dung_of, moment
from tests.flat import assert_flat
from tests.world import a_world
from toso.ground.people.models import Assignment
from toso.ground.people.rules import Role
from toso.plan.teams.tests.builders import a_roster, a_team
from toso.work.training.models import Attendance, Course, HeadCount, Registration, Session
from toso.work.training.tests.builders import DAY, a_course, a_held_session, a_session, an_outline

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _noon_of_the_day(monkeypatch):
    monkeypatch.setattr(timezone, "now", lambda: moment(DAY, 12))


def address(name, *args):
    return reverse(f"training:{name}", args=args)


def test_binh_offers_a_course_from_ready_contents_and_plans_a_class(client):
    world = a_world()
    binh = binh_of(world.commune)
    an_outline()
    client.force_login(binh.account)

    page = client.get(address("new_course") + "?outline=public-service")
    answer = client.post(
        address("new_course") + "?outline=public-service",
        page.context["form"].initial | {"pass_percent": 60, "validity_months": ""},
    )
    course = Course.objects.get()
    assert answer.url == address("course", course.pk)
    assert str(course.outline) == "Hướng dẫn người dân dùng dịch vụ công trực tuyến"

    answer = client.post(
        address("new_session", course.pk),
        {
            "place": world.commune.pk,
            "venue": "Nhà văn hoá",
            "day": "2026-11-20",
            "starts_at": "08:00",
            "ends_at": "11:00",
            "trainers": [binh.pk],
            "capacity": 30,
        },
    )
    session = Session.objects.get()
    assert answer.url == address("session", session.pk)
    assert course.title in client.get(address("list")).text
    assert "0 trong 30 chỗ" in client.get(address("session", session.pk)).text


def test_a_class_with_a_fault_keeps_what_was_typed(client):
    world = a_world()
    binh = binh_of(world.commune)
    course = a_course(place=world.commune, by=binh)
    client.force_login(binh.account)

    answer = client.post(
        address("new_session", course.pk),
        {
            "place": world.commune.pk,
            "venue": "Hội trường lớn",
            "day": "2026-11-20",
            "starts_at": "11:00",
            "ends_at": "08:00",
            "guests": "Cô Mẫu",
        },
    )

    assert "Giờ kết thúc phải sau giờ bắt đầu." in answer.text
    assert "Hội trường lớn" in answer.text
    assert not Session.objects.exists()


def test_an_checks_in_with_the_code_on_the_wall(client):
    world = a_world()
    an = an_of(world.hamlet)
    session = a_session(place=world.commune, by=binh_of(world.commune))
    client.force_login(an.account)

    assert "Tôi có mặt" in client.get(address("check_in", session.token)).text
    client.post(address("check_in", session.token))
    client.post(address("check_in", session.token))

    assert "Đã ghi: ông/bà có mặt" in client.get(address("check_in", session.token)).text
    assert Attendance.objects.get().person == an
    assert session.course.title in client.get(address("mine")).text


def test_the_code_of_another_day_says_so(client):
    world = a_world()
    an = an_of(world.hamlet)
    session = a_session(place=world.commune, by=binh_of(world.commune), day=DAY + timedelta(days=1))
    client.force_login(an.account)

    assert "Mã này dùng vào ngày 17/11/2026" in client.post(address("check_in", session.token)).text
    assert not Attendance.objects.exists()


def test_a_pasted_list_is_looked_through_first_and_wrong_lines_stay(client):
    world = a_world()
    binh, an = binh_of(world.commune), an_of(world.hamlet)
    for _number in range(2):
        a_person(name="Lê Mẫu Trùng", role=Role.TEAM_MEMBER, place=world.hamlet)
    session = a_session(place=world.commune, by=binh)
    client.force_login(binh.account)
    block = "nguyen mau an\t\nLê Mẫu Trùng\t\nAi Đó Lạ\t\n"

    looked = client.post(address("attendance", session.pk), {"block": block}).text
    assert "Dòng 2: có 2 người cùng tên; ghi thêm số điện thoại." in looked
    assert "Dòng 3: không thấy người này ở nơi học" in looked
    assert not Attendance.objects.exists()

    kept = client.post(address("attendance", session.pk), {"block": block, "accept": "1"}).text
    assert [row.person for row in Attendance.objects.all()] == [an]
    assert "Ai Đó Lạ" in kept
    assert 'value="nguyen mau an"' not in kept


def test_those_who_registered_are_ticked(client):
    world = a_world()
    binh, an = binh_of(world.commune), an_of(world.hamlet)
    session = a_session(place=world.commune, by=binh)
    client.force_login(an.account)
    client.post(address("register", session.pk))
    client.force_login(binh.account)

    client.post(address("attendance", session.pk), {"person": [an.pk], "accept": "1"})
    client.post(address("heads", session.pk), {"elderly": "12", "others": "3"})
    client.post(address("hold", session.pk))

    session.refresh_from_db()
    assert (session.state, Attendance.objects.get().person, HeadCount.objects.get().total) == ("held", an, 15)


def test_the_poster_carries_the_address_of_the_check_in(client):
    world = a_world()
    binh = binh_of(world.commune)
    session = a_session(place=world.commune, by=binh)
    client.force_login(binh.account)

    page = client.get(address("poster", session.pk)).text

    assert f"/training/in/{session.token}/" in page
    assert "data:image/svg" in page


def test_whoever_does_not_run_the_class_prints_no_code(client):
    world = a_world()
    session = a_session(place=world.commune, by=binh_of(world.commune))
    client.force_login(an_of(world.hamlet).account)

    answer = client.get(address("poster", session.pk))

    assert answer.url == address("session", session.pk)
    assert session.token not in client.get(address("session", session.pk)).text


def test_striking_off_needs_a_reason(client):
    world = a_world()
    binh, an = binh_of(world.commune), an_of(world.hamlet)
    session = a_held_session(place=world.commune, by=binh, persons=[an])
    client.force_login(binh.account)

    client.post(address("strike", session.pk, an.pk), {"reason": ""})
    assert Attendance.objects.filter(superseded_at=None).count() == 1
    client.post(address("strike", session.pk, an.pk), {"reason": "Điểm danh nhầm"})

    assert not Attendance.objects.filter(superseded_at=None).exists()


def test_from_the_board_everybody_missing_is_invited(client):
    world = a_world()
    binh = binh_of(world.commune)
    for row in a_team(hamlet=world.hamlet, roster=a_roster()).memberships.all():
        Assignment.objects.create(person=row.person, role=Role.TEAM_MEMBER, place=world.hamlet, starts_on="2026-01-01")
    session = a_session(place=world.commune, by=binh, day=DAY + timedelta(days=2))
    client.force_login(binh.account)

    assert client.get(address("coverage_start")).url == address("coverage", world.commune.pk)
    assert "trong 3 thành viên tổ chưa học" in client.get(address("coverage", world.commune.pk)).text
    client.post(address("invite", world.commune.pk, "member"), {"session": session.pk})

    assert Registration.objects.filter(session=session, state="invited").count() == 3


def test_the_lists_cost_the_same_for_few_and_for_many(client):
    world = a_world()
    binh, dung = binh_of(world.commune), dung_of(world.province)
    an = an_of(world.hamlet)
    course = a_course(place=world.commune, by=binh)
    a_held_session(place=world.commune, by=binh, persons=[an], course=course)
    held = Session.objects.get()

    def grow():
        for number in range(1, 6):
            a_session(place=world.commune, by=binh, course=course, day=DAY + timedelta(days=number), trainers=[binh])
            other = a_person(name=f"Nguyễn Mẫu {'I' * number}", role=Role.TEAM_MEMBER, place=world.hamlet)
            Attendance.objects.create(
                session=held,
                person=other,
                method="list",
                recorded_by=binh,
                recorded_at=moment(DAY),
                counted_at=moment(DAY),
            )

    a_session(place=world.commune, by=binh, course=course, day=DAY + timedelta(days=9), trainers=[binh])
    client.force_login(dung.account)
    pages = [address("list"), address("course", course.pk), address("session", held.pk)]
    assert_flat(lambda: [client.get(page) for page in pages], grow=grow)

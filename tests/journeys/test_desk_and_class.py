"""The help desk at night and a class by day, each walked on a phone by all who live with it, to the very end."""

import re
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from tests.builders import a_person, an_of, binh_of, moment
from tests.journeys.browser import Walker, assert_accessible, small_targets, words_of
from tests.journeys.conftest import PASSWORD
from tests.world import World, a_world
from toso.ground.people.models import Person
from toso.ground.people.rules import Role
from toso.ground.places.actions import rebuild_reach
from toso.work.helpdesk.models import Ticket
from toso.work.helpdesk.tests.builders import DAY, a_desk, a_response_team, a_shift
from toso.work.training.models import Certificate, Session
from toso.work.training.tests.builders import a_question

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]
CODE = r"[0-9A-Z]{5}-[0-9A-Z]{5}"


@pytest.fixture
def world(settings) -> World:
    settings.PROVINCE_CODE = "56"
    world = a_world()
    rebuild_reach()
    return world


def enter(walker: Walker, person: Person | None, path: str) -> None:
    """Hand the phone to somebody else, or to a stranger without an account, and open a page."""
    walker.page.context.clear_cookies()
    if person is not None:
        person.account.set_password(PASSWORD)
        person.account.save()
        walker.log_in(person.account.username, PASSWORD)
    walker.go(path)


def look(walker: Walker) -> str:
    """The page is accessible, fits the phone and has no button too small for a thumb; its words."""
    assert_accessible(walker.page)
    assert small_targets(walker.page) == []
    return words_of(walker.page)


def press(walker: Walker, name: str) -> str:
    walker.page.get_by_role("main").get_by_role("button", name=name).click()
    walker.page.wait_for_load_state()
    return look(walker)


def follow(walker: Walker, name: str) -> str:
    walker.page.get_by_role("main").get_by_role("link", name=name).first.click()
    walker.page.wait_for_load_state()
    return look(walker)


def code_in(words: str) -> str:
    found = re.search(CODE, words)
    assert found is not None, words
    return found[0]


def test_a_citizen_asks_at_night_the_person_on_duty_answers_and_the_code_brings_the_answer(
    at_phone, world, monkeypatch
):
    night, morning = moment(DAY, 23, 30), moment(DAY + timedelta(days=1), 6)
    monkeypatch.setattr(timezone, "now", lambda: night)
    binh, title = binh_of(world.commune), "Tôi không đăng nhập được VNeID"
    a_desk()
    team = a_response_team(commune=world.commune, members=[binh])
    a_shift(team=team, person=binh, by=binh, begins_at=moment(DAY, 20), ends_at=morning)

    enter(at_phone, None, reverse("helpdesk:ask"))
    look(at_phone)
    at_phone.page.fill("input[name=title]", title)
    at_phone.page.select_option("select[name=place]", str(world.commune.pk))
    code = code_in(press(at_phone, "Gửi câu hỏi"))

    enter(at_phone, binh, reverse("helpdesk:rosters"))
    assert binh.name in look(at_phone)
    at_phone.go(reverse("notices:list"))
    assert title in look(at_phone)
    assert title in press(at_phone, "Mở")
    assert "Ghi cách đã giải quyết." in press(at_phone, "Đã giải quyết")
    at_phone.page.fill("textarea[name=text]", "Ông bấm “Quên mật khẩu”, chúng tôi cùng làm qua điện thoại.")
    press(at_phone, "Đã giải quyết")

    enter(at_phone, None, reverse("helpdesk:look_up"))
    at_phone.page.fill("input[name=code]", "ABCDE-23456")
    assert "Không thấy câu hỏi nào mang mã này" in press(at_phone, "Xem trả lời")
    at_phone.page.fill("input[name=code]", code.lower())
    assert "chúng tôi cùng làm qua điện thoại" in press(at_phone, "Xem trả lời")
    at_phone.page.locator("[name=satisfaction][value='5']").check()
    assert "Cảm ơn ông/bà đã đánh giá." in press(at_phone, "Gửi đánh giá")
    assert list(Ticket.objects.values_list("state", "satisfaction")) == [("answered", 5)]


def test_an_official_asks_about_a_device_is_helped_asks_again_and_says_how_content(at_phone, world, monkeypatch):
    monkeypatch.setattr(timezone, "now", lambda: moment(DAY, 9))
    binh = binh_of(world.commune)
    helper = a_person(name="Võ Mẫu Em", role=Role.COMMUNE_OFFICIAL, place=world.commune)
    a_desk()
    a_response_team(commune=world.commune, members=[helper])

    enter(at_phone, binh, reverse("helpdesk:devices"))
    assert "Sổ chưa có thiết bị nào" in look(at_phone)
    follow(at_phone, "Ghi thêm")
    at_phone.page.select_option("select[name=kind]", "printer")
    at_phone.page.fill("input[name=label]", "Canon LBP 2900")
    at_phone.page.get_by_role("main").get_by_role("button", name="Lưu", exact=True).click()
    assert "Canon LBP 2900" in look(at_phone)
    follow(at_phone, "Canon LBP 2900")
    follow(at_phone, "Báo hỏng, nhờ giúp")
    at_phone.page.fill("input[name=title]", "Máy in một cửa kẹt giấy")
    assert "Đã nhận yêu cầu số" in press(at_phone, "Gửi yêu cầu")
    ticket = Ticket.objects.get()
    address = reverse("helpdesk:ticket", args=[ticket.pk])

    enter(at_phone, helper, f"{reverse('helpdesk:queue')}?queue=team")
    assert "Canon LBP 2900" in follow(at_phone, ticket.title)
    at_phone.page.fill("textarea[name=text]", "Đã lấy giấy kẹt, in thử tốt.")
    press(at_phone, "Đã giải quyết")

    enter(at_phone, binh, address)
    at_phone.page.fill("#said", "Lại kẹt.")
    press(at_phone, "Hỏi lại")
    enter(at_phone, helper, address)
    at_phone.page.fill("textarea[name=text]", "Đã thay trục cuốn.")
    press(at_phone, "Đã giải quyết")
    enter(at_phone, binh, address)
    assert "Đã thay trục cuốn." in look(at_phone)
    at_phone.page.locator("[name=satisfaction]").select_option("5")
    press(at_phone, "Gửi đánh giá")

    at_phone.go(reverse("helpdesk:device", args=[ticket.device_id]))
    assert ticket.title in look(at_phone)
    assert list(Ticket.objects.values_list("state", "satisfaction", "device__label")) == [
        ("answered", 5, "Canon LBP 2900")
    ]


def test_a_trainer_proposes_and_holds_a_class_the_trainee_passes_and_anybody_verifies_the_certificate(
    at_phone, world, monkeypatch
):
    monkeypatch.setattr(timezone, "now", lambda: moment(DAY, 11, 30))
    binh, an = binh_of(world.commune), an_of(world.hamlet)
    giang = a_person(name="Võ Mẫu Giang", role=Role.PARTNER, organisation=world.department)
    enter(at_phone, giang, reverse("training:propose"))
    look(at_phone)
    at_phone.page.fill("[name=title]", "Dịch vụ công trực tuyến")
    at_phone.page.fill("[name=parts]", "Tìm thủ tục")
    at_phone.page.select_option("[name=place]", str(world.commune.pk))
    at_phone.page.fill("[name=venue]", "Hội trường xã")
    at_phone.page.fill("[name=day]", DAY.isoformat())
    press(at_phone, "Gửi đề nghị")
    enter(at_phone, binh, reverse("training:proposals"))
    follow(at_phone, "Dịch vụ công trực tuyến")
    assert "Sắp tới" in press(at_phone, "Nhận mở lớp")
    session = Session.objects.get()
    a_question(course=session.course, by=binh)
    page = reverse("training:session", args=[session.pk])

    enter(at_phone, an, reverse("training:check_in", args=[session.token]))
    look(at_phone)
    assert "Đã ghi: ông/bà có mặt" in press(at_phone, "Tôi có mặt")

    enter(at_phone, giang, page)  # the partner whose class it is runs it; an official of the commune may as well
    assert "1 có mặt trong 1 người" in look(at_phone)
    follow(at_phone, "Điểm danh")
    at_phone.go(page)
    at_phone.page.fill("[name=elderly]", "7")
    press(at_phone, "Lưu số người")
    press(at_phone, "Ghi là đã tổ chức")

    enter(at_phone, an, reverse("training:mine"))
    look(at_phone)
    at_phone.go(reverse("training:quiz", args=[session.pk, "after"]))
    at_phone.page.get_by_text("Người dân tự giữ").click()
    assert "Đúng 100% Đạt" in " ".join(press(at_phone, "Gửi bài").split())

    enter(at_phone, binh, page)
    follow(at_phone, "Giấy chứng nhận")
    press(at_phone, "bài kiểm tra")
    assert [str(paper.person) for paper in Certificate.objects.all()] == [str(an)]

    enter(at_phone, an, reverse("training:mine"))
    code = code_in(look(at_phone))

    enter(at_phone, None, reverse("training:verify"))
    at_phone.page.fill("input[name=code]", "ABCDE-23456")
    assert "Không có giấy nào mang mã này" in press(at_phone, "Tra mã")
    at_phone.page.fill("input[name=code]", code.lower())
    words = press(at_phone, "Tra mã")
    assert "Giấy có thật và còn giá trị" in words
    assert an.name in words

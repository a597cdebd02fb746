"""A mission walked by the three who live with it: the coordinator, somebody sent, the official who receives them."""

import os
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from tests.builders import binh_of, dung_of
from tests.journeys.browser import Walker, assert_accessible
from tests.journeys.conftest import PASSWORD
from tests.world import a_world
from toso.ground.people.models import Account, Person
from toso.work.campaign.actions.plans import Days
from toso.work.campaign.models import Commendation, Deployment, MissionReport
from toso.work.campaign.tests.builders import ASKED, a_campaign, a_list, a_need, a_plan, a_school, a_wave, listed
from toso.work.helpdesk.models import Ticket
from toso.work.helpdesk.tests.builders import a_ticket
from toso.work.outreach.models import Record

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]


def enter(walker: Walker, person: Person, path: str) -> None:
    """Log in as somebody else in the same hand, and open a page."""
    walker.page.context.clear_cookies()
    account, _is_new = Account.objects.get_or_create(person=person, defaults={"username": f"user{person.pk}"})
    account.set_password(PASSWORD)
    account.save()
    walker.log_in(account.username, PASSWORD)
    walker.go(path)


def look(walker: Walker, name: str) -> None:
    """Every page of the walk is accessible and no wider than the phone."""
    if folder := os.environ.get("TOSO_SHOTS"):
        walker.page.screenshot(path=f"{folder}/{name}.png", full_page=True)
    assert_accessible(walker.page)
    assert walker.page.evaluate("document.documentElement.scrollWidth") <= 360


def press(walker: Walker, name: str) -> None:
    walker.page.get_by_role("main").get_by_role("button", name=name, exact=True).click()
    walker.page.wait_for_load_state()


def test_from_the_proposal_to_the_certificate_on_a_phone(at_phone):
    begun = timezone.localdate() - timedelta(days=3)
    world = a_world()
    dung, binh, school = dung_of(world.province), binh_of(world.commune), a_school()
    campaign = a_campaign(place=world.province, by=dung, plan=a_plan(effective_on=begun))
    days = Days(begun, begun + timedelta(days=29), ASKED + timedelta(days=3), ASKED + timedelta(days=7))
    wave = a_wave(campaign=campaign, by=dung, senders=[school], days=days)
    a_need(wave=wave, place=world.commune, by=binh)
    a_list(wave=wave, organisation=school, rows=[listed(name="Võ Mẫu Giang")], by=dung)

    enter(at_phone, dung, reverse("campaign:match", args=[wave.pk]))
    look(at_phone, "match")
    press(at_phone, "Ghi phân công")
    at_phone.page.get_by_label("Số quyết định").fill("99/QĐ-UBND")
    look(at_phone, "wave")
    press(at_phone, "Ghi quyết định, gửi người đi")
    sent = Deployment.objects.get()
    assert sent.standing == "decided"

    page = reverse("campaign:deployment", args=[sent.pk])
    enter(at_phone, binh, page)
    look(at_phone, "receive")
    at_phone.page.get_by_label("Công chức làm đầu mối").select_option(str(binh.pk))
    press(at_phone, "Lưu tiếp nhận")
    a_ticket(place=world.commune, by=binh, title="Máy in một cửa kẹt giấy", at=timezone.now())

    enter(at_phone, sent.person, reverse("campaign:mine"))
    look(at_phone, "mine")
    at_phone.page.get_by_role("link", name="Ghi hôm nay").click()
    at_phone.page.locator("[name=people_citizens]").fill("6")
    at_phone.page.locator("[name=things_network]").fill("2")
    look(at_phone, "day")
    press(at_phone, "Ghi ngày này")
    at_phone.page.get_by_role("link", name="Máy in một cửa kẹt giấy").click()
    look(at_phone, "call")
    at_phone.page.fill("form textarea[name=text]", "Đã lấy giấy kẹt, chỉ lại cách mở nắp sau.")
    press(at_phone, "Đã giải quyết")
    assert Ticket.objects.get().assignee == sent.person
    assert sorted(Record.objects.values_list("citizens", "things")) == [(0, 2), (6, 0)]
    at_phone.go(page)
    look(at_phone, "service")
    at_phone.sees("Máy in một cửa kẹt giấy")
    press(at_phone, "Soạn báo cáo tuần")
    look(at_phone, "week")
    at_phone.go(page)
    press(at_phone, "Soạn báo cáo kết thúc")
    look(at_phone, "report")
    press(at_phone, "Gửi báo cáo")
    assert sorted(MissionReport.objects.values_list("kind", "state")) == [("final", "handed_in"), ("weekly", "draft")]

    enter(at_phone, binh, page)
    at_phone.page.get_by_role("link", name="Nhận xét, xác nhận").click()
    at_phone.page.locator("[name=praise]").fill("Dựng lại mạng một cửa")
    for name in ("discipline", "skill", "initiative", "attitude", "handover"):
        at_phone.page.locator(f"[name={name}]").select_option("5")
    look(at_phone, "appraise")
    press(at_phone, "Gửi nhận xét")
    at_phone.sees("Giấy xác nhận (PDF)")

    enter(at_phone, dung, reverse("campaign:commendation", args=[Commendation.objects.get().pk]))
    at_phone.page.get_by_label("Số quyết định").fill("120/QĐ-UBND")
    look(at_phone, "praise")
    press(at_phone, "Khen thưởng")
    assert Commendation.objects.get().state == "awarded"

    enter(at_phone, dung, reverse("campaign:board", args=[campaign.pk]))
    look(at_phone, "board")
    at_phone.go(reverse("campaign:campaign", args=[campaign.pk]))
    look(at_phone, "campaign")

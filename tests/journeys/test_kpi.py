"""KPI walked by the four who live with it: an official, a head of a unit, the chairman, the personnel officer."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal

import pytest
from django.utils import timezone
from playwright.sync_api import Locator

from tests.builders import a_place
from tests.journeys.browser import PHONE, Walker, a_context, assert_accessible, compose, walk
from tests.journeys.conftest import PASSWORD
from toso.ground.people.models import Person
from toso.ground.places.rules import Level
from toso.plan.programme.models import Plan, PlanLine
from toso.plan.programme.tests.builders import a_kind_of_work, a_work_indicator
from toso.results.kpi.actions import lines, scoring
from toso.results.kpi.actions.history import PastLine, PastSheet, take_over_month
from toso.results.kpi.models import Line, Sheet, YearDecision
from toso.results.kpi.queries.criteria import criteria_of
from toso.results.kpi.rules.states import CauseKind, SheetState
from toso.results.kpi.tests.builders import Office, a_task, an_office

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]

MOST_TOUCHES = 12  # a typical day of a chief of twenty


def an_office_today(people_count: int) -> Office:
    office = an_office(people_count=people_count)
    now = timezone.now()
    office.open(month=timezone.localdate(now).replace(day=1), at=now)
    for person in (*office.people, office.head, office.chairman, office.personnel):
        person.account.set_password(PASSWORD)
        person.account.save()
    return office


def deed(office: Office, person: Person) -> dict:
    now = timezone.now()
    return {"by": person, "scope": office.scope(person, timezone.localdate(now)), "at": now}


def a_typical_day(office: Office) -> None:
    """Twenty people note what they did; eight things are not as on any day."""
    today = timezone.localdate()
    month = today.replace(day=1)
    for number, person in enumerate(office.people):
        sheet = office.sheet(person, month)
        plain, other = lines.assign(
            sheet_ids=[sheet.pk],
            tasks=[a_task("5", name="Soạn văn bản"), a_task("3", name="Trả lời kiến nghị")],
            **deed(office, office.head),
        )
        for line in (plain, other):
            lines.update_line(line_id=line.pk, quantity=Decimal(1), on=today, note="Số 12", **deed(office, person))
        if number < 3:
            Line.objects.filter(pk=other.pk).update(late=1)
        elif number < 6:
            task = a_task("1", name="Trực phòng chống bão")
            lines.note_adhoc(sheet_id=sheet.pk, task=task, on=today, **deed(office, person))
        elif number < 8:
            scoring.ask_cause(line_id=other.pk, kind=CauseKind.LATE, reason="Mất điện hai ngày", **deed(office, person))


def test_a_chief_of_twenty_approves_a_typical_day_in_twelve_touches_at_most(at_phone):
    office = an_office_today(20)
    a_typical_day(office)
    at_phone.log_in(office.head.account.username, PASSWORD)
    page, touches = at_phone.page, 0

    def touch(what: Locator) -> None:
        nonlocal touches
        what.click()
        page.wait_for_load_state("networkidle")
        touches += 1

    at_phone.go("/")
    touch(page.get_by_role("link", name="việc KPI mới").first)
    assert_accessible(page)
    for name in ("Đồng ý", "Xác nhận khách quan"):
        while page.get_by_role("button", name=name).count():
            touch(page.get_by_role("button", name=name).first)
    touch(page.get_by_role("button", name="việc còn lại"))

    at_phone.sees("Không có gì mới để duyệt")
    assert not Line.objects.filter(accepted__isnull=True, done__gt=0).exclude(causes__is_confirmed=True).exists()
    assert touches <= MOST_TOUCHES, touches


def press(walker: Walker, name: str) -> None:
    walker.page.get_by_role("main").get_by_role("button", name=name).first.click()
    walker.page.wait_for_load_state("networkidle")


def as_person(walker: Walker, person: Person) -> None:
    walker.page.context.clear_cookies()
    walker.log_in(person.account.username, PASSWORD)


def test_a_month_goes_from_the_official_to_the_lock_and_says_why(browser, live_server, at_desk):
    office = an_office_today(1)
    month = timezone.localdate().replace(day=1)
    shown: Callable[[Person], Sheet] = lambda person: office.sheet(person, month)  # noqa: E731  # short and local
    lines.assign(
        sheet_ids=[shown(office.an).pk], tasks=[a_task("2", name="Báo cáo tổng hợp")], **deed(office, office.head)
    )

    phone = walk(a_context(browser, PHONE), live_server.url)
    phone.log_in(office.an.account.username, PASSWORD)
    phone.go("/kpi/")
    assert_accessible(phone.page)
    phone.page.get_by_role("link", name="Ghi việc phát sinh").click()
    assert_accessible(phone.page)
    compose(phone.page.locator("input[name=name]"), "Giúp dân kê khai")
    press(phone, "Ghi")
    phone.page.get_by_role("link", name="Báo cáo tổng hợp").click()
    assert_accessible(phone.page)
    phone.page.locator("input[name=quantity]").fill("1")
    press(phone, "Ghi kết quả")
    phone.page.get_by_role("link", name="Tự chấm tháng").click()
    assert_accessible(phone.page)
    press(phone, "Gửi người chấm")
    assert shown(office.an).state == SheetState.SELF_SCORED

    as_person(at_desk, office.head)
    at_desk.go("/kpi/confirm/")
    assert_accessible(at_desk.page)
    press(at_desk, "Xác nhận")
    assert shown(office.an).state == SheetState.CONFIRMED
    at_desk.go(f"/kpi/sheets/{shown(office.head).pk}/self/")
    press(at_desk, "Gửi người chấm")

    as_person(at_desk, office.chairman)
    at_desk.go("/kpi/confirm/")
    at_desk.page.get_by_role("link", name=office.head.name).click()
    assert_accessible(at_desk.page)
    at_desk.page.fill("input[name=dd]", "100")
    at_desk.page.fill("input[name=e]", "100")
    press(at_desk, "Lưu phần chấm")
    press(at_desk, "Xác nhận")
    assert shown(office.head).state == SheetState.CONFIRMED

    as_person(at_desk, office.personnel)
    at_desk.go("/kpi/overview/")
    assert_accessible(at_desk.page)
    press(at_desk, "Khoá phiếu đã xác nhận")
    assert shown(office.an).state == SheetState.LOCKED

    phone.page.reload()
    phone.go(f"/kpi/sheets/{shown(office.an).pk}/why/")
    assert_accessible(phone.page)
    phone.sees("Vì sao tôi được")
    compose(phone.page.locator("textarea[name=text]"), "Báo cáo đã xong đủ hai bản")
    press(phone, "Gửi kiến nghị")
    phone.sees("Đang giải quyết")
    phone.page.context.close()


def a_plan_of_this_month(office: Office) -> Plan:
    """A work of the commune's yearly plan in a hamlet, this month."""
    now = timezone.now()
    plan: Plan = Plan.objects.create(
        place=office.commune, year=now.year, title="Kế hoạch năm", number="05/KH-UBND", drafted_at=now, issued_at=now
    )
    work = a_work_indicator(task=a_kind_of_work(), name="Lượt người dân được hướng dẫn")
    hamlet = a_place(name="Mẫu 1", parent=office.commune, level=Level.HAMLET)
    PlanLine.objects.create(
        plan=plan, place=hamlet, month=timezone.localdate(now).month, indicator=work, quantity=Decimal(30)
    )
    return plan


def test_by_phone_a_head_assigns_the_plan_the_chairman_confirms_and_the_month_is_locked(at_phone, at_desk):
    office = an_office_today(1)
    plan = a_plan_of_this_month(office)
    month = timezone.localdate().replace(day=1)

    as_person(at_phone, office.head)
    at_phone.go("/kpi/assign/")
    assert_accessible(at_phone.page)
    at_phone.page.get_by_label("Lượt người dân được hướng dẫn").check()
    at_phone.page.locator("select[name$=sheet]").select_option(label=office.an.name)
    press(at_phone, "Giao các việc đã chọn")
    at_phone.sees("đã giao hết")
    line = Line.objects.get(sheet__person=office.an)
    assert (line.assigned, line.plan_of) == (30, plan)

    as_person(at_desk, office.an)
    at_desk.go("/kpi/")
    assert_accessible(at_desk.page)
    at_desk.page.get_by_role("link", name="Lượt người dân được hướng dẫn").click()
    assert_accessible(at_desk.page)
    at_desk.page.locator("input[name=quantity]").fill("30")
    press(at_desk, "Ghi kết quả")
    at_desk.page.get_by_role("link", name="Tự chấm tháng").click()
    press(at_desk, "Gửi người chấm")

    at_phone.go("/kpi/confirm/")
    assert_accessible(at_phone.page)
    press(at_phone, "Xác nhận")
    assert office.sheet(office.an, month).state == SheetState.CONFIRMED
    at_desk.go(f"/kpi/sheets/{office.sheet(office.an, month).pk}/why/")
    assert_accessible(at_desk.page)
    at_desk.go(f"/kpi/periods/{month.year}/")
    assert_accessible(at_desk.page)
    at_desk.sees("1/3 tháng")

    at_phone.go(f"/kpi/sheets/{office.sheet(office.head, month).pk}/self/")
    press(at_phone, "Gửi người chấm")
    as_person(at_phone, office.chairman)
    at_phone.go("/kpi/confirm/")
    assert_accessible(at_phone.page)
    at_phone.page.get_by_role("link", name=office.head.name).click()
    assert_accessible(at_phone.page)
    at_phone.page.fill("input[name=dd]", "100")
    at_phone.page.fill("input[name=e]", "100")
    press(at_phone, "Lưu phần chấm")
    press(at_phone, "Xác nhận")
    as_person(at_phone, office.personnel)
    at_phone.go("/kpi/overview/")
    assert_accessible(at_phone.page)
    press(at_phone, "Khoá phiếu đã xác nhận")
    assert {office.sheet(one, month).state for one in (office.an, office.head)} == {SheetState.LOCKED}


def six_months_of(office: Office, year: int) -> None:
    """What a year needs to rate somebody."""
    points = {one.code: one.highest for one in criteria_of("ND335-2025")}
    for number in range(1, 7):
        month = date(year, number, 1)
        line = PastLine("Soạn văn bản", Decimal(1), Decimal(10), Decimal(7), done_on=month)
        take_over_month(
            agency=office.agency,
            month=month,
            sheets={office.an.pk: PastSheet(lines=[line], points=points)},
            by=None,
            at=timezone.now(),
            is_closed=True,
        )


def test_a_year_goes_from_the_settings_to_the_decision_and_is_published(at_phone, at_desk):
    office = an_office_today(1)
    year = timezone.localdate().year
    six_months_of(office, year)

    as_person(at_phone, office.personnel)
    at_phone.go(f"/kpi/setup/{office.agency.pk}/")
    assert_accessible(at_phone.page)
    at_phone.page.select_option("select[name=late_unit]", "day")
    press(at_phone, "Ghi cách chấm")
    at_phone.sees("Đã ghi cách chấm KPI")
    at_phone.go(f"/kpi/posts/{office.agency.pk}/")
    assert_accessible(at_phone.page)
    at_phone.go("/kpi/overview/")
    assert_accessible(at_phone.page)
    at_phone.go(f"/kpi/year/{year}/")
    press(at_phone, "Lập phiếu từ các tháng")
    assert_accessible(at_phone.page)

    as_person(at_desk, office.chairman)
    at_desk.go(f"/kpi/year/{year}/")
    assert_accessible(at_desk.page)
    at_desk.page.get_by_role("link", name=office.an.name).first.click()
    assert_accessible(at_desk.page)
    at_desk.go(f"/kpi/year/{year}/")
    press(at_desk, "Xếp người còn lại theo điểm")
    at_desk.page.fill("input[name=number]", "15/QĐ-UBND")
    at_desk.page.fill("input[name=signer]", office.chairman.name)
    press(at_desk, "Ban hành và công bố")
    assert YearDecision.objects.get(agency=office.agency).number == "15/QĐ-UBND"

    as_person(at_phone, office.an)
    at_phone.go(f"/kpi/year/{year}/published/")
    assert_accessible(at_phone.page)
    at_phone.sees("15/QĐ-UBND")

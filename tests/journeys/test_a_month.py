"""One month from a hamlet to the province, walked by four people who only click and type."""

from datetime import date

import pytest

from tests.journeys.browser import PHONE, Walker, a_context, assert_accessible, compose, walk
from tests.journeys.conftest import PASSWORD
from toso.ground.people.models import Person
from toso.results.reporting.models import Report
from toso.results.reporting.rules.reports import ReportState
from toso.results.reporting.tests.builders import AFTER_OCTOBER, OCTOBER, Reporting, a_reporting_province

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def month() -> Reporting:
    month = a_reporting_province()
    for hamlet, value in zip(month.hamlets, (7, 5, 3, 2), strict=True):
        month.work(hamlet, OCTOBER, value, at=AFTER_OCTOBER.replace(day=11))
    month.draft(OCTOBER, AFTER_OCTOBER)
    for person in (month.an, month.binh, month.dung):
        person.account.set_password(PASSWORD)
        person.account.save()
    return month


def as_person(walker: Walker, person: Person) -> None:
    walker.page.context.clear_cookies()
    walker.log_in(person.account.username, PASSWORD)


def open_report(walker: Walker, place: str) -> None:
    """By clicking: the menu, the period of the report, the place."""
    walker.go("/reports/?period=2026-10")
    walker.page.get_by_role("main").get_by_role("link", name=place, exact=True).first.click()


def write(walker: Walker, **sections: str) -> None:
    for code, words in sections.items():
        compose(walker.page.locator(f"#text-{code}"), words)


def press(walker: Walker, name: str) -> None:
    walker.page.get_by_role("button", name=name, exact=True).first.click()
    walker.page.wait_for_load_state("networkidle")


def test_a_month_goes_from_the_hamlet_to_the_province_by_clicking_only(browser, live_server, at_desk, month):
    phone = walk(a_context(browser, PHONE), live_server.url)
    hamlet, commune, province = month.hamlets[0], month.commune, month.province

    phone.log_in(month.an.account.username, PASSWORD)
    phone.go("/reports/?period=2026-10")
    assert_accessible(phone.page)
    phone.page.get_by_role("link", name="Viết báo cáo").click()
    assert_accessible(phone.page)
    write(phone, results="Đã hướng dẫn bảy lượt tại nhà văn hoá.", next="Tiếp tục sáng thứ Bảy.")
    press(phone, "Gửi lên xã")
    assert month.report(hamlet).state == ReportState.SUBMITTED
    phone.page.context.close()

    as_person(at_desk, month.binh)
    open_report(at_desk, str(hamlet))
    at_desk.sees("bảy lượt tại nhà văn hoá")
    press(at_desk, "Nhận báo cáo")
    assert month.report(hamlet).state == ReportState.ACCEPTED
    at_desk.go("/reports/?period=2026-10")
    assert_accessible(at_desk.page)
    at_desk.page.get_by_role("link", name="Viết báo cáo").click()
    assert_accessible(at_desk.page)
    write(at_desk, results="Các tổ làm đều.", next="Giúp hộ kinh doanh lên sàn.")
    press(at_desk, "Gửi lên tỉnh")
    assert month.report(commune).state == ReportState.SUBMITTED
    assert month.cell(month.report(commune)).numerator == 12

    as_person(at_desk, month.dung)
    open_report(at_desk, str(commune))
    at_desk.page.locator("td.ts-fig a").first.click()
    assert_accessible(at_desk.page)
    at_desk.page.get_by_label("Lý do").last.fill("Tăng nhiều so với kỳ trước, đề nghị kiểm tra.")
    press(at_desk, "Trả lại ô này")
    assert month.report(commune).state == ReportState.RETURNED

    as_person(at_desk, month.binh)
    at_desk.page.get_by_role("link", name=f"{commune}").first.click()
    at_desk.page.locator("input[name=value]").first.fill("11")
    at_desk.page.locator("input[name=reason]").first.fill("Bỏ một lượt ghi trùng.")
    press(at_desk, "Trả lời ô này")
    press(at_desk, "Gửi lại lên tỉnh")
    assert month.report(commune).state == ReportState.SUBMITTED

    as_person(at_desk, month.dung)
    open_report(at_desk, str(commune))
    at_desk.sees("hệ thống tính 12")
    press(at_desk, "Nhận báo cáo")
    at_desk.go("/reports/?period=2026-10")
    at_desk.page.get_by_role("link", name="Viết báo cáo").click()
    press(at_desk, "Tính lại số liệu")
    write(at_desk, results="Một xã đã nộp.", next="Đôn đốc xã còn lại.")
    press(at_desk, "Chốt báo cáo tỉnh")
    press(at_desk, "Khoá kỳ báo cáo")
    whole: Report = month.report(province)
    assert whole.state == ReportState.LOCKED
    assert month.cell(whole).numerator == 11 + 5
    with at_desk.page.expect_download() as waiting:
        at_desk.page.get_by_role("link", name="Bản Word").first.click()
    assert waiting.value.suggested_filename.endswith(".docx")
    assert date(2026, 10, 14) == whole.period.last_day

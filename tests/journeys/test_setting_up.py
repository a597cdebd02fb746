"""A new province in a browser: hamlets and officials from workbooks, a fault mended, a mistake taken back."""

import pytest
from playwright.sync_api import expect

from tests.builders import a_person, a_place
from tests.journeys.browser import Walker, assert_accessible, small_targets
from tests.journeys.conftest import PASSWORD
from tests.journeys.test_first_steps import able
from toso.ground.people.models import Assignment, Person
from toso.ground.people.rules import Role
from toso.ground.places.actions import rebuild_reach
from toso.ground.places.models import Place
from toso.ground.places.rules import Level
from toso.ground.tables.rules import letters
from toso.ground.tables.tests.samples import workbook

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]
COMMUNES = ("An Hòa", "Bình Minh", "Cam Lộ", "Diên Mẫu", "Hòa Mẫu", "Khánh Mẫu", "Ninh Mẫu")


@pytest.fixture
def administrator(settings, tmp_path) -> Person:
    settings.MEDIA_ROOT = tmp_path
    province = a_place(name="Mẫu", level=Level.PROVINCE, code="56")
    for name in (*COMMUNES, *(f"{name} Tây" for name in COMMUNES)):
        a_place(name=name, level=Level.COMMUNE, parent=province)
    rebuild_reach()
    keeper = able(a_person(name="Phạm Mẫu Quản", role=Role.ADMINISTRATOR, place=province))
    Assignment.objects.create(person=keeper, role=Role.PROVINCE_OFFICER, place=province, starts_on="2020-01-01")
    return keeper


def send(walker: Walker, kind: str, rows: list[list[object]], **said: str) -> None:
    """Choose the kind on the page of imports, the file as a person would, and look at what it would do."""
    page = walker.page
    walker.go("/imports/")
    page.locator(f'main a[href="/imports/{kind}/"]').first.click()
    for name, value in said.items():
        page.fill(f"#in-{name}", value)
    page.set_input_files("#in-file", {"name": "ds.xlsx", "mimeType": "application/xlsx", "buffer": workbook(rows)})
    page.get_by_role("button", name="Xem trước").click()
    page.wait_for_url("**/imports/file/*/")


HAMLETS = {"on": "2026-01-01", "basis": "Nghị quyết 01/NQ-HĐND"}
WRONG = [["STT", "Tên thôn/TDP", "Xã"], [1, "Thôn 1", "Xã An Hòa"], [2, letters.to_tcvn3("Thôn Đông"), "Xã Lạ"]]
RIGHT = [["STT", "Tên thôn/TDP", "Xã"], [1, "Thôn 1", "Xã An Hòa"], [2, letters.to_tcvn3("Thôn Đông"), "Xã Bình Minh"]]


def set_up(walker: Walker, administrator: Person) -> None:
    page = walker.page
    walker.log_in(administrator.account.username, PASSWORD)
    walker.go("/imports/")
    assert_accessible(page)
    assert small_targets(page) == []

    send(walker, "hamlets", WRONG, **HAMLETS)
    walker.sees("Không có đơn vị nào tên “Xã Lạ”")
    expect(page.get_by_role("button", name="Nhập tất cả")).to_have_count(0)
    assert_accessible(page)
    page.get_by_role("button", name="Bỏ tệp này").click()

    send(walker, "hamlets", RIGHT, **HAMLETS)
    assert_accessible(page)
    assert small_targets(page) == []
    page.get_by_role("button", name="Nhập tất cả").click()
    page.get_by_role("button", name="Hoàn tác lần nhập này").wait_for()
    assert Place.objects.filter(level=Level.HAMLET).count() == 2
    page.get_by_role("button", name="Hoàn tác lần nhập này").click()
    page.get_by_text("Đã hoàn tác lần nhập này.").wait_for()
    assert not Place.objects.filter(level=Level.HAMLET).exists()

    send(walker, "hamlets", RIGHT, **HAMLETS)
    page.get_by_role("button", name="Nhập tất cả").click()
    page.get_by_text("Đã nhập: 2 dòng mới").wait_for()
    assert Place.objects.filter(level=Level.HAMLET, name="Đông").exists()

    officials = [["Họ tên", "Chức vụ", "Vai trò", "Xã"], ["Lê Mẫu Chủ", "Chủ tịch", "Lãnh đạo UBND cấp xã", "An Hoà"]]
    send(walker, "persons", officials, starts_on="2026-01-01")
    page.get_by_role("button", name="Nhập tất cả").click()
    page.get_by_text("Đã nhập: 1 dòng mới").wait_for()
    assert Assignment.objects.get(person__name="Lê Mẫu Chủ").role == Role.COMMUNE_LEADER
    assert_accessible(page)


def test_a_province_is_set_up_from_workbooks_at_the_desk(at_desk, administrator):
    set_up(at_desk, administrator)


def test_a_province_is_set_up_from_workbooks_on_a_phone(at_phone, administrator):
    set_up(at_phone, administrator)


def test_a_place_is_found_in_a_long_list_by_typing_without_marks(at_desk, administrator):
    at_desk.log_in(administrator.account.username, PASSWORD)
    at_desk.go("/notices/announcements/new/")
    page = at_desk.page
    box = page.get_by_role("searchbox", name="Tìm nơi trong danh sách")

    box.fill("khanh mau tay")
    box.press("Enter")

    chosen = page.locator("select[name=places] option:checked")
    expect(chosen).to_have_text(["Tỉnh Mẫu", "Xã Khánh Mẫu Tây"])  # the first was chosen beforehand
    assert page.url.endswith("/notices/announcements/new/")
    assert_accessible(page)

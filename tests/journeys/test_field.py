"""The phone in the hamlet: work without a network, killed tabs, two tabs, a new version, a cleared storage."""

import shutil
from collections.abc import Iterator
from typing import Any
from uuid import UUID

import pytest
from django.utils import timezone
from playwright.sync_api import Browser, Route, expect
from pytest_django.live_server_helper import LiveServer

from tests.builders import an_of, binh_of
from tests.journeys.browser import assert_accessible, small_targets
from tests.journeys.field import PIN, FieldPhone, answer_survey, fill_survey
from tests.world import World, a_world
from toso.front.sync.actions.keys import revoke_key
from toso.front.sync.actions.recovery import approve_rescue
from toso.front.sync.models import PhoneKey, Rescue
from toso.front.sync.views import field as field_doors
from toso.ground.people.models import Person
from toso.ground.people.queries import scope_of
from toso.ground.places.actions import rebuild_reach
from toso.plan.forms.actions.submissions import review
from toso.plan.forms.models import Submission
from toso.plan.forms.rules.states import ReviewKind
from toso.plan.forms.tests.builders import a_version
from toso.results.reporting.actions.periods import ensure_periods
from toso.work.outreach.models import Record
from toso.work.outreach.tests.builders import a_task
from toso.work.registry.models import Registrant
from toso.work.registry.tests.builders import a_registrant

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def world() -> World:
    world = a_world()
    ensure_periods(year=timezone.localdate().year)
    rebuild_reach()
    a_task()
    return world


@pytest.fixture
def an(world: World) -> Person:
    return an_of(world.hamlet)


@pytest.fixture
def phone(browser: Browser, live_server: LiveServer, an: Person) -> Iterator[FieldPhone]:
    phone = FieldPhone(browser, live_server.url)
    yield phone
    phone.context.close()
    assert not phone.complaints, phone.complaints


def test_work_written_without_a_network_arrives_once_when_it_is_back(phone, an):
    phone.pair(an)
    phone.cut()
    phone.log_guidance(5)
    phone.log_guidance(7)
    assert phone.told() == ["Trên máy, chưa gửi", "Trên máy, chưa gửi"]
    expect(phone.page.locator("#net")).to_contain_text("2 việc trên máy")
    phone.reopen()
    assert phone.told() == ["Trên máy, chưa gửi", "Trên máy, chưa gửi"]
    assert not Record.objects.exists()

    phone.mend()
    phone.send_now()
    phone.wait_told("Đã nhận lúc")

    phone.wait_for(lambda: all("Đã nhận lúc" in words for words in phone.told()), what="both are told as received")
    assert sorted(Record.objects.values_list("citizens", flat=True)) == [5, 7]


def test_an_answer_that_is_lost_on_the_way_doubles_nothing(phone, an):
    phone.pair(an)
    lost = []

    def take_and_lose(route: Route) -> None:
        """The server does the work; the phone hears nothing of it."""
        if "outreach.record" in (route.request.post_data or "") and len(lost) < 2:
            route.fetch()
            lost.append(route.request.url)
            route.abort("connectionreset")
        else:
            route.continue_()

    phone.context.route("**/sync/api/outbox/", take_and_lose)
    phone.log_guidance(9)
    phone.wait_for(lambda: len(lost) == 1, what="the first answer was lost")
    assert phone.told() == ["Trên máy, chưa gửi"]
    assert Record.objects.count() == 1

    phone.send_now()
    phone.wait_for(lambda: len(lost) == 2, what="the second answer was lost")
    phone.send_now()
    phone.wait_told("Đã nhận lúc")

    assert Record.objects.count() == 1


def test_two_tabs_write_at_once_and_everything_arrives_once(phone, an):
    phone.pair(an)
    phone.cut()
    first, second = phone.page, phone.open_tab()
    second.goto(f"{phone.site}/field/")
    phone.page = second
    phone.unlock()
    for people, tab in ((1, first), (2, second), (3, first), (4, second)):
        phone.page = tab
        phone.log_guidance(people)
    assert phone.told() == ["Trên máy, chưa gửi"] * 4

    phone.mend()
    phone.send_now()
    phone.page = first
    phone.send_now()
    phone.wait_told("Đã nhận lúc")

    phone.wait_for(lambda: Record.objects.count() == 4, what="four records arrived")
    for tab in (first, second):
        phone.page = tab
        phone.wait_for(lambda: [words[:6] for words in phone.told()] == ["Đã nhậ"] * 4, what="both tabs tell the truth")
    assert sorted(Record.objects.values_list("citizens", flat=True)) == [1, 2, 3, 4]


def test_a_cleared_storage_is_explained_and_the_second_copy_brings_the_work_back(phone, an, tmp_path):
    phone.pair(an)
    phone.cut()
    phone.log_guidance(6)
    phone.go("may")
    with phone.page.expect_download() as saved:
        phone.page.get_by_role("button", name="Lưu bản sao").click()
    copy = tmp_path / "ban-sao.toso"
    saved.value.save_as(copy)
    assert "Dịch vụ công" not in copy.read_text()
    phone.mend()
    clear_storage(phone)

    phone.page.goto(f"{phone.site}/field/")
    phone.see("Ghép điện thoại")
    phone.page.get_by_text("Có bản sao lưu từ trước?").click()
    phone.page.get_by_label("Chọn tệp bản sao").set_input_files(copy)
    phone.see("Mở khoá")
    phone.unlock()
    phone.wait_told("Đã nhận lúc")

    assert list(Record.objects.values_list("citizens", flat=True)) == [6]


def clear_storage(phone: FieldPhone) -> None:
    """What a browser does that is short of room, or whose person pressed "clear data"."""
    phone.page.goto("about:blank")
    session = phone.context.new_cdp_session(phone.page)
    session.send("Storage.clearDataForOrigin", {"origin": phone.site, "storageTypes": "all"})
    session.detach()


def test_the_app_is_updated_while_work_waits_and_a_draft_is_open(phone, an, tmp_path, monkeypatch):
    phone.pair(an)
    phone.cut()
    phone.log_guidance(8)
    phone.context.route("**/sync/api/**", lambda route: route.abort())
    phone.mend()
    phone.go("ghi")
    phone.see("Ghi việc hướng dẫn")
    phone.page.get_by_label("Số người", exact=True).fill("3")
    phone.page.wait_for_timeout(400)
    newer = tmp_path / "newer"
    shutil.copytree(field_doors.BUILT, newer)
    worker = newer / "sw.js"
    worker.write_text(worker.read_text().replace('"toso-field-"+"', '"toso-field-"+"newer-', 1) + "\n// a newer one\n")
    monkeypatch.setattr(field_doors, "BUILT", newer)

    phone.page.evaluate("async () => { await (await navigator.serviceWorker.getRegistration()).update(); }")
    phone.page.get_by_role("button", name="Cập nhật").click()
    phone.see("Mở khoá")
    phone.unlock()

    assert phone.told() == ["Trên máy, chưa gửi"]
    phone.go("ghi")
    expect(phone.page.get_by_text("bản đang làm dở")).to_be_visible()
    expect(phone.page.get_by_label("Số người", exact=True)).to_have_value("3")
    phone.context.unroute("**/sync/api/**")
    phone.send_now()
    phone.wait_told("Đã nhận lúc")
    assert list(Record.objects.values_list("citizens", flat=True)) == [8]


def test_a_forgotten_pin_loses_no_unsent_work(phone, an, world):
    phone.pair(an)
    phone.wait_for(lambda: PhoneKey.objects.exclude(envelope=None).exists(), what="the envelope came")
    phone.cut()
    phone.log_guidance(4)
    phone.page.close()
    phone.page = phone.open_tab()
    phone.page.goto(f"{phone.site}/field/")
    for _turn in range(2):
        phone.page.get_by_label("Mã PIN").fill("000001")
        phone.page.get_by_role("button", name="Mở", exact=True).click()
        expect(phone.page.get_by_text("Mã PIN chưa đúng")).to_be_visible()
    phone.mend()

    phone.page.get_by_role("button", name="Quên mã PIN").click()
    number = phone.page.locator("main .card strong").inner_text()
    binh = binh_of(world.commune)
    rescue: Any = Rescue.objects.get()
    approve_rescue(
        rescue_id=UUID(str(rescue.pk)),
        number=number,
        reason="Anh An gọi điện, quên mã PIN",
        by=binh,
        scope=scope_of(binh.pk, on=timezone.localdate()),
        at=timezone.now(),
    )
    expect(phone.page.get_by_role("heading", level=1)).to_have_text("Chọn mã PIN mới")
    phone.page.get_by_label("Mã PIN mới").fill("739150")
    phone.page.get_by_label("Nhập lại mã PIN").fill("739150")
    phone.page.get_by_role("button", name="Dùng mã này").click()
    phone.wait_told("Đã nhận lúc")

    assert list(Record.objects.values_list("citizens", flat=True)) == [4]


def test_a_revoked_phone_says_so_keeps_its_work_and_sends_it_when_paired_again(phone, an):
    phone.pair(an)
    phone.cut()
    phone.log_guidance(2)
    revoke_key(key_id=PhoneKey.objects.get().pk, by=an, at=timezone.now())
    phone.mend()
    phone.send_now()

    expect(phone.page.locator("#net")).to_contain_text("Máy chủ không nhận máy này")
    assert phone.told() == ["Trên máy, chưa gửi"]
    assert not Record.objects.exists()
    phone.go("may")
    phone.page.get_by_label("Mã ghép máy").fill(phone.code_for(an))
    phone.page.get_by_role("button", name="Ghép lại máy này").click()
    phone.wait_told("Đã nhận lúc")
    assert Record.objects.count() == 1


def test_a_leader_of_sixty_logs_surveys_is_asked_again_and_mends(phone, an, world, tmp_path):
    a_version(place=world.commune)
    phone.pair(an)
    phone.look(tmp_path, "hom-nay")
    phone.cut()
    phone.log_guidance(12)
    phone.look(tmp_path, "da-gui-tren-may")
    fill_survey(phone, world, people="4")
    assert phone.told() == ["Trên máy, chưa gửi"] * 2
    phone.mend()
    phone.send_now()
    phone.wait_for(lambda: [words[:8] for words in phone.told()] == ["Đã nhận "] * 2, what="both arrived")
    assert Record.objects.get().citizens == 12

    binh = binh_of(world.commune)
    review(
        submission_id=Submission.objects.get().pk,
        kind=ReviewKind.RETURNED,
        text="4 hay 14 người?",
        by=binh,
        scope=scope_of(binh.pk, on=timezone.localdate()),
        at=timezone.now(),
    )
    phone.send_now()
    phone.wait_told("4 hay 14 người?")
    phone.look(tmp_path, "bi-tra-lai")
    phone.cut()
    phone.page.locator("#sent li", has_text="4 hay 14 người?").get_by_role("link", name="Sửa").click()
    form = phone.page.frame_locator("iframe")
    expect(form.get_by_text("4 hay 14 người?")).to_be_visible()
    answer_survey(form, people="14")
    phone.see("Việc đã gửi")
    phone.mend()
    phone.send_now()
    phone.wait_for(lambda: Submission.objects.get().contents.count() == 2, what="the mended form arrived")

    assert "<so_nguoi>14</so_nguoi>" in Submission.objects.get().contents.order_by("-number")[0].xml


PAGES = ["viec", "ghi", "so-ho", "so-ho/moi/household", "bieu-mau", "da-gui", "diem-danh", "nhat-ky", "goi-giup", "may"]


def test_every_page_is_readable_in_every_theme_at_320(phone, an, world):
    a_version(place=world.commune)
    phone.pair(an)
    for theme in ("light", "sunlight", "dark"):
        for name in PAGES:
            phone.go(name)
            phone.page.evaluate("theme => { document.documentElement.dataset.bsTheme = theme; }", theme)
            phone.page.wait_for_timeout(150)
            assert_accessible(phone.page)
            assert small_targets(phone.page) == [], name


def test_help_and_attendance_are_asked_for_without_a_network(phone, an):
    phone.pair(an)
    phone.cut()
    phone.go("goi-giup")
    phone.page.get_by_label("Đang vướng gì?").fill("Máy quét ở nhà văn hoá không bật được")
    phone.page.get_by_role("button", name="Gọi giúp").last.click()
    phone.see("Việc đã gửi")
    phone.go("diem-danh")
    phone.page.get_by_label("Hoặc gõ mã").fill("khong-co-lop-nay")
    phone.page.get_by_role("button", name="Điểm danh", exact=True).click()
    expect(phone.page.get_by_role("status").filter(has_text="Đã điểm danh trên máy").first).to_be_visible()

    phone.mend()
    phone.send_now()
    phone.wait_told("Đã nhận lúc")
    phone.wait_told("Chưa nhận được vì")
    assert PIN not in phone.page.content()


def test_a_household_is_found_surveyed_and_not_doubled_without_a_network(phone, an, world, tmp_path):
    there = a_registrant(
        place=world.hamlet, by=an, name="Trần Mẫu Hoà", fields={"code": "H7", "smartphone": "no", "address": "Xóm Đình"}
    )
    phone.pair(an)
    phone.cut()
    phone.go("so-ho")
    phone.page.get_by_label("Tìm, không cần dấu").fill("hoa tran")
    phone.look(tmp_path, "so-ho")
    phone.page.get_by_role("link", name="Trần Mẫu Hoà").click()
    expect(phone.page.locator("dd", has_text="Không").first).to_be_visible()
    phone.look(tmp_path, "mot-ho")
    phone.page.get_by_role("link", name="Khảo sát, sửa").click()
    phone.page.get_by_role("group", name="Có điện thoại thông minh").get_by_label("Có", exact=True).check()
    phone.page.wait_for_timeout(400)
    phone.reopen()
    phone.page.get_by_role("link", name="Khảo sát: Hộ gia đình H7").click()
    phone.look(tmp_path, "khao-sat")
    phone.page.get_by_role("button", name="Lưu, tự gửi khi có mạng").click()
    expect(phone.page.get_by_text("Bản sửa đang ở trên máy")).to_be_visible()

    phone.go("so-ho/moi/household")
    phone.page.get_by_label("Người đại diện có đồng ý").select_option("spoken")
    phone.page.get_by_label("Ai làm chứng").fill("Trưởng thôn chứng kiến")
    phone.page.get_by_label("Họ và tên").fill("Hòa Trần Mẫu")
    phone.page.get_by_role("button", name="Lưu, tự gửi khi có mạng").click()
    expect(phone.page.get_by_text("Cùng tên trong một thôn")).to_be_visible()
    phone.look(tmp_path, "co-the-trung")
    assert len(phone.told()) == 1
    phone.page.go_back()
    phone.page.get_by_label("Họ và tên").fill("Lê Mẫu Bình")
    phone.page.get_by_role("button", name="Lưu, tự gửi khi có mạng").click()
    phone.see("Hộ gia đình (mã do máy chủ đánh), Lê Mẫu Bình")
    assert phone.told() == ["Trên máy, chưa gửi"] * 2

    phone.mend()
    phone.send_now()
    phone.wait_for(lambda: [words[:7] for words in phone.told()] == ["Đã nhận"] * 2, what="both arrived")
    there.refresh_from_db()
    assert there.answers["smartphone"] == "yes"
    assert Registrant.objects.exclude(pk=there.pk).get().contact_name == "Lê Mẫu Bình"

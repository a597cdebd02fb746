"""The network cut in the middle of every flow, no room, a window that keeps nothing: the words on screen are true."""

from collections.abc import Iterator

import pytest
from django.utils import timezone
from playwright.sync_api import Browser, Route, expect
from pytest_django.live_server_helper import LiveServer

from tests.builders import a_person, an_of, binh_of
from tests.journeys.browser import assert_accessible
from tests.journeys.field import FieldPhone, answer_survey, fill_survey
from tests.world import World, a_world
from toso.ground.people.models import Person
from toso.ground.people.queries import scope_of
from toso.ground.people.rules import Role
from toso.ground.places.actions import rebuild_reach
from toso.plan.forms.actions.submissions import review
from toso.plan.forms.models import Submission
from toso.plan.forms.rules.states import ReviewKind
from toso.plan.forms.tests.builders import a_version
from toso.results.reporting.actions.periods import ensure_periods
from toso.work.helpdesk.actions.tickets import write_step
from toso.work.helpdesk.models import Attachment, Step, Ticket
from toso.work.helpdesk.rules.ways import StepKind
from toso.work.outreach.models import Record
from toso.work.outreach.tests.builders import a_task
from toso.work.registry.tests.builders import a_registrant
from toso.work.training.actions.sessions import invite
from toso.work.training.models import Attendance
from toso.work.training.tests.builders import a_session

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]
# A camera that sees one code, and the reader of codes that some browsers have.
CAMERA = """
window.BarcodeDetector = class { async detect() { return [{ rawValue: "CODE" }]; } };
Object.defineProperty(navigator, "mediaDevices", { value: {
  getUserMedia: async () => document.createElement("canvas").captureStream(5) } });
HTMLMediaElement.prototype.play = async () => undefined;
"""
# A phone without room, from the moment that somebody says so.
FULL = """
const kept = IDBObjectStore.prototype.add;
IDBObjectStore.prototype.add = function (...given) {
  if (localStorage.getItem("is-full")) throw new DOMException("full", "QuotaExceededError");
  return kept.apply(this, given);
};
"""
LITTLE = "navigator.storage.estimate = async () => ({ usage: 1000000, quota: 60000000 });"
KEEPS_NOTHING = """
Object.defineProperty(window, "indexedDB", { value: {
  open() { throw new DOMException("not here", "SecurityError"); } } });
"""


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


def lose_each_first_answer(phone: FieldPhone) -> list[str]:
    """The server does the work, the phone hears nothing of it: once for every sending of items and every file."""
    lost: list[str] = []

    def lose(route: Route) -> None:
        request = route.request
        key = request.url if request.method == "PUT" else (request.post_data or "").partition('"items":')[2]
        if request.method in ("PUT", "POST") and len(key) > 5 and key not in lost:
            lost.append(key)
            route.fetch()
            route.abort("connectionreset")
        else:
            route.continue_()

    phone.context.route("**/sync/api/outbox/", lose)
    phone.context.route("**/sync/api/media/**", lose)
    return lost


def test_every_flow_is_cut_in_its_middle_and_arrives_once(phone, an, world):
    binh = binh_of(world.commune)
    session = a_session(place=world.commune, by=binh, day=timezone.localdate())
    household = a_registrant(place=world.hamlet, by=an, fields={"code": "H1"})
    phone.pair(an)
    phone.cut()
    phone.context.add_init_script(CAMERA.replace("CODE", f"{phone.site}/training/in/{session.token}/"))

    phone.log_guidance(5)
    phone.go("goi-giup")
    phone.page.get_by_label("Đang vướng gì?").fill("Máy quét không bật được")
    phone.page.get_by_label("Ảnh", exact=True).set_input_files(
        {"name": "may.png", "mimeType": "image/png", "buffer": phone.page.screenshot()}
    )
    expect(phone.page.get_by_text("Đã thêm ảnh")).to_be_visible()
    phone.page.get_by_role("button", name="Gọi giúp").last.click()
    phone.see("Việc đã gửi")
    phone.go(f"so-ho/khao-sat/{household.uuid}")
    phone.page.get_by_role("group", name="Có Internet cố định").get_by_label("Có", exact=True).check()
    phone.page.get_by_role("button", name="Lưu, tự gửi khi có mạng").click()
    expect(phone.page.get_by_text("Bản sửa đang ở trên máy")).to_be_visible()
    phone.reopen()
    phone.go("diem-danh")
    phone.page.get_by_role("button", name="Quét mã ở lớp").click()
    expect(phone.page.get_by_text("Đã điểm danh trên máy").first).to_be_visible()
    phone.go("nhat-ky")
    expect(phone.page.get_by_text("4 việc, 5 lượt người")).to_be_visible()
    assert set(phone.told()) == {"Trên máy, chưa gửi"}

    lost = lose_each_first_answer(phone)
    phone.mend()
    phone.wait_for(lambda: len(lost) > 0, what="the first answer is lost")
    phone.reopen()
    for _turn in range(6):
        phone.send_now()
        phone.page.wait_for_timeout(300)
    phone.wait_for(lambda: {words[:7] for words in phone.told()} == {"Đã nhận"}, what="all is told as received")

    assert len(lost) > 1
    assert Record.objects.count() == Attendance.objects.count() == Ticket.objects.count() == 1
    assert Attachment.objects.count() == 1
    household.refresh_from_db()
    assert (household.version, household.answers["internet"]) == (2, "yes")
    phone.go("nhat-ky")
    expect(phone.page.get_by_text("4 việc, 5 lượt người")).to_be_visible()


def test_forms_returned_work_answers_and_a_roll_call_arrive_once_though_each_first_answer_is_lost(phone, an, world):
    a_version(place=world.commune)
    binh, neighbour = binh_of(world.commune), a_person(name="Lê Mẫu Bảo", role=Role.TEAM_MEMBER, place=world.hamlet)
    session = a_session(place=world.hamlet, by=binh, day=timezone.localdate(), trainers=[an])
    who = {"by": binh, "scope": scope_of(binh.pk, on=timezone.localdate())}
    invite(session_id=session.pk, persons=[neighbour], **who, at=timezone.now())
    phone.pair(an)
    lost = lose_each_first_answer(phone)
    phone.cut()
    fill_survey(phone, world, people="4")
    phone.go("goi-giup")
    phone.page.get_by_label("Đang vướng gì?").fill("Máy quét không bật được")
    phone.page.get_by_role("button", name="Gọi giúp").last.click()
    phone.see("Việc đã gửi")  # the app goes there by itself when the call is kept
    phone.go("diem-danh")
    phone.page.get_by_label("Lê Mẫu Bảo").check()
    phone.page.get_by_role("button", name="Lưu người có mặt").click()
    assert phone.told() == ["Trên máy, chưa gửi"] * 3
    phone.mend()
    arrive(phone, count=3)
    assert Submission.objects.get().contents.count() == Attendance.objects.count() == Ticket.objects.count() == 1

    review(
        submission_id=Submission.objects.get().pk,
        kind=ReviewKind.RETURNED,
        text="4 hay 14 người?",
        **who,
        at=timezone.now(),
    )
    write_step(
        ticket_id=Ticket.objects.get().pk,
        kind=StepKind.ASKED,
        text="Máy có cắm điện không?",
        **who,
        at=timezone.now(),
    )
    phone.send_now()
    phone.wait_told("4 hay 14 người?")
    phone.go("viec")
    expect(phone.page.get_by_text("1 yêu cầu chờ anh chị trả lời.")).to_be_visible()
    phone.cut()
    phone.page.get_by_role("link", name="Xem và trả lời").click()
    expect(phone.page.get_by_text("Máy có cắm điện không?")).to_be_visible()
    phone.page.get_by_label("Lời của anh chị").fill("Có cắm, đèn không sáng")
    phone.page.wait_for_timeout(400)
    phone.reopen()
    phone.page.get_by_role("link", name="Trả lời: Máy quét không bật được").click()
    expect(phone.page.get_by_label("Lời của anh chị")).to_have_value("Có cắm, đèn không sáng")
    assert_accessible(phone.page)
    phone.page.get_by_role("button", name="Gửi lời này").click()
    expect(phone.page.locator("#asked .st", has_text="Trên máy, chưa gửi")).to_be_visible()
    phone.go("da-gui")
    phone.page.locator("#sent li", has_text="4 hay 14 người?").get_by_role("link", name="Sửa").click()
    answer_survey(phone.page.frame_locator("iframe"), people="14")
    phone.see("Việc đã gửi")
    before = len(lost)
    phone.mend()
    arrive(phone, count=4)

    assert len(lost) > before
    assert Submission.objects.get().contents.count() == 2
    assert list(Step.objects.filter(kind=StepKind.ADDED).values_list("text", flat=True)) == ["Có cắm, đèn không sáng"]


def arrive(phone: FieldPhone, *, count: int) -> None:
    """Press until nothing is told as lying here, whatever answers are lost."""
    told: list[str] = []
    for _turn in range(40):
        phone.send_now()
        phone.page.wait_for_timeout(500)
        told = phone.told()
        if len(told) == count and not [words for words in told if "chưa gửi" in words]:
            return
    raise AssertionError(told)


def test_a_phone_without_room_says_so_and_loses_nothing_typed(phone, an):
    phone.context.add_init_script(FULL)
    phone.pair(an)
    phone.page.evaluate("localStorage.setItem('is-full', '1')")
    phone.go("ghi")
    phone.see("Ghi việc hướng dẫn")
    phone.page.locator(".tiles .pick").first.click()
    phone.page.get_by_label("Số người", exact=True).fill("7")
    phone.page.get_by_role("button", name="Lưu, tự gửi khi có mạng").click()

    expect(phone.page.get_by_text("Điện thoại hết chỗ")).to_be_visible()
    assert_accessible(phone.page)
    expect(phone.page.get_by_label("Số người", exact=True)).to_have_value("7")
    phone.page.evaluate("localStorage.removeItem('is-full')")
    phone.page.get_by_role("button", name="Lưu, tự gửi khi có mạng").click()
    phone.wait_told("Đã nhận lúc")
    assert list(Record.objects.values_list("citizens", flat=True)) == [7]


def test_a_private_window_and_one_that_keeps_nothing_are_explained(phone, an):
    phone.context.add_init_script(LITTLE)
    phone.pair(an)
    phone.go("may")
    expect(phone.page.get_by_text("có thể anh chị đang mở cửa sổ ẩn danh")).to_be_visible()
    expect(phone.page.get_by_text("Trình duyệt xoá dữ liệu khi")).to_be_visible()
    assert_accessible(phone.page)

    other = phone.context.browser.new_context(viewport={"width": 320, "height": 640})
    other.add_init_script(KEEPS_NOTHING)
    page = other.new_page()
    page.goto(f"{phone.site}/field/")
    expect(page.get_by_role("heading", level=1)).to_have_text("Không mở được")
    expect(page.get_by_text("cửa sổ ẩn danh")).to_be_visible()
    other.close()

"""A phone with the app, as a person holds it: 320 px wide, sometimes without a network."""

import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from django.utils import timezone
from playwright.sync_api import Browser, BrowserContext, FrameLocator, Page, expect

from tests.journeys.browser import a_context, assert_accessible
from tests.journeys.robot import SMALL
from tests.world import World
from toso.front.sync.actions.keys import offer_pairing
from toso.ground.people.models import Person

PIN = "482913"
PATIENCE = 40_000
expect.set_options(timeout=20_000)


class FieldPhone:
    """The app in one browser profile; ``page`` is the tab that is open now."""

    def __init__(self, browser: Browser, site: str, **wishes: Any) -> None:
        self.site = site
        self.complaints: list[str] = []
        self.context: BrowserContext = a_context(browser, SMALL, accept_downloads=True, **wishes)
        self.context.set_default_timeout(PATIENCE)
        self.page = self.open_tab()

    def open_tab(self) -> Page:
        page = self.context.new_page()
        page.on("pageerror", lambda error: self.complaints.append(str(error)))
        page.on("console", lambda said: self.complaints.append(said.text) if "Security Policy" in said.text else None)
        return page

    def code_for(self, person: Person) -> str:
        return offer_pairing(by=person, at=timezone.now())[1]

    def look(self, folder: Path, name: str) -> None:
        """A picture for whoever wants to see, and no fault of accessibility."""
        assert_accessible(self.page)
        self.page.screenshot(path=folder / f"{name}.png")

    def pair(self, person: Person, pin: str = PIN) -> None:
        code = self.code_for(person)
        self.page.goto(f"{self.site}/field/#pair={code}")
        self.page.get_by_role("button", name="Ghép máy này").click()
        self.page.get_by_label("Mã PIN mới").fill(pin)
        self.page.get_by_label("Nhập lại mã PIN").fill(pin)
        self.page.get_by_role("button", name="Dùng mã này").click()
        self.see("Hôm nay")
        self.wait_until_kept()

    def wait_until_kept(self) -> None:
        """Wait until the worker holds the whole app, the form page too: from now on no network is needed."""
        kept = "async () => Boolean(await caches.match('/field/form/')) && Boolean(navigator.serviceWorker.controller)"
        self.wait_for(lambda: bool(self.page.evaluate(kept)), what="the worker keeps the app")
        expect(self.page.locator("#net")).to_contain_text("gửi gần nhất")

    def unlock(self, pin: str = PIN) -> None:
        self.page.get_by_label("Mã PIN").fill(pin)
        self.page.get_by_role("button", name="Mở", exact=True).click()
        expect(self.page.locator("#net")).to_be_visible()

    def reopen(self) -> None:
        """The tab is killed and the app opened anew."""
        self.page.close()
        self.page = self.open_tab()
        self.page.goto(f"{self.site}/field/")
        self.unlock()

    def go(self, path: str) -> None:
        self.page.evaluate("path => { location.hash = path; }", f"#/{path}")

    def see(self, heading: str) -> None:
        expect(self.page.get_by_role("heading", level=1)).to_have_text(heading)

    def cut(self) -> None:
        self.context.set_offline(True)

    def mend(self) -> None:
        self.context.set_offline(False)

    def told(self) -> list[str]:
        """What stands under "Việc đã gửi", line by line."""
        self.go("da-gui")
        self.see("Việc đã gửi")
        return self.page.locator("#sent .st").all_inner_texts()

    def wait_told(self, words: str) -> None:
        """Wait until a line of the work sent says so."""
        self.go("da-gui")
        expect(self.page.locator("#sent .st", has_text=words).first).to_be_visible()

    def send_now(self) -> None:
        self.go("da-gui")
        self.page.get_by_role("button", name="Gửi ngay").click()

    def log_guidance(self, people: int, task: str = "") -> None:
        self.go("ghi")
        self.see("Ghi việc hướng dẫn")
        tile = self.page.locator(".tiles .pick")
        (tile.filter(has_text=task) if task else tile).first.click()
        self.page.get_by_label("Số người", exact=True).fill(str(people))
        self.page.get_by_role("button", name="Lưu, tự gửi khi có mạng").click()
        self.see("Việc đã gửi")

    def wait_for(self, condition: Callable[[], bool], what: str, seconds: float = 30) -> None:
        """Wait in the browser's own time: what it intercepts is answered meanwhile."""
        end = time.monotonic() + seconds
        while not condition():
            assert time.monotonic() < end, what
            self.page.wait_for_timeout(100)


def fill_survey(phone: FieldPhone, world: World, *, people: str) -> None:
    """The form of a household, left in its middle by a killed tab and gone on with."""
    phone.go("bieu-mau")
    phone.page.get_by_role("link", name="Phiếu hộ").click()
    form = phone.page.frame_locator("iframe")
    form.get_by_label("Thôn").fill(world.hamlet.code)
    form.get_by_role("button", name="Tiếp").click()
    form.get_by_label("Ngày").fill(timezone.localdate().isoformat())
    form.get_by_role("button", name="Tiếp").click()
    expect(form.get_by_text("Câu 3 trong 5")).to_be_visible()
    phone.page.wait_for_timeout(600)
    phone.reopen()
    phone.go("bieu-mau")
    phone.page.get_by_role("heading", name="Đang làm dở").wait_for()
    phone.page.locator("a.go").first.click()
    form = phone.page.frame_locator("iframe")
    expect(form.get_by_text("Câu 3 trong 5")).to_be_visible()
    form.get_by_text("Có", exact=True).click()
    form.get_by_role("button", name="Tiếp").click()
    form.get_by_label("Số người").fill(people)
    form.get_by_role("button", name="Tiếp").click()
    form.get_by_role("button", name="Xong, lưu để gửi").click()
    phone.see("Việc đã gửi")


def answer_survey(form: FrameLocator, *, people: str) -> None:
    """Another number in a form that came back, and to its end."""
    for _step in range(3):
        form.get_by_role("button", name="Tiếp").click()
    form.get_by_label("Số người").fill(people)
    form.get_by_role("button", name="Tiếp").click()
    form.get_by_role("button", name="Xong, lưu để gửi").click()

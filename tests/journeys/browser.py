"""What a journey needs of the browser: where it stands, how it is started, what it may not do."""

import json
import os
import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, BrowserContext, Locator, Page, Playwright, ViewportSize, expect

ROOT = Path(__file__).resolve().parents[2]
AXE = ROOT / "frontend" / "node_modules" / "axe-core" / "axe.min.js"
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
PHONE: ViewportSize = {"width": 360, "height": 740}
DESK: ViewportSize = {"width": 1366, "height": 768}
THEMES = ("light", "dark", "sunlight")
PATIENCE = 30_000  # milliseconds; a busy machine is slow, not wrong


def chromium_path() -> str:
    found = os.environ.get("TOSO_CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser")
    assert found, "Chromium is missing: install it with apt-get install chromium, or name it in TOSO_CHROMIUM."
    return found


def start(playwright: Playwright) -> Browser:
    expect.set_options(timeout=PATIENCE)
    return playwright.chromium.launch(executable_path=chromium_path(), headless=True, args=ARGUMENTS)


def a_context(browser: Browser, size: ViewportSize, **wishes: Any) -> BrowserContext:
    is_phone = size["width"] < 768
    return browser.new_context(
        viewport=size, has_touch=is_phone, is_mobile=is_phone, locale="vi-VN", timezone_id="Asia/Ho_Chi_Minh", **wishes
    )


@dataclass
class Walker:
    """A page that remembers what went wrong on the way: errors of scripts and refusals of the content policy."""

    page: Page
    site: str
    complaints: list[str]

    def go(self, path: str) -> None:
        self.page.goto(self.site + path)

    def log_in(self, username: str, password: str) -> None:
        self.go("/account/login/")
        self.page.fill("input[name=login]", username)
        self.page.fill("input[name=password]", password)
        self.page.get_by_role("button", name="Đăng nhập").click()
        self.page.wait_for_url(lambda address: "/account/login/" not in address)

    def sees(self, words: str) -> None:
        """The page says so, now or when it has come."""
        expect(self.page.get_by_role("main")).to_contain_text(words)

    def wear(self, theme: str) -> None:
        """Change the theme the way a person does."""
        here = self.page.url
        self.go("/display/")
        self.page.check(f"input[name=theme][value={theme}]")
        self.page.get_by_role("main").get_by_role("button").click()
        self.page.goto(here)


def walk(context: BrowserContext, site: str) -> Walker:
    page = context.new_page()
    walker = Walker(page, site, [])
    page.on("pageerror", lambda error: walker.complaints.append(str(error)))
    page.on(
        "console",
        lambda said: walker.complaints.append(said.text) if "Content Security Policy" in said.text else None,
    )
    return walker


def said_of(fault: dict[str, Any]) -> str:
    where = "\n    ".join(node["html"][:200] for node in fault["nodes"][:3])
    return f"{fault['id']} ({fault['impact']}): {fault['help']}\n    {where}"


def assert_accessible(page: Page, *, rules: tuple[str, ...] = ()) -> None:
    """No serious or critical fault of axe (of these rules, or of all), one heading of the first rank, and nothing
    wider than the screen.

    The content policy stays in force: axe is put into the page by the debugger, not by an element.
    """
    page.wait_for_load_state()
    page.evaluate(AXE.read_text())
    options = {"resultTypes": ["violations"], **({"runOnly": list(rules)} if rules else {})}
    found = page.evaluate("async (options) => (await axe.run(document, options)).violations", options)
    grave = [said_of(fault) for fault in found if fault["impact"] in ("serious", "critical")]
    assert not grave, f"{page.url}\n" + "\n".join(grave)
    assert page.locator("h1").count() == 1, f"{page.url}: {page.locator('h1').count()} headings of the first rank"
    wide = page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
    assert wide <= 0, f"{page.url} is {wide} px too wide"


def words_of(page: Page) -> str:
    """What the page says once it is there."""
    page.wait_for_load_state()
    return page.get_by_role("main").inner_text()


def small_targets(page: Page) -> list[str]:
    """Buttons and fields lower than 44 px. Links inside a line of text are not targets of their own."""
    return page.evaluate(
        """() => [...document.querySelectorAll('button, .btn, input:not([type=hidden]), select, .ts-tabs a')]
        .filter((one) => one.offsetParent && one.getBoundingClientRect().height < 44
            && !['radio', 'checkbox'].includes(one.type))
        .map((one) => one.outerHTML.slice(0, 120))"""
    )


def compose(field: Locator, text: str) -> None:
    """Type Vietnamese as an input method does: each syllable is composed before it is committed."""
    page = field.page
    field.click()
    session = page.context.new_cdp_session(page)
    for number, syllable in enumerate(text.split(" ")):
        if number:
            session.send("Input.insertText", {"text": " "})
        for end in range(1, len(syllable) + 1):
            session.send(
                "Input.imeSetComposition", {"text": syllable[:end], "selectionStart": end, "selectionEnd": end}
            )
        session.send("Input.insertText", {"text": syllable})
    session.detach()
    assert field.input_value().endswith(text), json.dumps(field.input_value(), ensure_ascii=False)

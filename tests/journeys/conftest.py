"""A browser, a running server, and pages the size of a phone and of a desk."""

import os
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, ViewportSize, sync_playwright
from pytest_django.live_server_helper import LiveServer

from tests.journeys.browser import DESK, PHONE, Walker, a_context, start, walk

PASSWORD = "mat khau cua hanh trinh"


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    # The driver's loop runs in this thread, and Django would take that for asynchronous code.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    with sync_playwright() as playwright:
        browser = start(playwright)
        yield browser
        browser.close()


def walked(browser: Browser, site: str, size: ViewportSize) -> Iterator[Walker]:
    context = a_context(browser, size)
    walker = walk(context, site)
    yield walker
    context.close()
    assert not walker.complaints, walker.complaints


@pytest.fixture
def at_phone(browser: Browser, live_server: LiveServer) -> Iterator[Walker]:
    yield from walked(browser, live_server.url, PHONE)


@pytest.fixture
def at_desk(browser: Browser, live_server: LiveServer) -> Iterator[Walker]:
    yield from walked(browser, live_server.url, DESK)

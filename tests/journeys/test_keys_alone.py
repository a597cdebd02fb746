"""A month's work with the keys alone: no pointer, the focus always in sight, and nothing that holds it."""

import pytest
from playwright.sync_api import Page

from tests.journeys.browser import Walker
from tests.journeys.conftest import PASSWORD
from toso.ground.people.models import Person
from toso.plan.programme.models import TaskType
from toso.results.reporting.rules.reports import ReportState
from toso.results.reporting.tests.builders import AFTER_OCTOBER, OCTOBER, Reporting, a_reporting_province
from toso.work.outreach.models import Record, Source

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]
MOST_STOPS = 150

# Where the focus stands: whether a line is drawn around it (around its label, for a tile), and whether
# any of five points of it is uncovered on the screen.
STANDING = """() => {
    const one = document.activeElement;
    if (!one || one === document.body) return null;
    const drawn = (element) => {
        const look = getComputedStyle(element);
        return look.outlineStyle !== 'none' && parseFloat(look.outlineWidth) >= 2;
    };
    const shown = one.closest('label') || one;
    const box = shown.getBoundingClientRect();
    const points = [[.5, .5], [.1, .2], [.9, .2], [.1, .8], [.9, .8]]
        .map(([x, y]) => document.elementFromPoint(box.left + box.width * x, box.top + box.height * y));
    return {
        name: one.outerHTML.slice(0, 140),
        isOutlined: drawn(one) || drawn(shown),
        isUncovered: points.some((found) => found && (shown.contains(found) || found.contains(shown))),
    };
}"""


@pytest.fixture
def month() -> Reporting:
    month = a_reporting_province()
    month.work(month.hamlets[0], OCTOBER, 7, at=AFTER_OCTOBER.replace(day=11))
    month.draft(OCTOBER, AFTER_OCTOBER)
    for person in (month.an, month.binh):
        person.account.set_password(PASSWORD)
        person.account.save()
    return month


def step(page: Page) -> bool:
    """One Tab. Where it lands is drawn around and in sight. False when the page has been left at its end."""
    page.keyboard.press("Tab")
    standing = page.evaluate(STANDING)
    if standing is None:
        return False
    assert standing["isOutlined"], f"{page.url}: no line around {standing['name']}"
    assert standing["isUncovered"], f"{page.url}: covered is {standing['name']}"
    return True


def reach(page: Page, wanted: str) -> None:
    """Tab until the focus stands on what the selector names."""
    for _stop in range(MOST_STOPS):
        if page.evaluate("(wanted) => document.activeElement.matches(wanted)", wanted):
            return
        step(page)
    raise AssertionError(f"{page.url}: no way by Tab to {wanted}")


def press(page: Page, wanted: str, key: str = "Enter") -> None:
    reach(page, wanted)
    with page.expect_navigation():
        page.keyboard.press(key)


def assert_nothing_holds_the_focus(page: Page) -> None:
    """From its beginning to its end the page is left by Tab alone, past every field."""
    reach(page, ".ts-skip")
    for _stop in range(MOST_STOPS):
        if not step(page) or page.evaluate("document.activeElement.matches('.ts-skip')"):
            return
    raise AssertionError(f"{page.url}: after {MOST_STOPS} Tabs still inside, at {page.evaluate(STANDING)}")


def log_in(walker: Walker, person: Person) -> Page:
    page = walker.page
    walker.go("/account/login/")
    reach(page, "input[name=login]")
    page.keyboard.type(person.account.username)
    reach(page, "input[name=password]")
    page.keyboard.type(PASSWORD)
    with page.expect_navigation():
        page.keyboard.press("Enter")
    assert "/account/login/" not in page.url
    return page


def test_an_writes_and_hands_in_a_report_with_keys_alone(at_desk, month):
    report = month.report(month.hamlets[0])
    page = log_in(at_desk, month.an)
    assert_nothing_holds_the_focus(page)

    press(page, f"main a[href*='/reports/{report.pk}/']")
    assert_nothing_holds_the_focus(page)
    reach(page, "#text-results")
    page.keyboard.type("Đã hướng dẫn bảy lượt.")
    reach(page, "#text-next")
    page.keyboard.type("Tiếp tục sáng thứ Bảy.")
    press(page, "button[formaction*='submit'], form[action*='submit'] button")

    report.refresh_from_db()
    assert report.state == ReportState.SUBMITTED
    at_desk.sees("Đã hướng dẫn bảy lượt.")


def test_binh_fills_two_rows_of_the_paper_grid_with_keys_alone(at_desk, month):
    hamlet, task = month.hamlets[0], TaskType.objects.earliest("pk")
    page = log_in(at_desk, month.binh)
    at_desk.go("/outreach/grid/")
    assert_nothing_holds_the_focus(page)

    reach(page, "#row-1 input[name=day]")
    for text in ("10/10/2026", hamlet.full_name, task.short_name):
        page.keyboard.type(text)
        page.keyboard.press("Tab")
    page.keyboard.type("5")
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.closest('tr').id") == "row-2"
    for _cell in ("task", "place", "day"):
        page.keyboard.press("ArrowLeft")
    for text in ("11/10/2026", hamlet.full_name, task.short_name, "6"):
        page.keyboard.type(text)
        page.keyboard.press("ArrowRight")
    press(page, "button[type=submit]:not([name]).btn-primary", "Space")
    press(page, "button[name=accept]", "Space")

    typed = Record.objects.filter(source=Source.GRID).order_by("day")
    assert list(typed.values_list("place", "task", "citizens")) == [(hamlet.pk, task.pk, 5), (hamlet.pk, task.pk, 6)]

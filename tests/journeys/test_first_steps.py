"""The first minutes: somebody logs in, sees what there is to do, finds a place, changes the colours."""

from datetime import date
from decimal import Decimal

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from tests.builders import an_of, binh_of, dung_of
from tests.journeys.browser import THEMES, Walker, assert_accessible, compose, small_targets
from tests.journeys.conftest import PASSWORD
from tests.world import World, a_world
from toso.ground.people.models import Person
from toso.ground.places.actions import rebuild_reach
from toso.plan.programme.tests.builders import an_indicator, an_issued_decision
from toso.results.reporting.actions.figures import recompute_marked
from toso.results.reporting.actions.periods import ensure_periods
from toso.work.helpdesk.tests.builders import a_difficulty
from toso.work.outreach.rules import Counts
from toso.work.outreach.tests.builders import a_record

PAGES = ["/figures/", "/more/", "/help/", "/call/", "/search/?q=mau"]
pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def world() -> World:
    world = a_world()
    today = timezone.localdate()
    ensure_periods(year=today.year)
    ensure_periods(year=today.year + 1)
    rebuild_reach()
    guided = an_indicator(fact="outreach.citizens_guided")
    an_issued_decision(
        place=world.province,
        year=today.year,
        values={
            (guided.pk, place.pk): Decimal(100)
            for place in (world.province, world.commune, world.elsewhere, world.hamlet)
        },
    )
    an = able(an_of(world.hamlet))
    a_record(place=world.hamlet, by=an, day=date(today.year, today.month, 1), counts=Counts(citizens=12))
    a_difficulty(place=world.hamlet, by=an, day=date(today.year, today.month, 1))
    recompute_marked(at=timezone.now())
    return world


def able(person: Person) -> Person:
    """The person can log in with the password of the journeys."""
    person.account.set_password(PASSWORD)
    person.account.save()
    return person


def in_all_themes(walker: Walker) -> None:
    """Everything in the first theme; what a theme changes, the colours, in the others."""
    for theme in THEMES:
        walker.wear(theme)
        assert_accessible(walker.page, rules=() if theme == THEMES[0] else ("color-contrast",))
    walker.wear(THEMES[0])


def test_binh_logs_in_at_the_desk_and_reads_what_there_is_to_do(at_desk, world):
    binh = able(binh_of(world.commune))
    at_desk.go("/account/login/")
    assert_accessible(at_desk.page)

    at_desk.log_in(binh.account.username, PASSWORD)

    at_desk.sees("Chào Trần Mẫu Bình")
    in_all_themes(at_desk)
    assert small_targets(at_desk.page) == []


def test_binh_opens_my_work_on_a_small_phone(at_phone, world):
    binh = able(binh_of(world.commune))

    at_phone.log_in(binh.account.username, PASSWORD)

    expect(at_phone.page.get_by_role("link", name="Số liệu")).to_be_visible()
    in_all_themes(at_phone)
    assert small_targets(at_phone.page) == []


def test_dung_reads_every_page_of_the_console_at_the_desk(at_desk, world):
    dung = able(dung_of(world.province))
    at_desk.log_in(dung.account.username, PASSWORD)

    for path in (*PAGES, "/display/", "/nowhere/"):
        at_desk.go(path)
        assert_accessible(at_desk.page)


def test_dung_reads_every_page_of_the_console_on_a_phone_in_every_theme(at_phone, world):
    dung = able(dung_of(world.province))
    at_phone.log_in(dung.account.username, PASSWORD)

    for theme in THEMES:
        at_phone.wear(theme)
        for path in PAGES:
            at_phone.go(path)
            assert_accessible(at_phone.page, rules=() if theme == THEMES[0] else ("color-contrast",))


def test_a_number_is_opened_by_keys_alone(at_desk, world):
    binh = able(binh_of(world.commune))
    at_desk.log_in(binh.account.username, PASSWORD)
    at_desk.go("/figures/")

    at_desk.page.locator("#indicators td.ts-fig a").first.focus()
    at_desk.page.keyboard.press("Enter")

    at_desk.page.wait_for_url("**/evidence/**")
    at_desk.sees("từ 1 bản ghi")
    assert_accessible(at_desk.page)


def test_a_slash_leads_to_the_search_where_a_name_is_typed_by_composition(at_desk, world):
    binh = able(binh_of(world.commune))
    at_desk.log_in(binh.account.username, PASSWORD)

    at_desk.page.keyboard.press("/")
    at_desk.page.wait_for_url("**/search/")
    compose(at_desk.page.get_by_role("searchbox"), "An Hoà")
    at_desk.page.keyboard.press("Enter")

    at_desk.page.wait_for_url("**q=**")
    expect(at_desk.page.get_by_role("link", name="Xã An Hoà").first).to_be_visible()


def test_a_question_mark_shows_the_keys_and_escape_puts_them_away(at_desk, world):
    binh = able(binh_of(world.commune))
    at_desk.log_in(binh.account.username, PASSWORD)

    at_desk.page.keyboard.press("?")
    expect(at_desk.page.get_by_role("dialog")).to_be_visible()
    at_desk.page.keyboard.press("Escape")

    expect(at_desk.page.get_by_role("dialog")).to_be_hidden()


def test_before_the_session_ends_a_notice_offers_to_go_on_and_nothing_typed_is_lost(at_phone, world):
    binh = able(binh_of(world.commune))
    at_phone.page.clock.install()
    at_phone.log_in(binh.account.username, PASSWORD)
    at_phone.go("/search/")
    at_phone.page.get_by_role("searchbox").fill("đang viết dở")

    at_phone.page.clock.fast_forward("56:00")
    notice = at_phone.page.get_by_role("region", name="Phiên làm việc")
    notice.wait_for()
    expect(notice).to_contain_text("còn 4 phút")
    notice.get_by_role("button", name="Làm tiếp").click()
    notice.wait_for(state="hidden")

    expect(at_phone.page.get_by_role("searchbox")).to_have_value("đang viết dở")

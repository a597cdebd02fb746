"""Back from a page that did not save: what was typed stands in its fields again, the numbers too."""

import pytest
from playwright.sync_api import expect

from tests.builders import an_of
from tests.journeys.conftest import PASSWORD
from tests.world import a_world
from toso.work.outreach.tests.builders import a_community_team, a_task

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.journey]


def test_the_numbers_typed_stand_again_after_an_error_and_back(at_desk):
    world = a_world()
    an = an_of(world.hamlet)
    a_community_team(place=world.hamlet)
    a_task()
    an.account.set_password(PASSWORD)
    an.account.save()
    at_desk.log_in(an.account.username, PASSWORD)
    at_desk.go("/outreach/new/")
    page = at_desk.page
    for name, number in (("citizens", "2"), ("elderly", "7")):
        page.locator(f"[name={name}]").fill(number)

    page.locator(".ts-tiles label").first.click()
    with page.expect_navigation():
        page.locator("#work button.btn-primary[type=submit]").first.click()
    expect(page.locator(".ts-errors")).to_have_count(1)
    page.go_back()

    expect(page.locator("[name=citizens]")).to_have_value("2")
    expect(page.locator("[name=elderly]")).to_have_value("7")
    expect(page.locator("[data-take]")).to_have_count(0)  # put in its place, not offered

"""Each goal stands with its proxies, said to be proxies; each number opens to its records."""

from datetime import date
from decimal import Decimal

import pytest
from django.urls import reverse

from tests.builders import a_place, an_of, binh_of, chau_of, moment
from tests.world import a_world
from toso.front.console.queries import outcomes as queries
from toso.ground.places.actions import rebuild_reach
from toso.plan.programme.models import Indicator, IndicatorTerm
from toso.plan.programme.rules import IndicatorKind
from toso.plan.programme.tests.builders import an_indicator
from toso.results.reporting.actions.figures import rebuild_figures
from toso.results.reporting.actions.periods import ensure_periods
from toso.work.outreach.rules import Counts
from toso.work.outreach.tests.builders import a_record

pytestmark = pytest.mark.django_db
NOW = moment(date(2026, 11, 21), 10)


@pytest.fixture(autouse=True)
def _clock(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOW)


def a_proxy():
    indicator = an_indicator(fact="outreach.citizens_guided")
    indicator.code = "guided-online-services"
    indicator.save()
    return indicator


def test_a_goal_shows_its_proxies_month_by_month_and_says_that_they_are_none(client):
    world = a_world()
    an, binh = an_of(world.hamlet), binh_of(world.commune)
    rebuild_reach()
    ensure_periods(year=2026)
    indicator = a_proxy()
    a_record(place=world.hamlet, by=an, day=date(2026, 9, 20), counts=Counts(citizens=4))
    a_record(place=world.hamlet, by=an, day=date(2026, 10, 20), counts=Counts(citizens=9))
    rebuild_figures(at=NOW)

    proxy = queries.proxies(world.commune, queries.months_shown(date(2026, 11, 21)))["guided-online-services"]
    client.force_login(binh.account)
    page = client.get(reverse("console:outcomes")).text

    assert [line.figure.value for line in proxy.lines][-4:] == [Decimal(0), Decimal(4), Decimal(9), Decimal(0)]
    assert proxy.change == 5
    assert "không phải số đo mục tiêu" in page
    assert f"/evidence/{indicator.pk}/{world.commune.pk}/" in page
    assert page.count("Không nói lên được") == len(queries.goals()) == 6


def test_every_proxy_of_the_list_is_an_indicator_of_the_catalogue_and_each_goal_says_its_limit():
    catalogue = (queries.DATA.parents[3] / "plan/programme/data/indicators.toml").read_text()

    for goal in queries.goals():
        assert goal.limit
        assert goal.indicators
        assert [code for code in goal.indicators if f'code = "{code}"' not in catalogue] == []


def test_a_place_outside_the_scope_is_not_found(client):
    world = a_world()
    client.force_login(chau_of(world.elsewhere).account)

    assert client.get(reverse("console:outcomes"), {"place": world.commune.pk}).status_code == 404
    assert client.get(reverse("console:outcomes"), {"place": a_place().pk}).status_code == 404
    assert client.get(reverse("console:outcomes"), {"place": "x"}).status_code == 404


def test_a_share_without_a_whole_says_so_and_shows_no_count_under_a_percent_sign(client):
    world = a_world()
    an, binh = an_of(world.hamlet), binh_of(world.commune)
    rebuild_reach()
    ensure_periods(year=2026)
    share = an_indicator(fact="outreach.citizens_guided", unit="%", kind=IndicatorKind.RATIO)
    IndicatorTerm.objects.create(
        indicator=share, part="denominator", fact="programme.denominator", parameters={"code": "households"}
    )
    Indicator.objects.filter(pk=share.pk).update(code="guided-online-services")
    a_record(place=world.hamlet, by=an, day=date(2026, 10, 20), counts=Counts(citizens=947))
    rebuild_figures(at=NOW)
    client.force_login(binh.account)

    page = client.get(reverse("console:outcomes")).text

    assert "chưa có mẫu số" in page
    assert "947" not in page

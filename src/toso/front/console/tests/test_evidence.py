"""Every number opens down to its records: whatever can be counted, and whoever may look."""

from datetime import date

import pytest
from django.urls import reverse

from tests.builders import binh_of, dung_of, moment
from tests.world import a_world
from toso.front.console.queries.evidence import sheets
from toso.ground.people.queries import scope_of
from toso.ground.places.actions import rebuild_reach
from toso.ground.places.rules import Reading
from toso.plan.programme.tests.builders import an_indicator
from toso.results.reporting.sources import SOURCES

pytestmark = pytest.mark.django_db
ON = date(2026, 11, 21)


@pytest.fixture(autouse=True)
def _clock(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("django.utils.timezone.now", lambda: moment(ON, 10))


@pytest.mark.parametrize("code", SOURCES)
def test_whatever_can_be_counted_opens_to_its_records_for_the_province_and_for_a_commune(code):
    world = a_world()
    indicator = an_indicator(fact=code)

    for person, place in ((dung_of(world.province), world.province), (binh_of(world.commune), world.commune)):
        scope = scope_of(person.pk, on=ON)
        (sheet,) = sheets(indicator, place, ON, ON, reading=Reading.THEN, scope=scope, page=1)
        assert sheet.home == SOURCES[code].home


def test_the_hamlets_that_a_number_counts_are_named(client):
    world = a_world()
    rebuild_reach()
    client.force_login(binh_of(world.commune).account)

    page = client.get(reverse("console:evidence", args=[an_indicator(fact="places.hamlets").pk, world.commune.pk])).text

    assert "Thôn Mẫu 1" in page
    assert "Thôn Mẫu 9" not in page

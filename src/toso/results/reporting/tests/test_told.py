"""Platforms and policies in force × hamlets reached (Plan 6863, III.1): a share that opens to its records."""

from datetime import date, timedelta
from decimal import Decimal

import pytest

from tests.builders import a_place, binh_of, moment
from tests.world import a_world
from toso.ground.people.queries import scope_of
from toso.ground.places.actions import rebuild_reach
from toso.ground.places.rules import Reading
from toso.plan.programme.models import Platform
from toso.plan.programme.rules import IndicatorKind, TermPart
from toso.results.reporting.actions.figures import ensure_series, rebuild_figures
from toso.results.reporting.queries.evidence import evidence
from toso.results.reporting.queries.figures import figures
from toso.results.reporting.tests.counting import an_indicator
from toso.work.outreach.tests.builders import a_record

pytestmark = pytest.mark.django_db
DAY = date(2026, 10, 20)
LATER = DAY + timedelta(days=20)
AT = moment(LATER + timedelta(days=1))


def test_each_platform_counts_once_in_each_hamlet_and_the_whole_is_every_platform_in_every_hamlet():
    world = a_world()
    other = a_place(name="Mỹ Hiệp", parent=world.commune)
    rebuild_reach()
    portal, vneid, unnamed = (
        Platform.objects.create(code=code, name=code, valid_from=date(2022, 1, 1)) for code in ("portal", "vneid", "x")
    )
    share = an_indicator(
        IndicatorKind.RATIO,
        (TermPart.NUMERATOR, "outreach.platforms_told", {"platforms": ["portal", "vneid"]}),
        (TermPart.DENOMINATOR, "places.hamlets", {"times": 2}),
    )
    ensure_series(at=AT)
    binh = binh_of(world.commune)
    for place, platform, day in (
        (world.hamlet, portal, DAY),
        (world.hamlet, portal, LATER),
        (world.hamlet, unnamed, DAY),
        (world.hamlet, vneid, LATER),
        (other, portal, DAY),
        (world.commune, vneid, DAY),
    ):
        record = a_record(place=place, day=day, by=binh)
        type(record).objects.filter(pk=record.pk).update(platform=platform)
    rebuild_figures(at=AT)

    def shown(place, last_day):
        found = figures([share], [place], DAY, last_day, reading=Reading.TODAY)[share.pk, place.pk]
        return found.value, found.numerator, found.denominator

    assert shown(world.hamlet, DAY) == (Decimal(50), 1, 2)
    assert shown(world.hamlet, LATER) == (Decimal(100), 2, 2)
    assert shown(world.commune, LATER) == (Decimal(75), 3, 4)
    told, hamlets = evidence(share, world.commune, DAY, LATER, scope=scope_of(binh.pk, on=LATER))
    assert (told.rows.count(), hamlets.rows.count()) == (4, 2)

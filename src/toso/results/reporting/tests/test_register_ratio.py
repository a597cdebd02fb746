"""Shares of households (Plan 6863, III): both the part and the whole come from the register."""

from datetime import timedelta
from decimal import Decimal

import pytest

from tests.builders import binh_of, moment
from tests.world import a_world
from toso.ground.places.actions import rebuild_reach
from toso.ground.places.rules import Reading
from toso.plan.programme.rules import IndicatorKind, TermPart
from toso.results.reporting.actions.figures import ensure_series, recompute_marked
from toso.results.reporting.queries.figures import figures
from toso.results.reporting.tests.counting import an_indicator
from toso.work.registry.tests.builders import DAY, a_registrant, answer

pytestmark = pytest.mark.django_db
LATER = DAY + timedelta(days=5)
AT = moment(LATER + timedelta(days=1))


def test_the_share_of_households_online_has_the_whole_register_below_it_and_those_who_answered_beside():
    world = a_world()
    rebuild_reach()
    online = {"question": "commerce_and_payment"}
    of_all = an_indicator(
        IndicatorKind.RATIO,
        (TermPart.NUMERATOR, "registry.answers", online),
        (TermPart.DENOMINATOR, "registry.registrants", {}),
    )
    of_answered = an_indicator(
        IndicatorKind.RATIO,
        (TermPart.NUMERATOR, "registry.answers", online),
        (TermPart.DENOMINATOR, "registry.answers", online | {"values": ["yes", "no"]}),
    )
    ensure_series(at=AT)
    binh = binh_of(world.commune)
    both = {"e_commerce": "yes", "e_payment": "yes"}
    a_registrant(place=world.hamlet, by=binh, fields=both)
    later = a_registrant(place=world.hamlet, by=binh, fields={"e_commerce": "no"})
    a_registrant(place=world.hamlet, by=binh)
    a_registrant(place=world.hamlet, by=binh, fields={"e_commerce": "refused", "e_payment": "yes"})
    answer(later, binh, both, day=LATER)
    while recompute_marked(at=AT):
        pass

    def share(indicator, on):
        found = figures([indicator], [world.commune, world.elsewhere], DAY, on, reading=Reading.TODAY)
        return found[indicator.pk, world.commune.pk].value, found[indicator.pk, world.elsewhere.pk].value

    assert share(of_all, DAY) == (Decimal(25), None)
    assert share(of_all, LATER) == (Decimal(50), None)
    assert share(of_answered, DAY) == (Decimal(50), None)
    assert share(of_answered, LATER) == (Decimal(100), None)

from collections import Counter
from datetime import timedelta
from typing import Any

import pytest

from tests.builders import a_person, an_of, moment
from tests.world import a_world
from toso.ground.people.queries import scope_of
from toso.ground.people.rules import Role
from toso.work.registry.actions.counting import recount
from toso.work.registry.actions.registering import end_registrant, move_registrant
from toso.work.registry.models import CountMark, HamletCount
from toso.work.registry.queries.counts import counts_of, differences
from toso.work.registry.rules.answers import Kind
from toso.work.registry.tests.builders import DAY, a_registrant, answer

pytestmark = pytest.mark.django_db
LATER = DAY + timedelta(days=3)


def kept():
    while recount():
        pass
    return list(differences())


def test_the_counts_are_the_same_before_they_are_kept_and_after():
    world = a_world()
    an = an_of(world.hamlet)
    row = a_registrant(place=world.hamlet, by=an, fields={"internet": "yes", "adults": "3"})
    a_registrant(place=world.hamlet, by=an)
    a_registrant(place=world.hamlet, by=an, kind=Kind.BUSINESS)
    scope = scope_of(a_person(role=Role.PROVINCE_OFFICER, place=world.province).pk, on=DAY)

    def read():
        found = counts_of(scope, world.province, Kind.HOUSEHOLD)
        return [(r.households, r.asked, r.businesses, r.cooperatives) for r in found.below], found.answers

    first = read()
    assert kept() == []
    assert first == read() == ([(2, 1, 1, 0), (0, 0, 0, 0)], {"internet": Counter(yes=1)})

    answer(row, an, {"internet": "no"}, day=LATER)
    second = read()
    assert CountMark.objects.exists()
    assert kept() == []
    assert second == read() == ([(2, 1, 1, 0), (0, 0, 0, 0)], {"internet": Counter(no=1)})


def test_a_household_that_moves_or_leaves_is_counted_where_it_is():
    world = a_world()
    an = an_of(world.hamlet)
    bao = a_person(role=Role.COMMUNE_OFFICIAL, place=world.province)
    moved, left = (a_registrant(place=world.hamlet, by=an, fields={"internet": "yes"}) for _ in range(2))
    assert kept() == []
    who: dict[str, Any] = {"by": bao, "scope": scope_of(bao.pk, on=LATER), "at": moment(LATER, 10)}

    move_registrant(registrant_id=moved.pk, to=world.hamlet_elsewhere, on=LATER, **who)
    end_registrant(registrant_id=left.pk, on=LATER, reason="Chuyển đi", **who)

    (there,) = counts_of(who["scope"], world.hamlet_elsewhere, Kind.HOUSEHOLD).below
    assert (there.households, there.asked) == (1, 1)
    assert counts_of(who["scope"], world.hamlet, Kind.HOUSEHOLD).answers == {}
    assert counts_of(who["scope"], world.hamlet_elsewhere, Kind.HOUSEHOLD).answers == {"internet": Counter(yes=1)}
    assert kept() == []


def test_a_count_that_is_not_what_the_rows_say_is_found():
    world = a_world()
    a_registrant(place=world.hamlet, by=an_of(world.hamlet))
    assert kept() == []

    HamletCount.objects.update(rows=7)

    assert [("cần 1, đang là 7" in words) for words in differences()] == [True]

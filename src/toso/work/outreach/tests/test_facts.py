from dataclasses import replace

import pytest
from django.db.models import Count, Sum

from tests.builders import a_person, an_of, moment
from tests.world import a_world
from toso.ground.people.queries import scope_of
from toso.ground.people.rules import Role
from toso.ground.shared.facts import Fact
from toso.plan.programme.models import Pillar
from toso.work.outreach import facts
from toso.work.outreach.actions.records import correct_record, work_of
from toso.work.outreach.rules import Counts
from toso.work.outreach.tests.builders import DAY, a_record, a_task

pytestmark = pytest.mark.django_db

COUNTS = Counts(
    citizens=9, households=4, businesses=3, cooperatives=2, elderly=5, disabled=1, poor=2, near_poor=1, vulnerable=1
)


def value(fact, **parameters):
    return fact.rows(parameters).aggregate(total=Sum(fact.measure))["total"]


def test_each_fact_measures_its_own_column():
    world = a_world()
    a_record(place=world.hamlet, by=an_of(world.hamlet), counts=COUNTS)

    measured = {fact.code: value(fact) for fact in vars(facts).values() if isinstance(fact, Fact)}

    assert measured == {
        "outreach.citizens_guided": 9,
        "outreach.households_guided": 4,
        "outreach.businesses_guided": 3,
        "outreach.cooperatives_guided": 2,
        "outreach.businesses_and_cooperatives_guided": 5,
        "outreach.elderly_guided": 5,
        "outreach.priority_guided": 10,
        "outreach.sessions": 1,
        "outreach.works": 1,
        "outreach.people_taking_part": 1,
        "outreach.communications": None,
        "outreach.reach": None,
        "outreach.platforms_told": None,
        "outreach.policies_told": None,
        "outreach.things_done": None,
        "outreach.centre_helped": None,
        "outreach.centre_priority": None,
        "outreach.centre_minutes": None,
        "outreach.centre_timed": None,
        "outreach.centre_handling_days": None,
        "outreach.centre_handled": None,
        "outreach.centre_rated": None,
        "outreach.centre_satisfied": None,
        "outreach.dossiers_digitised": None,
    }


def test_tasks_and_pillar_narrow_the_rows():
    world = a_world()
    an = an_of(world.hamlet)
    payment = a_task(code="payment", pillar=Pillar.ECONOMY)
    a_record(place=world.hamlet, by=an, task=payment, counts=Counts(citizens=3))
    a_record(place=world.hamlet, by=an, counts=Counts(citizens=5))

    assert value(facts.citizens_guided) == 8
    assert value(facts.citizens_guided, tasks=["payment"]) == 3
    assert value(facts.citizens_guided, pillar="society") == 5


def test_rows_are_what_counts_today_and_history_every_version():
    world = a_world()
    an = an_of(world.hamlet)
    record = a_record(place=world.hamlet, by=an, counts=Counts(citizens=30))
    work = replace(work_of(record), counts=Counts(citizens=3))
    correct_record(
        record_id=record.pk, work=work, reason="Nhầm", by=an, scope=scope_of(an.pk, on=DAY), at=moment(DAY, 18)
    )

    assert list(facts.citizens_guided.rows({}).values_list("citizens", flat=True)) == [3]
    assert sorted(facts.citizens_guided.history({}).values_list("citizens", flat=True)) == [3, 30]


def test_people_are_counted_once_however_often_they_take_part():
    world = a_world()
    an, other = an_of(world.hamlet), a_person(role=Role.TEAM_MEMBER, place=world.hamlet)
    for _session in range(3):
        a_record(place=world.hamlet, by=an, people=[an.pk, other.pk])

    fact = facts.people_taking_part

    assert fact.rows({}).aggregate(n=Count("person", distinct=True))["n"] == 2
    assert set(fact.rows({}).values_list(fact.place, fact.day)) == {(world.hamlet.pk, DAY)}


def test_a_record_that_adds_nothing_is_no_evidence_of_that_fact():
    world = a_world()
    a_record(place=world.hamlet, by=an_of(world.hamlet), counts=Counts(citizens=3))

    assert facts.citizens_guided.rows({}).count() == 1
    assert facts.households_guided.rows({}).count() == 0
    assert facts.households_guided.history({}).count() == 0
    assert facts.sessions.rows({}).count() == 1

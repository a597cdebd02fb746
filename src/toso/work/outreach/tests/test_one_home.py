"""One record, one home: what a record of work says of its place, its people and its clock, whatever follows."""

from datetime import date, timedelta
from uuid import uuid4

import pytest
from django.db.models import Sum

from tests.builders import a_person, an_of, dung_of, moment
from tests.world import a_world
from toso.ground.people.actions import transfer
from toso.ground.people.models import Assignment
from toso.ground.people.queries import scope_of
from toso.ground.people.rules import Role
from toso.work.outreach import facts
from toso.work.outreach.actions.recording import record_work
from toso.work.outreach.models import Record, Source
from toso.work.outreach.rules import Counts
from toso.work.outreach.tests.builders import DAY, a_community_team, a_record, a_task

pytestmark = pytest.mark.django_db


def test_several_people_at_one_work_make_it_count_once():
    world = a_world()
    an = an_of(world.hamlet)
    others = [a_person(role=Role.TEAM_MEMBER, place=world.hamlet) for _number in range(2)]

    a_record(place=world.hamlet, by=an, people=[an.pk, *(person.pk for person in others)], counts=Counts(citizens=12))

    counted = {
        fact.code: fact.rows({}).aggregate(total=Sum(fact.measure))["total"]
        for fact in (facts.citizens_guided, facts.sessions)
    }
    assert counted == {"outreach.citizens_guided": 12, "outreach.sessions": 1}
    assert Record.objects.get().shares.count() == 3


def test_the_work_of_a_person_who_moves_stays_where_and_when_it_was_done():
    world = a_world()
    an = an_of(world.hamlet)
    team = a_community_team(place=world.hamlet)
    before = a_record(place=world.hamlet, by=an, counts=Counts(citizens=12))
    moved_on = DAY + timedelta(days=5)

    transfer(
        assignment_id=Assignment.objects.get(person=an).pk,
        place=world.hamlet_elsewhere,
        on=moved_on,
        by=dung_of(world.province),
        at=moment(moved_on),
    )
    after = a_record(place=world.hamlet_elsewhere, by=an, day=moved_on, counts=Counts(citizens=3))

    fact = facts.citizens_guided
    assert list(fact.rows({}).order_by("pk").values_list(fact.place, fact.day, "citizens", "team")) == [
        (world.hamlet.pk, DAY, 12, team.pk),
        (world.hamlet_elsewhere.pk, moved_on, 3, None),
    ]
    assert list(facts.people_taking_part.rows({}).values_list("person", "record__place").order_by("pk")) == [
        (an.pk, before.place_id),
        (an.pk, after.place_id),
    ]


def test_a_clock_that_runs_ahead_is_flagged_and_never_trusted():
    world = a_world()
    an = an_of(world.hamlet)
    now = moment(DAY, 12)

    record = record_work(
        uuid=uuid4(),
        place=world.hamlet,
        day=DAY,
        task=a_task(),
        counts=Counts(citizens=5),
        people=[an.pk],
        captured_at=now + timedelta(hours=7),
        source=Source.PAGE,
        by=an,
        scope=scope_of(an.pk, on=DAY),
        at=now,
    )

    assert [flag["code"] for flag in record.flags] == ["clock_jump"]
    assert (record.day, record.recorded_at) == (date(2026, 10, 20), now)

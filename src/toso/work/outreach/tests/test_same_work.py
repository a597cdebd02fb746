"""What the database is asked of the same work is what the rule says, and costs no more where many records lie."""

from uuid import uuid4

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.builders import an_of, moment
from tests.flat import queries_of
from tests.world import a_world
from toso.plan.teams.models import Team
from toso.work.outreach.models import Record, Source
from toso.work.outreach.queries.checks import FROM_PAPER
from toso.work.outreach.queries.records import counts_of, same_work
from toso.work.outreach.rules import Trace, looks_like
from toso.work.outreach.tests.builders import DAY, a_community_team, a_task

pytestmark = pytest.mark.django_db
Drawn = tuple[int, Team | None, int, Source, int]


def trace_of(record: Record) -> Trace:
    return Trace(
        place_id=record.place_id,
        day=record.day,
        task_id=record.task_id,
        team_id=record.team_id,
        recorded_by_id=record.recorded_by_id,
        is_from_paper=record.source in FROM_PAPER,
        counts=counts_of(record),
    )


def test_the_database_finds_the_first_that_the_rule_finds():
    world = a_world()
    people, team = [an_of(world.hamlet), an_of(world.hamlet)], a_community_team(place=world.hamlet)
    tasks = [a_task(), a_task()]
    drawn = st.tuples(
        st.integers(0, 1),
        st.sampled_from([None, team]),
        st.integers(0, 1),
        st.sampled_from([Source.PHONE, Source.PAGE, Source.GRID, Source.IMPORT]),
        st.integers(5, 6),
    )

    def a_row(task: int, of_team: Team | None, by: int, source: Source, citizens: int) -> Record:
        at = moment(DAY)
        return Record(
            uuid=uuid4(),
            province_code="56",
            place=world.hamlet,
            day=DAY,
            task=tasks[task],
            team=of_team,
            citizens=citizens,
            source=source,
            captured_at=at,
            recorded_at=at,
            recorded_by=people[by],
        )

    @settings(max_examples=30, deadline=None, suppress_health_check=list(HealthCheck))
    @given(kept=st.lists(drawn, max_size=5), asked=st.lists(drawn, min_size=1, max_size=5))
    def check(kept: list[Drawn], asked: list[Drawn]):
        Record.objects.all().delete()
        rows = Record.objects.bulk_create([a_row(*each) for each in kept])
        wanted = [a_row(*each) for each in asked]

        found = same_work(wanted)

        assert found == {
            number: first
            for number, one in enumerate(wanted)
            if (first := next((row.uuid for row in rows if looks_like(trace_of(one), trace_of(row))), None))
        }

    check()


def test_one_statement_asks_for_all():
    world = a_world()
    by, task = an_of(world.hamlet), a_task()
    at = moment(DAY)
    rows = [
        Record(place=world.hamlet, day=DAY, task=task, captured_at=at, recorded_at=at, recorded_by=by)
        for _number in range(30)
    ]

    assert len(queries_of(lambda: same_work(rows))) == 1

"""What a call costs the database when it is taken in: counted, because thousands come in an hour."""

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.builders import an_of, binh_of
from tests.world import a_world
from toso.ground.people.queries import scope_of
from toso.work.helpdesk.actions.tickets import open_ticket
from toso.work.helpdesk.models import Ticket
from toso.work.helpdesk.rules.priorities import Impact
from toso.work.helpdesk.tests.builders import DAY, MORNING, a_desk, a_response_team

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(("has_team", "asked"), [(True, 4), (False, 4)])
def test_a_call_is_taken_in_with_four_rows_written_and_four_questions(has_team, asked):
    world = a_world()
    binh = binh_of(world.commune)
    a_desk()
    if has_team:
        a_response_team(commune=world.commune, members=[binh])
    given: dict[str, Any] = {"by": binh, "scope": scope_of(binh.pk, on=DAY), "at": MORNING}

    with CaptureQueriesContext(connection) as captured:
        open_ticket(place=world.commune, title="Máy in kẹt", category="printer", impact=Impact.SOME, **given)

    said = [query["sql"] for query in captured.captured_queries if "SAVEPOINT" not in query["sql"]]
    written = [sql for sql in said if sql.startswith("INSERT")]
    assert (len(written), len(said) - len(written)) == (4, asked), said


def test_two_thousand_calls_in_an_hour_each_have_their_clocks_and_cost_the_same():
    world = a_world()
    an = an_of(world.hamlet)
    a_desk()
    given: dict[str, Any] = {"by": an, "scope": scope_of(an.pk, on=DAY), "at": MORNING}

    def take_in(count):
        with CaptureQueriesContext(connection) as captured:
            for number in range(count):
                open_ticket(place=world.hamlet, title=f"Máy số {number} không lên", category="computer", **given)
        return len(captured)

    first = take_in(20)

    assert take_in(60) == 3 * first
    assert Ticket.objects.filter(due_at__isnull=True).count() == 0

"""Two thousand calls for help in one hour, when a platform fails everywhere: none lost, each with its term and way."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from tests.builders import an_of, binh_of, dung_of
from tests.drills.figures import IS_LONG, report
from tests.world import a_world
from toso.ground.notices.models import Notice
from toso.ground.places.rules import Level
from toso.work.helpdesk.actions.citizens import ask_as_citizen
from toso.work.helpdesk.actions.silence import AT_ONCE, move_silent
from toso.work.helpdesk.models import Step, Ticket
from toso.work.helpdesk.rules.ways import StepKind
from toso.work.helpdesk.tests.builders import a_response_team, a_ticket

pytestmark = [pytest.mark.drill, pytest.mark.django_db]
CALLS = 2000 if IS_LONG else 120
HOUR = timedelta(hours=1)


def statements_of_the_queue(client: Client) -> int:
    with CaptureQueriesContext(
        connection,
    ) as asked:
        assert client.get(f"{reverse('helpdesk:queue')}?queue=unassigned").status_code == 200
    return len(asked)


def test_two_thousand_calls_in_an_hour_are_each_kept_ring_nobody_and_move_on_by_themselves():
    world, at = a_world(), timezone.now()
    binh, an = binh_of(world.commune), an_of(world.hamlet)
    dung_of(world.province)
    a_response_team(commune=world.commune, members=[binh])
    client = Client()
    client.force_login(binh.account)
    a_ticket(place=world.hamlet, by=an, at=at)
    client.get(reverse("helpdesk:queue"))
    few = statements_of_the_queue(client)

    for number in range(CALLS - 1):
        moment = at + HOUR * number / CALLS
        if number % 2:
            ask_as_citizen(place=world.commune, title=f"Cổng không mở được, lần {number}", at=moment)
        else:
            a_ticket(place=world.hamlet, by=an, title=f"Cổng không mở được, lần {number}", at=moment)
    rung = Notice.objects.count()
    many = statements_of_the_queue(client)
    codes = Ticket.objects.filter(look_up_code__isnull=False).values("look_up_code").distinct().count()
    rounds, late = 0, at + timedelta(days=14)
    while move_silent(at=late):
        rounds += 1

    report("2.000 yêu cầu trong một giờ", rounds=CALLS, statements=many, notices=rung, silence=rounds)
    assert (Ticket.objects.count(), Ticket.objects.filter(due_at__isnull=True).count()) == (CALLS, 0)
    assert (codes, rung, many) == ((CALLS - 1) // 2, 0, few)
    assert Ticket.objects.filter(holder_level=Level.PROVINCE).count() == CALLS
    assert Step.objects.filter(kind=StepKind.MOVED).count() == CALLS
    assert rounds == -(-CALLS // AT_ONCE)

"""A clock that jumps, forwards and back, loses no record, doubles no duty and breaks no proof.

The product reads the clock in views, jobs and commands alone and hands the moment down, so the clock is
turned here where they read it; the operating system's own stays as it is.
"""

import random
from collections import Counter
from datetime import date, timedelta
from uuid import uuid4

import pytest

from tests.builders import an_of, moment
from tests.drills.figures import IS_LONG, report
from tests.world import a_world
from toso.ground.audit.actions import seal_committed
from toso.ground.audit.queries import verify
from toso.ground.notices.models import Notice
from toso.ground.places.actions import rebuild_reach
from toso.results.reporting.actions.figures import recompute_marked
from toso.results.reporting.actions.reminders import catch_up
from toso.results.reporting.models import Report
from toso.results.reporting.queries.check import check_figures
from toso.work.outreach.models import Record
from toso.work.outreach.tests.builders import a_task

JUMPS = 300 if IS_LONG else 12

pytestmark = [pytest.mark.drill, pytest.mark.django_db]


def test_a_clock_that_jumps_loses_no_record_and_doubles_no_duty(client, monkeypatch):
    world, task, chance = a_world(), a_task(), random.Random(335)
    an = an_of(world.hamlet)
    rebuild_reach()
    now = moment(date(2026, 3, 2), 9)
    monkeypatch.setattr("django.utils.timezone.now", lambda: now)
    written = []

    for number in range(JUMPS):
        now += chance.choice(
            [timedelta(minutes=5), timedelta(days=chance.randint(1, 40)), -timedelta(days=chance.randint(1, 30))]
        )
        now = max(now, moment(date(2026, 1, 5), 9))
        client.force_login(an.account)
        answer = client.post(
            "/outreach/new/",
            {
                "uuid": str(uuid4()),
                "place": world.hamlet.pk,
                "day": now.date().isoformat(),
                "task": task.pk,
                "citizens": 1 + number % 7,
                "people": [an.pk],
                "note": f"lần {number}",
            },
        )
        assert answer.status_code == 302, answer.text[-3000:]
        written.append(f"lần {number}")
        catch_up(at=now)
        seal_committed(now)
    while recompute_marked(at=now):
        pass

    kept = Counter(Record.objects.counting().values_list("note", flat=True))
    drafts = Counter(Report.objects.filter(superseded_at__isnull=True).values_list("place", "period"))
    told = Counter(Notice.objects.values_list("person", "key"))
    lost = [name for name in written if name not in kept]
    doubled = [name for name, count in (*kept.items(), *drafts.items(), *told.items()) if count > 1]
    report("đồng hồ nhảy", rounds=JUMPS, acknowledged=len(written), lost=len(lost), doubled=len(doubled))
    assert (lost, doubled) == ([], [])
    assert verify() == []
    assert [str(difference) for difference in check_figures()] == []

"""Jobs of the notices. Each may run twice."""

from django.utils import timezone
from procrastinate.contrib.django import app

from toso.ground.notices.actions import post_waiting
from toso.ground.notices.actions.announcements import reach_newcomers


@app.periodic(cron="5 * * * *")
@app.task(queueing_lock="notices.post", lock="notices.post", pass_context=False)
def post(timestamp: int) -> None:
    post_waiting(at=timezone.now())


@app.periodic(cron="20 * * * *")
@app.task(queueing_lock="notices.reach", lock="notices.reach", pass_context=False)
def reach(timestamp: int) -> None:
    reach_newcomers(at=timezone.now())

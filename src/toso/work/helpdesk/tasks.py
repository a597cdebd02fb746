"""Jobs of the help desk. Each may run twice."""

from django.utils import timezone
from procrastinate.contrib.django import app

from toso.work.helpdesk.actions.silence import move_silent


@app.periodic(cron="*/5 * * * *")
@app.task(queueing_lock="helpdesk.move_silent", lock="helpdesk.move_silent", pass_context=False)
def move_silent_tickets(timestamp: int) -> None:
    move_silent(at=timezone.now())

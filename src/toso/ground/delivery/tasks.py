"""Jobs of the outbox. Each may run twice."""

from django.utils import timezone
from procrastinate.contrib.django import app

from toso.ground.delivery.actions import send_pending


@app.periodic(cron="* * * * *")
@app.task(queueing_lock="delivery.send", lock="delivery.send", pass_context=False)
def send(timestamp: int) -> None:
    send_pending(at=timezone.now())

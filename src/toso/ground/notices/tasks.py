"""Jobs of the notices. Each may run twice."""

from django.utils import timezone
from procrastinate.contrib.django import app

from toso.ground.notices.actions import post_waiting


@app.periodic(cron="5 * * * *")
@app.task(queueing_lock="notices.post", lock="notices.post", pass_context=False)
def post(timestamp: int) -> None:
    post_waiting(at=timezone.now())

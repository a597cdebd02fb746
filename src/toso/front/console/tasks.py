"""Jobs of the console. Each may run twice."""

from django.utils import timezone
from procrastinate.contrib.django import app

from toso.front.console.actions import forget_forms, forget_uploads


@app.periodic(cron="41 3 * * *")
@app.task(queueing_lock="console.forget_forms", lock="console.forget_forms", pass_context=False)
def forget_answered_forms(timestamp: int) -> None:
    forget_forms(at=timezone.now())
    forget_uploads(at=timezone.now())

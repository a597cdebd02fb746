"""Jobs of the register. Each may run twice; a day that was missed is made up for by the next."""

from django.utils import timezone
from procrastinate.contrib.django import app

from toso.work.registry.actions.registering import forget_withdrawn


@app.periodic(cron="41 * * * *")
@app.task(queueing_lock="registry.forget", lock="registry.forget", pass_context=False)
def forget(timestamp: int) -> None:
    forget_withdrawn(at=timezone.now())

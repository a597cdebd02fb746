"""Jobs of privacy. Each may run twice; a day that was missed is made up for by the next."""

from django.utils import timezone
from procrastinate.contrib.django import app

from toso.ground.privacy.actions import forget_expired


@app.periodic(cron="23 * * * *")
@app.task(queueing_lock="privacy.forget", lock="privacy.forget", pass_context=False)
def forget(timestamp: int) -> None:
    forget_expired(at=timezone.now())

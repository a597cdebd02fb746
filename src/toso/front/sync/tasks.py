"""Jobs of the phones' doors. Each may run twice."""

from django.utils import timezone
from procrastinate.contrib.django import app

from toso.front.sync.actions.media import sweep_media


@app.periodic(cron="23 3 * * *")
@app.task(queueing_lock="sync.sweep", lock="sync.sweep", pass_context=False)
def sweep(timestamp: int) -> None:
    sweep_media(at=timezone.now())

"""Keeps who counts as trained in line with who holds which post. Running twice does no harm."""

from django.utils import timezone
from procrastinate.contrib.django import app

from toso.work.training.actions.coverage import catch_up


@app.periodic(cron="23 * * * *")
@app.task(queueing_lock="training.refresh_coverage", pass_context=False)
def refresh_coverage(timestamp: int) -> None:
    catch_up(at=timezone.now())

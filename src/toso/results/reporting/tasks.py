"""Keeps the figures fresh. A tick that is missed or doubled does no harm."""

from django.utils import timezone
from procrastinate.contrib.django import app

from toso.results.reporting.actions.figures import recompute_marked


@app.periodic(cron="* * * * * */2")  # the sixth field is seconds: a record shows within five of them
@app.task(queueing_lock="reporting.recompute_figures", pass_context=False)
def recompute_figures(timestamp: int) -> None:
    recompute_marked(at=timezone.now())

"""Keeps the figures fresh. A tick that is missed or doubled does no harm."""

from django.utils import timezone
from procrastinate.contrib.django import app

from toso.results.reporting.actions.figures import recompute_marked
from toso.results.reporting.actions.reminders import catch_up


@app.periodic(cron="* * * * * */2")  # the sixth field is seconds: a record shows within five of them
@app.task(queueing_lock="reporting.recompute_figures", pass_context=False)
def recompute_figures(timestamp: int) -> None:
    recompute_marked(at=timezone.now())


@app.periodic(cron="7 * * * *")
@app.task(queueing_lock="reporting.draft_reports", pass_context=False)
def draft_and_remind(timestamp: int) -> None:
    """Each hour: draft what the cut-off calls for, keep drafts fresh, remind. A machine that was off catches up."""
    catch_up(at=timezone.now())

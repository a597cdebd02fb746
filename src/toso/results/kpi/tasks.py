"""Opens each KPI month when it begins. A tick that is missed or doubled does no harm."""

from django.utils import timezone
from procrastinate.contrib.django import app

from toso.results.kpi.actions.months import open_due_months


@app.periodic(cron="23 * * * *")
@app.task(queueing_lock="kpi.open_due_months", pass_context=False)
def open_months(timestamp: int) -> None:
    open_due_months(at=timezone.now())

"""Jobs of the audit trail. Each may run twice."""

from django.utils import timezone
from procrastinate.contrib.django import app

from toso.ground.audit.actions import seal_committed


@app.periodic(cron="* * * * * */10")
@app.task(queueing_lock="audit.seal", lock="audit.seal", pass_context=False)
def seal(timestamp: int) -> None:
    while seal_committed(timezone.now()):
        pass

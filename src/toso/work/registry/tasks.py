"""Jobs of the register. Each may run twice; a day that was missed is made up for by the next."""

from django.utils import timezone
from procrastinate.contrib.django import app

from toso.work.registry.actions.counting import recount
from toso.work.registry.actions.entities import release_held
from toso.work.registry.actions.registering import forget_withdrawn


@app.periodic(cron="41 * * * *")
@app.task(queueing_lock="registry.forget", lock="registry.forget", pass_context=False)
def forget(timestamp: int) -> None:
    forget_withdrawn(at=timezone.now())


@app.periodic(cron="17 * * * *")
@app.task(queueing_lock="registry.release", lock="registry.release", pass_context=False)
def release(timestamp: int) -> None:
    """Edits whose forerunner never came are looked at by themselves after five days."""
    release_held(at=timezone.now())


@app.periodic(cron="* * * * * */10")  # a page that reads the counts is right meanwhile too, only slower
@app.task(queueing_lock="registry.keep_counts", lock="registry.keep_counts", pass_context=False)
def keep_counts(timestamp: int) -> None:
    while recount():
        pass

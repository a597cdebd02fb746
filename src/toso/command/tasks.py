"""Housekeeping of the queue itself. Loaded by the worker alone."""

from procrastinate.contrib.django import app

STALLED_SECONDS = 60
KEPT_HOURS = 24 * 7


@app.periodic(cron="* * * * *")
@app.task(queueing_lock="command.sweep_stalled", pass_context=False)
async def sweep_stalled(timestamp: int) -> None:
    """Give the jobs of a killed worker back to the queue: it left them marked as being done."""
    for job in await app.job_manager.get_stalled_jobs(seconds_since_heartbeat=STALLED_SECONDS):
        await app.job_manager.retry_job(job)


@app.periodic(cron="17 3 * * *")
@app.task(queueing_lock="command.forget_done_jobs", pass_context=False)
async def forget_done_jobs(timestamp: int) -> None:
    await app.job_manager.delete_old_jobs(nb_hours=KEPT_HOURS)

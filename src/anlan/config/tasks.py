"""Jobs that belong to no room."""

from procrastinate import JobContext
from procrastinate.contrib.django import app

SILENT = 60.0  # seconds without a sign of life of the worker; it gives one every ten


@app.periodic(cron="* * * * *")
@app.task(name="config.take_up_stalled_jobs", queueing_lock="config.take_up_stalled_jobs", pass_context=True)
async def take_up_stalled_jobs(context: JobContext, timestamp: int) -> None:  # noqa: ARG001 - the due time
    """Give the jobs of a worker that was killed to another. Jobs bear being run twice: that is their contract."""
    jobs = context.app.job_manager
    for job in await jobs.get_stalled_jobs(seconds_since_heartbeat=SILENT):
        await jobs.retry_job(job)

"""Queue a failed job again, after what stood in its way was mended."""

from datetime import datetime

from django.db import transaction

from anlan.access.actors import Actor
from anlan.access.facts import JOB_RETRIED, JobRetried
from anlan.access.rules import require_anywhere
from anlan.access.stuck import chain_of, queue_again
from anlan.ledger.public import record


@transaction.atomic
def retry_job(*, job: int, by: Actor, at: datetime) -> None:
    """Queue it again now. Raises `NotPermitted` (`config.doctor`), `JobUnknown`, `JobNotFailed`."""
    require_anywhere(by, "config.doctor")
    task = queue_again(job, at)
    record(JOB_RETRIED, subject=chain_of("jobs"), by=by.ref, at=at, payload=JobRetried(job, task))

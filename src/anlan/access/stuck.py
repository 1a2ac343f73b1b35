"""Work that got stuck: jobs that failed for good. (Facts a reaction gave up on are the ledger's own.)"""

from dataclasses import dataclass
from datetime import datetime
from uuid import NAMESPACE_OID, UUID, uuid5

from django.db import connection
from procrastinate.contrib.django.django_connector import DjangoConnector
from procrastinate.contrib.django.models import ProcrastinateJob
from procrastinate.manager import JobManager

from anlan.access.errors import JobNotFailed, JobUnknown

MOST = 200


@dataclass(frozen=True, slots=True)
class FailedJob:
    """A job that was tried and given up. Its arguments are not shown: they may name people."""

    id: int
    task: str
    attempts: int
    failed_at: datetime | None


def chain_of(what: str) -> UUID:
    """The chain in which retries of `what` are recorded."""
    return uuid5(NAMESPACE_OID, f"anlan.stuck.{what}")


def failed_jobs() -> list[FailedJob]:
    """The newest two hundred that failed."""
    rows = ProcrastinateJob.objects.filter(status="failed").order_by("-id")[:MOST]
    return [FailedJob(row.id, row.task_name, row.attempts, _failed_at(row.id)) for row in rows]


def _failed_at(job: int) -> datetime | None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT max(at) FROM procrastinate_events WHERE job_id = %s AND type = 'failed'", [job]
        )
        row = cursor.fetchone()
    return row[0] if row else None


def queue_again(job: int, at: datetime) -> str:
    """Back to the queue, in the open transaction; returns the task's name. Raises `JobUnknown`, `JobNotFailed`."""
    row = ProcrastinateJob.objects.select_for_update().filter(id=job).first()
    if row is None:
        raise JobUnknown(job=job)
    if row.status != "failed":
        raise JobNotFailed(job=job)
    JobManager(DjangoConnector()).retry_job_by_id(job, retry_at=at)
    return str(row.task_name)

"""Jobs that are kept or dropped together with the transaction that asks for them."""

from typing import Any

from django.db import InterfaceError, OperationalError
from procrastinate import BaseRetryStrategy, RetryDecision
from procrastinate.contrib.django import app
from procrastinate.contrib.django.django_connector import DjangoConnector
from procrastinate.jobs import Job
from procrastinate.manager import JobManager
from procrastinate.tasks import Task

_MOST_LOSSES = 100


def defer(task: Task[..., Any, ...] | str, **arguments: Any) -> int:
    """Queue `task` (or its name) on Django's own connection, in the open transaction; returns the job's id.

    `task.defer` alone does so only outside a worker: a worker gives its app a connection of its own, and a
    job deferred through that one would run although the transaction around it was undone.
    """
    deferrer = app.configure_task(task) if isinstance(task, str) else task.configure()
    deferrer.job_manager = JobManager(DjangoConnector())
    return deferrer.defer(**arguments)


class AfterLoss(BaseRetryStrategy):
    """A job that lost the database under its hands begins again soon: one that is restarted is back within seconds.

    For jobs that bear being run twice and that no clock asks for again. What else went wrong is for `otherwise`.
    """

    def __init__(self, otherwise: BaseRetryStrategy | None = None) -> None:
        self._otherwise = otherwise

    def get_retry_decision(self, *, exception: BaseException, job: Job) -> RetryDecision | None:
        """When it begins again; None for a job that has failed for good."""
        if isinstance(exception, OperationalError | InterfaceError) and job.attempts < _MOST_LOSSES:
            return RetryDecision(retry_in={"seconds": 2})
        if self._otherwise is None:
            return None
        return self._otherwise.get_retry_decision(exception=exception, job=job)

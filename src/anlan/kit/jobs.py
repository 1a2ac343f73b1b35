"""Jobs that are kept or dropped together with the transaction that asks for them."""

from typing import Any

from procrastinate.contrib.django import app
from procrastinate.contrib.django.django_connector import DjangoConnector
from procrastinate.manager import JobManager
from procrastinate.tasks import Task


def defer(task: Task[..., Any, ...] | str, **arguments: Any) -> int:
    """Queue `task` (or its name) on Django's own connection, in the open transaction; returns the job's id.

    `task.defer` alone does so only outside a worker: a worker gives its app a connection of its own, and a
    job deferred through that one would run although the transaction around it was undone.
    """
    deferrer = app.configure_task(task) if isinstance(task, str) else task.configure()
    deferrer.job_manager = JobManager(DjangoConnector())
    return deferrer.defer(**arguments)

"""Jobs of a killed worker are taken up again."""

from types import SimpleNamespace
from typing import cast

import pytest
from asgiref.sync import async_to_sync
from django.db import connection
from procrastinate import JobContext
from procrastinate.contrib.django import app

from anlan.config.tasks import take_up_stalled_jobs


def job_of_worker(silent_for: str) -> int:
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO procrastinate_workers (last_heartbeat) VALUES (now() - %s::interval) RETURNING id",
            [silent_for],
        )
        (worker,) = cursor.fetchone()
        cursor.execute(
            "INSERT INTO procrastinate_jobs (queue_name, task_name, args, status, worker_id) "
            "VALUES ('default', 'rooms.work', '{}', 'doing', %s) RETURNING id",
            [worker],
        )
        (job,) = cursor.fetchone()
    return int(job)


def status_of(job: int) -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT status FROM procrastinate_jobs WHERE id = %s", [job])
        (status,) = cursor.fetchone()
    return str(status)


@pytest.mark.django_db
def test_a_killed_workers_job_waits_for_another_and_a_living_ones_is_left_alone():
    killed, living = job_of_worker("2 minutes"), job_of_worker("5 seconds")
    async_to_sync(take_up_stalled_jobs.func)(cast(JobContext, SimpleNamespace(app=app)), 0)
    assert status_of(killed) == "todo"
    assert status_of(living) == "doing"

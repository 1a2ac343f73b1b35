"""Which jobs begin again, and when."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import InterfaceError, OperationalError
from procrastinate import RetryStrategy
from procrastinate.contrib.django import app
from procrastinate.jobs import Job

from anlan.kit.jobs import AfterLoss


def job(attempts: int = 0) -> Job:
    return Job(id=1, queue="default", lock=None, queueing_lock=None, task_name="kit.try", attempts=attempts)


@pytest.mark.parametrize("loss", [OperationalError("terminating connection"), InterfaceError("closed")])
def test_a_lost_database_lets_a_job_begin_again_within_seconds(loss):
    decision = AfterLoss().get_retry_decision(exception=loss, job=job())
    assert decision is not None
    assert decision.retry_at - datetime.now(UTC) < timedelta(seconds=5)


def test_what_is_wrong_with_the_job_itself_is_not_tried_again_for_nothing():
    assert AfterLoss().get_retry_decision(exception=ValueError("no"), job=job()) is None


def test_a_database_that_never_comes_back_ends_it():
    assert AfterLoss().get_retry_decision(exception=OperationalError(), job=job(attempts=100)) is None


def test_what_else_went_wrong_follows_its_own_rule():
    rule = AfterLoss(RetryStrategy(max_attempts=3, wait=60, retry_exceptions=[KeyError]))
    assert rule.get_retry_decision(exception=KeyError(), job=job()) is not None
    assert rule.get_retry_decision(exception=KeyError(), job=job(attempts=3)) is None
    assert rule.get_retry_decision(exception=ValueError(), job=job()) is None


@pytest.mark.parametrize(
    "name", ["ledger.deliver_seal", "cases.migrate_open", "cases.hand_over_open", "cases.run_batch"]
)
def test_no_job_that_nobody_asks_for_again_dies_with_the_database(name):
    strategy = app.tasks[name].retry_strategy
    assert strategy.get_retry_decision(exception=OperationalError(), job=job()) is not None

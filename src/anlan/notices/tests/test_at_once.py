"""Several workers and several facts at the same moment, on committed data."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection

from anlan.kit import clock
from anlan.kit.ids import new_id
from anlan.notices.models import Delivery, Notice
from anlan.notices.sending import send_due


def queued(count):
    at, reader = clock.now(), f"unit:{new_id()}"
    for number in range(count):
        made = Notice.objects.create(
            fact=new_id(),
            subject=new_id(),
            recipient=reader,
            capability="hotline",
            zh=f"第 {number}",
            en="x",
            at=at,
        )
        Delivery.objects.create(
            notice=made, reader=reader, channel="webhook", urgent=True, next_at=at, made_at=at, changed_at=at
        )
    return reader, at


@pytest.mark.slow
def test_eight_workers_send_thirty_notices_to_one_reader_once(scratch_database, outside, monkeypatch):
    from anlan.notices import addresses

    monkeypatch.setattr(addresses, "unit_code", lambda reader: "street1.urban")
    outside.settings("webhook")
    reader, at = queued(30)

    def work(_):
        try:
            return send_due(reader, "webhook", at=at)
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as workers:
        outcomes = list(workers.map(work, range(8)))
    assert sum(outcome is not None for outcome in outcomes) == 1
    assert len(outside.http.got) == 1
    assert set(Delivery.objects.values_list("state", flat=True)) == {"sent"}


@pytest.mark.slow
def test_the_minutes_sweep_finds_what_waits_and_what_a_killed_worker_left(
    scratch_database, outside, monkeypatch
):
    from datetime import timedelta

    from procrastinate.contrib.django.models import ProcrastinateJob

    from anlan.notices import addresses
    from anlan.notices.sending import claim
    from anlan.notices.tasks import send_waiting, sweep_every_minute

    monkeypatch.setattr(addresses, "unit_code", lambda reader: "street1.urban")
    outside.settings("webhook")
    reader, at = queued(2)
    claim(reader, "webhook", at=at)  # and the worker is killed
    queued(1)
    Delivery.objects.filter(state="sending").update(next_at=at - timedelta(seconds=1))
    sweep_every_minute(0)
    assert ProcrastinateJob.objects.filter(task_name="notices.send_waiting").count() == 1
    send_waiting()
    assert set(Delivery.objects.values_list("state", flat=True)) == {"sent"}
    assert len(outside.http.got) == 2

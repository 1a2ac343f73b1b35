"""Begin what was looked at. The cases are seen to one by one afterwards: see `running.py`."""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import Sum

from anlan.access.public import Actor, require_anywhere
from anlan.cases.batch_tables import PLANNED, RUNNING, Batch
from anlan.cases.batches.actions import ACTIONS
from anlan.cases.batches.errors import BatchBegun, BatchRunning, NothingChosen, TooManyInAnHour
from anlan.cases.batches.facts import BEGUN, Begun
from anlan.cases.batches.seen import counts_of, own_batch
from anlan.cases.own.owner import owner_of
from anlan.kit.jobs import defer
from anlan.ledger.public import record

MOST_AN_HOUR = 30_000
_HOUR = timedelta(hours=1)
JOB = "cases.run_batch"


@transaction.atomic
def begin(*, by: Actor, at: datetime, batch: UUID, arguments: dict[str, Any]) -> Batch:
    """Begin a planned run with what its verb needs; the worker goes on with it from here.

    Raises `BatchNotFound`, `BatchBegun`, `NothingChosen` (nothing would move), `BatchRunning`, `TooManyInAnHour`,
    `NotPermitted`.
    """
    held = own_batch(by, batch, lock=True)
    if held.state != PLANNED:
        raise BatchBegun
    require_anywhere(by, f"cases.{ACTIONS[held.action].verb}")
    held.arguments = arguments
    start(held, by=by, at=at)
    return held


def start(held: Batch, *, by: Actor, at: datetime) -> None:
    """Mark a run as under way, append its fact and queue its job."""
    waiting = counts_of(held).waiting
    if not waiting:
        raise NothingChosen
    recent = Batch.objects.filter(account_id=owner_of(by), begun_at__gt=at - _HOUR).aggregate(n=Sum("total"))
    count = (recent["n"] or 0) + waiting
    if count > MOST_AN_HOUR:
        raise TooManyInAnHour(count=count, most=MOST_AN_HOUR)
    held.begun_at = at
    set_running(held)
    payload = Begun(held.action, waiting, held.undoes_id)
    record(BEGUN, subject=held.pk, by=by.ref, at=at, payload=payload, batch=held.pk)
    defer(JOB, batch=str(held.pk))


def set_running(held: Batch) -> None:
    """One run at a time for one account. Raises `BatchRunning`."""
    held.state, held.why, held.ended_at = RUNNING, "", None
    try:
        with transaction.atomic():
            held.save()
    except IntegrityError:
        raise BatchRunning from None

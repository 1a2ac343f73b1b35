"""Go on with a run that was stopped, with the cases that were not reached."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from anlan.access.public import Actor, require_anywhere
from anlan.cases.batches.actions import ACTIONS
from anlan.cases.batches.course import JOB, set_running
from anlan.cases.batches.errors import BatchNotStopped, UndoneAlready
from anlan.cases.batches.facts import WENT_ON, WentOn
from anlan.cases.batches.seen import counts_of, own_batch
from anlan.cases.models.batches import STOPPED, Batch
from anlan.kit.jobs import defer
from anlan.ledger.public import record


@transaction.atomic
def go_on(*, by: Actor, at: datetime, batch: UUID) -> Batch:
    """Raises `BatchNotFound`, `BatchNotStopped`, `BatchRunning` (another one), `UndoneAlready`, `NotPermitted`."""
    held = own_batch(by, batch, lock=True)
    waiting = counts_of(held).waiting
    if held.state != STOPPED or not waiting:
        raise BatchNotStopped
    if Batch.objects.filter(undoes=held).exists():
        raise UndoneAlready
    require_anywhere(by, f"cases.{ACTIONS[held.action].verb}")
    set_running(held, by=by)
    record(WENT_ON, subject=held.pk, by=by.ref, at=at, payload=WentOn(waiting), batch=held.pk)
    defer(JOB, batch=str(held.pk))
    return held

"""Stop a run: the case that is being seen to is finished, the others stay as they are."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from anlan.access.public import Actor
from anlan.cases.batches.course import end
from anlan.cases.batches.errors import BatchNotRunning
from anlan.cases.batches.seen import own_batch
from anlan.cases.models.batches import RUNNING, Batch


@transaction.atomic
def stop(*, by: Actor, at: datetime, batch: UUID) -> Batch:
    """Stop one's own run. Raises `BatchNotFound`, `BatchNotRunning`."""
    held = own_batch(by, batch, lock=True)
    if held.state != RUNNING:
        raise BatchNotRunning
    end(held, by=by.ref, at=at, why="asked")
    return held

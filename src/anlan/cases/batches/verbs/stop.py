"""Stop a run: the case that is being seen to is finished, the others stay as they are."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from anlan.access.public import Actor
from anlan.cases.batch_tables import DONE, RUNNING, STOPPED, Batch
from anlan.cases.batches.errors import BatchNotRunning
from anlan.cases.batches.facts import ENDED, Ended, Why
from anlan.cases.batches.seen import counts_of, own_batch
from anlan.ledger.public import record


@transaction.atomic
def stop(*, by: Actor, at: datetime, batch: UUID) -> Batch:
    """Stop one's own run. Raises `BatchNotFound`, `BatchNotRunning`."""
    held = own_batch(by, batch, lock=True)
    if held.state != RUNNING:
        raise BatchNotRunning
    end(held, by=by.ref, at=at, why="asked")
    return held


def end(held: Batch, *, by: str, at: datetime, why: Why) -> None:
    """Say how a locked run ended, and why."""
    held.state = DONE if why == "through" else STOPPED
    held.why, held.ended_at = ("" if why == "through" else why), at
    held.save(update_fields=["state", "why", "ended_at"])
    counts = counts_of(held)
    payload = Ended(counts.moved, counts.skipped, counts.waiting, why)
    record(ENDED, subject=held.pk, by=by, at=at, payload=payload, batch=held.pk)

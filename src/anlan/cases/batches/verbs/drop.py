"""Let a run go that was looked at and not begun: nothing was done, so nothing is recorded."""

from uuid import UUID

from django.db import transaction

from anlan.access.public import Actor
from anlan.cases.batches.errors import BatchBegun
from anlan.cases.batches.seen import own_batch
from anlan.cases.models.batches import PLANNED


@transaction.atomic
def drop(*, by: Actor, batch: UUID) -> None:
    """Raises `BatchNotFound`, `BatchBegun`."""
    held = own_batch(by, batch, lock=True)
    if held.state != PLANNED:
        raise BatchBegun
    held.delete()

"""撤销: a run of its own that puts back what another one moved, case by case, where the case has not moved on."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from anlan.access.public import Actor
from anlan.cases.batches.course import start
from anlan.cases.batches.errors import (
    BatchNotStopped,
    BatchRunning,
    NothingMoved,
    NoWayBack,
    UndoneAlready,
    UndoTooLate,
)
from anlan.cases.batches.seen import own_batch, undo_until
from anlan.cases.hold import local
from anlan.cases.models.batches import MOVED, PLANNED, RUNNING, Batch, BatchItem

_AT_ONCE = 1000


@transaction.atomic
def put_back(*, by: Actor, at: datetime, batch: UUID) -> Batch:
    """Begin to put back one's own run, within half an hour of its end.

    Nothing is deleted: each case gets the verb that takes it back. Raises `BatchNotFound`, `BatchNotStopped` (it was
    not begun), `BatchRunning`, `NoWayBack`, `UndoTooLate`, `UndoneAlready`, `NothingMoved`, `TooManyInAnHour`.
    """
    held = own_batch(by, batch, lock=True)
    if held.state in (PLANNED, RUNNING):
        raise BatchRunning if held.state == RUNNING else BatchNotStopped
    until = undo_until(held)
    if until is None:
        raise NoWayBack
    if at > until:
        raise UndoTooLate(until=local(until))
    if Batch.objects.filter(undoes=held).exists():
        raise UndoneAlready
    moved = list(held.items.filter(outcome=MOVED))
    if not moved:
        raise NothingMoved
    undo = Batch.objects.create(
        account_id=held.account_id, action=held.action, query=held.query, undoes=held, total=len(moved), created_at=at,
    )  # fmt: skip
    items = [
        BatchItem(batch=undo, number=one.number, case_id=one.case_id, version=one.version, before=one.before)
        for one in moved
    ]
    BatchItem.objects.bulk_create(items, batch_size=_AT_ONCE)
    start(undo, by=by, at=at)
    return undo

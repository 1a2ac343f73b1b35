"""Begin what was looked at. The cases are seen to one by one afterwards: see `running.py`."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from anlan.access.public import Actor, require_anywhere
from anlan.cases.batches.actions import ACTIONS
from anlan.cases.batches.course import start
from anlan.cases.batches.errors import BatchBegun
from anlan.cases.batches.seen import own_batch
from anlan.cases.models.batches import PLANNED, Batch


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

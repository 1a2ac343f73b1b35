"""Somebody took a call and does not make it after all: it is free again."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from anlan.access.public import Actor
from anlan.cases.calls.facts import LEFT, CallbackMoved
from anlan.cases.calls.hold import hold_own, tell
from anlan.cases.models.calls import Callback


@transaction.atomic
def leave_callback(*, by: Actor, at: datetime, callback: UUID) -> Callback:
    """Leave a call one has taken to others. Raises `CallbackNotYours` and what `hold_callback` raises."""
    held = hold_own(by=by, at=at, callback=callback)
    held.taken_by, held.taken_at = "", None
    held.save(update_fields=["taken_by", "taken_at"])
    tell(LEFT, held, by=by, at=at, payload=CallbackMoved(held.id, held.kind))
    return held

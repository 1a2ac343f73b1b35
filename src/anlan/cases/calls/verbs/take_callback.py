"""Somebody makes this call: nobody else will at the same time."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from anlan.access.public import Actor
from anlan.cases.calls.facts import TAKEN, CallbackMoved
from anlan.cases.calls.hold import hold_callback, is_taken, refuse_own_survey, refuse_taken, tell
from anlan.cases.models.calls import Callback


@transaction.atomic
def take_callback(*, by: Actor, at: datetime, callback: UUID) -> Callback:
    """Take a call for twenty minutes; exactly one wins. Taking one's own again lengthens it.

    Raises `CallbackNotFound`, `NotPermitted` (`cases.call_back`), `CallbackOver`, `CallbackTaken`, `OwnSurvey`.
    """
    held = hold_callback(by=by, callback=callback)
    refuse_taken(held, by=by, at=at)
    if held.kind == "survey":
        refuse_own_survey(held.case, by)
    again = is_taken(held, at)
    held.taken_by, held.taken_at = by.ref, at
    held.save(update_fields=["taken_by", "taken_at"])
    if not again:
        tell(TAKEN, held, by=by, at=at, payload=CallbackMoved(held.id, held.kind))
    return held

"""The promise was kept: the caller was called, and what was said is written down."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from anlan.access.public import Actor
from anlan.cases.callrules.errors import NotAPromise
from anlan.cases.calls.facts import FINISHED, CallbackEnded
from anlan.cases.calls.hold import end, hold_own, tell
from anlan.cases.hold import said
from anlan.cases.models.calls import Callback


@transaction.atomic
def finish_callback(*, by: Actor, at: datetime, callback: UUID, words: str) -> Callback:
    """The promised call was made. Raises `NotAPromise`, `TextMissing` and what `hold_own` raises."""
    held = hold_own(by=by, at=at, callback=callback)
    if held.kind != "promised":
        raise NotAPromise
    told = said(words, required=True)
    late = end(held, "done", at)
    tell(FINISHED, held, by=by, at=at, payload=CallbackEnded(held.id, late), words=told)
    return held

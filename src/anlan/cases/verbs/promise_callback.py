"""承诺回电: somebody will be called about this matter, until a time that is kept."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from anlan.access.public import Actor
from anlan.cases.callrules.promising import PROMISED, promise
from anlan.cases.hold import append, hold, said
from anlan.cases.models import Case


@transaction.atomic
def promise_callback(
    *,
    by: Actor,
    at: datetime,
    case: UUID,
    version: int | None = None,
    due: datetime | None = None,
    words: str = "",
) -> Case:
    """Promise a call back: until `due`, or within the time the capability allows.

    Raises `NoCallbacks`, `CallbackTimeWrong`, `CallbackWaits`.
    """
    held = hold("promise_callback", by=by, case=case, version=version)
    _made, payload = promise(held, due=due, at=at)
    append(PROMISED, held, by=by, at=at, payload=payload, words=said(words))
    return held

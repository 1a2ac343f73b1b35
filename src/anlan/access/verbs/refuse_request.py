"""The second person says no, and why."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from anlan.access.actors import Actor
from anlan.access.asking import second_person, waiting
from anlan.access.facts import REQUEST_REFUSED, Declined
from anlan.access.models import AccessRequest
from anlan.kit.words import clean
from anlan.ledger.public import record


@transaction.atomic
def refuse_request(*, request: UUID, words: str, by: Actor, at: datetime) -> AccessRequest:
    """Nothing comes of it. `words` say why, for whoever asked.

    Raises what `approve_request` raises before it carries anything out, `TextMissing`.
    """
    row = waiting(by, request, at=at)
    second_person(row, by=by, at=at)
    row.words = clean(words, field="words", longest=500, required=True)
    row.state, row.half = AccessRequest.State.REFUSED, ""
    row.decided_by_id, row.decided_at = by.account_id, at
    row.save(update_fields=["state", "half", "words", "decided_by", "decided_at"])
    record(
        REQUEST_REFUSED, subject=row.id, by=by.ref, at=at, payload=Declined(row.kind), place=row.place,
        about=row.account_id,
    )  # fmt: skip
    return row

"""Whoever asked takes it back."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from anlan.access.actors import Actor
from anlan.access.asking import waiting
from anlan.access.errors import RequestNotFound
from anlan.access.facts import REQUEST_WITHDRAWN, Declined
from anlan.access.models import AccessRequest
from anlan.ledger.public import record


@transaction.atomic
def withdraw_request(*, request: UUID, by: Actor, at: datetime) -> AccessRequest:
    """Only one's own request, while it waits.

    Raises `NotPermitted`, `RequestNotFound` (somebody else's too), `RequestDecided`, `RequestExpired`.
    """
    row = waiting(by, request, at=at)
    if by.account_id != row.asked_by_id:
        raise RequestNotFound
    row.state, row.half = AccessRequest.State.WITHDRAWN, ""
    row.decided_by_id, row.decided_at = by.account_id, at
    row.save(update_fields=["state", "half", "decided_by", "decided_at"])
    record(
        REQUEST_WITHDRAWN, subject=row.id, by=by.ref, at=at, payload=Declined(row.kind), place=row.place,
        about=row.account_id,
    )  # fmt: skip
    return row

"""What nobody approved in time comes to nothing, and says so."""

from datetime import datetime

from django.db import transaction

from anlan.access.actors import Actor
from anlan.access.facts import REQUEST_EXPIRED, Declined
from anlan.access.models import AccessRequest
from anlan.access.rules import require
from anlan.ledger.public import record


@transaction.atomic
def expire_requests(*, by: Actor, at: datetime) -> int:
    """End the requests that wait longer than 72 hours; returns how many. Several processes may do it at once.

    Only the program `retention` may (`access.expire`). Raises `NotPermitted`.
    """
    require(by, "access.expire")
    old = AccessRequest.objects.select_for_update(skip_locked=True).filter(
        state=AccessRequest.State.PENDING, ends_at__lte=at
    )
    done = 0
    for row in old.order_by("ends_at", "id"):
        row.state, row.decided_at, row.half = AccessRequest.State.EXPIRED, at, ""
        row.save(update_fields=["state", "decided_at", "half"])
        record(
            REQUEST_EXPIRED, subject=row.id, by=by.ref, at=at, payload=Declined(row.kind), place=row.place,
            about=row.account_id,
        )  # fmt: skip
        done += 1
    return done

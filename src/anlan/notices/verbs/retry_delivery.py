"""An administrator lets a message that could not be sent be tried again."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from anlan.access.public import Actor, require
from anlan.kit.jobs import defer
from anlan.ledger.public import record
from anlan.notices.facts import DECIDED, Decided
from anlan.notices.models import Delivery
from anlan.notices.queries import dead_one


@transaction.atomic
def retry_delivery(*, by: Actor, at: datetime, delivery: UUID) -> Delivery:
    """Queue it anew with all its tries. Raises `NotPermitted` (`notices.manage`), `DeliveryNotFound`,
    `DeliveryNotDead` when somebody was faster.
    """
    require(by, "notices.manage")
    row = dead_one(delivery)
    row.state, row.attempts, row.next_at, row.changed_at, row.reason = "queued", 0, at, at, ""
    row.save()
    defer("notices.deliver", reader=row.reader, channel=row.channel)
    record(DECIDED, subject=row.id, by=by.ref, at=at, payload=Decided(row.channel, again=True))
    return row

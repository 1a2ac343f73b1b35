"""An administrator gives a message up that could not be sent."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from anlan.access.public import Actor, require
from anlan.ledger.public import record
from anlan.notices.facts import DECIDED, Decided
from anlan.notices.models import Delivery
from anlan.notices.queries import dead_one


@transaction.atomic
def give_up_delivery(*, by: Actor, at: datetime, delivery: UUID) -> Delivery:
    """It leaves the list; its reader still finds the notice on their own page. Raises `NotPermitted`
    (`notices.manage`), `DeliveryNotFound`, `DeliveryNotDead` when somebody was faster.
    """
    require(by, "notices.manage")
    row = dead_one(delivery)
    row.state, row.changed_at = "failed", at
    row.save()
    record(DECIDED, subject=row.id, by=by.ref, at=at, payload=Decided(row.channel, again=False))
    return row

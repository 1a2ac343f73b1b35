"""An account takes one of its addresses away."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from anlan.access.public import Actor
from anlan.ledger.public import record
from anlan.notices.errors import NotConcerned
from anlan.notices.facts import ADDRESS_CHANGED, AddressChanged
from anlan.notices.models import Address


@transaction.atomic
def forget_address(*, by: Actor, at: datetime, address: UUID) -> None:
    """Delete an address of one's own. Raises `NotConcerned` for somebody else's just as for none."""
    row = Address.objects.select_for_update().filter(pk=address, owner=by.ref).first()
    if row is None or by.account_id is None:
        raise NotConcerned
    row.delete()
    payload = AddressChanged(row.channel, kept=False)
    record(ADDRESS_CHANGED, subject=by.account_id, by=by.ref, at=at, payload=payload)

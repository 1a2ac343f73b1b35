"""Addresses from which messages come back: counted, used no more after a few, and their owner is told on the desk."""

from datetime import datetime

from django.db import transaction

from anlan.access.public import service
from anlan.ledger.public import record
from anlan.notices.addresses import digest_of
from anlan.notices.channels.settings import ways
from anlan.notices.facts import ADDRESS_LOST, AddressLost
from anlan.notices.models import Address


@transaction.atomic
def note_bounce(owner: str, channel: str, value: str, reason: str, *, at: datetime) -> bool:
    """Count a hard bounce; True when the address is now used no more. A browser that is gone is forgotten at once."""
    # A unit's are settings of the installation: shown to its administrators, not to a reader.
    if owner.startswith("unit:"):
        return False
    digest = digest_of(channel, value)
    if channel == "push":
        Address.objects.filter(owner=owner, channel=channel, digest=digest).delete()
        return True
    Address.objects.get_or_create(owner=owner, channel=channel, digest=digest, defaults={"kept_at": at})
    row = Address.objects.select_for_update().get(owner=owner, channel=channel, digest=digest)
    if row.unusable_at is not None:
        return True
    row.bounces += 1
    row.reason = reason[:60]
    lost = row.bounces >= ways().general.hard_bounces
    if lost:
        row.unusable_at = at
        record(
            ADDRESS_LOST,
            subject=row.id,
            by=service("notices").ref,
            at=at,
            payload=AddressLost(channel, row.bounces),
            capability="",
            place=None,
        )
    row.save()
    return lost

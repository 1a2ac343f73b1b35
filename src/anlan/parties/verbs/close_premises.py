"""Close premises; their QR code leads nowhere from then on."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from anlan.access.public import Actor
from anlan.ledger.public import record
from anlan.parties.checking import end, managed
from anlan.parties.facts import PREMISES_CLOSED, Ended
from anlan.parties.models import Premises


@transaction.atomic
def close_premises(*, premises: UUID, by: Actor, at: datetime) -> None:
    """Close open premises. Needs `parties.manage` where they stand.

    Raises `PremisesUnknown`, `AlreadyClosed`, `EndsTooEarly`.
    """
    row = managed(Premises, premises, by)
    end(row, at)
    payload = Ended(code=row.code, version=row.version)
    record(PREMISES_CLOSED, subject=row.id, by=by.ref, at=at, place=row.place_id, payload=payload)

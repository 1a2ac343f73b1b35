"""Draw a new QR code for premises whose old one was torn off, copied or abused."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from anlan.access.public import Actor
from anlan.kit.ids import new_token
from anlan.ledger.public import record
from anlan.parties.checking import managed
from anlan.parties.facts import TOKEN_REPLACED, Ended
from anlan.parties.models import Premises


@transaction.atomic
def replace_token(*, premises: UUID, by: Actor, at: datetime) -> Premises:
    """Replace the token; the old one stops working at once. Needs `parties.manage` where they stand.

    Raises `PremisesUnknown`, `AlreadyClosed`.
    """
    row = managed(Premises, premises, by)
    row.token = new_token()
    row.version += 1
    row.save(update_fields=["token", "version"])
    payload = Ended(code=row.code, version=row.version)
    record(TOKEN_REPLACED, subject=row.id, by=by.ref, at=at, place=row.place_id, payload=payload)
    return row

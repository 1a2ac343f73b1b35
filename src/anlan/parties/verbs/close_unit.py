"""Close a unit; matters find the next one up the tree from then on."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from anlan.access.public import Actor
from anlan.ledger.public import record
from anlan.parties.checking import end, managed
from anlan.parties.closing import open_work_of
from anlan.parties.errors import StillAtWork
from anlan.parties.facts import UNIT_CLOSED, Ended
from anlan.parties.models import Unit


@transaction.atomic
def close_unit(
    *, unit: UUID, by: Actor, at: datetime, version: int | None = None, leave: bool = False
) -> None:
    """Close an open unit; its row stays for history. Needs `parties.manage` at its place.

    `version`: the one whose consequences were looked at. With work still open it closes only when that is to be
    left (`leave`) to those who look after the place. Raises `UnitUnknown`, `AlreadyClosed`, `ChangedMeanwhile`,
    `EndsTooEarly`, `StillAtWork`.
    """
    row = managed(Unit, unit, by, version)
    if not leave and (count := open_work_of(row)):
        raise StillAtWork(code=row.code, count=count)
    end(row, at)
    payload = Ended(code=row.code, version=row.version)
    record(UNIT_CLOSED, subject=row.id, by=by.ref, at=at, place=row.place_id, payload=payload)

"""Close an organisation whose units are all closed."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from anlan.access.public import Actor
from anlan.ledger.public import record
from anlan.parties.checking import end, managed
from anlan.parties.errors import UnitsRemain
from anlan.parties.facts import ORGANISATION_CLOSED, Ended
from anlan.parties.models import Organisation, Unit


@transaction.atomic
def close_organisation(*, organisation: UUID, by: Actor, at: datetime) -> None:
    """Close it. Needs `parties.manage` for the district.

    Raises `OrganisationUnknown`, `AlreadyClosed`, `UnitsRemain`, `EndsTooEarly`.
    """
    row = managed(Organisation, organisation, by)
    remaining = Unit.objects.filter(organisation=row, valid_to=None).count()
    if remaining:
        raise UnitsRemain(count=remaining, code=row.code)
    end(row, at)
    payload = Ended(code=row.code, version=row.version)
    record(ORGANISATION_CLOSED, subject=row.id, by=by.ref, at=at, payload=payload)

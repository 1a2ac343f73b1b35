"""Close an organisation whose units are all closed."""

from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.db import transaction

from anlan.access.public import Actor, require
from anlan.ledger.public import record
from anlan.parties.checking import end, held
from anlan.parties.errors import UnitsRemain
from anlan.parties.facts import ORGANISATION_CLOSED, Ended
from anlan.parties.models import Organisation, Unit
from anlan.places.public import district_code


@transaction.atomic
def close_organisation(*, organisation: UUID, by: Actor, at: datetime) -> None:
    """Close it. Needs `parties.manage` for the district.

    Raises `OrganisationUnknown`, `AlreadyClosed`, `UnitsRemain`, `EndsTooEarly`.
    """
    require(by, "parties.manage", place=district_code(settings.ANLAN_DISTRICT))
    row = held(Organisation, organisation)
    remaining = Unit.objects.filter(organisation=row, valid_to=None).count()
    if remaining:
        raise UnitsRemain(count=remaining, code=row.code)
    end(row, at)
    payload = Ended(code=row.code, version=row.version)
    record(ORGANISATION_CLOSED, subject=row.id, by=by.ref, at=at, payload=payload)

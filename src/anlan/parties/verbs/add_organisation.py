"""Add an organisation that units can belong to."""

from datetime import datetime

from django.conf import settings
from django.db import transaction

from anlan.access.public import Actor, require
from anlan.kit.words import clean
from anlan.ledger.public import record
from anlan.parties.checking import free_code
from anlan.parties.facts import ORGANISATION_ADDED, OrganisationAdded
from anlan.parties.models import Organisation
from anlan.places.public import district_code


@transaction.atomic
def add_organisation(
    *, code: str, name_zh: str, name_en: str, kind: Organisation.Kind, by: Actor, at: datetime
) -> Organisation:
    """Add an open organisation. Needs `parties.manage` for the district, since an organisation has no place.

    Raises `CodeUnusable`, `CodeTaken`.
    """
    require(by, "parties.manage", place=district_code(settings.ANLAN_DISTRICT))
    made = Organisation.objects.create(
        code=free_code(Organisation, code),
        name_zh=clean(name_zh, field="name_zh", longest=120, required=True),
        name_en=clean(name_en, field="name_en", longest=240, required=True),
        kind=Organisation.Kind(kind),
        valid_from=at,
    )
    payload = OrganisationAdded(code=made.code, kind=made.kind)
    record(ORGANISATION_ADDED, subject=made.id, by=by.ref, at=at, payload=payload, first=True)
    return made

"""Change name, kind or site of premises."""

from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.db import transaction

from anlan.access.public import Actor, require
from anlan.kit.words import clean
from anlan.ledger.public import record
from anlan.parties.checking import good_kind, managed
from anlan.parties.facts import PREMISES_CHANGED
from anlan.parties.models import Premises
from anlan.parties.siting import site
from anlan.parties.verbs.add_premises import payload_of


@transaction.atomic
def change_premises(
    *, premises: UUID, version: int, name: str, kind: str, by: Actor, at: datetime, place: int | None = None,
    lon: float | None = None, lat: float | None = None, crs: str = "WGS84",
) -> Premises:  # fmt: skip
    """Replace name, kind and site of open premises; code and QR code stay.

    Needs `parties.manage` where they stand and where they go. Raises `PremisesUnknown`, `AlreadyClosed`,
    `ChangedMeanwhile`, `KindUnusable`, and what `siting.site` raises.
    """
    row = managed(Premises, premises, by, version)
    stands = site(district=settings.ANLAN_DISTRICT, place=place, lon=lon, lat=lat, crs=crs)
    require(by, "parties.manage", place=stands.place.code)
    row.name = clean(name, field="name", longest=160, required=True)
    row.kind, row.place = good_kind(kind), stands.place
    row.lon, row.lat, row.morton, row.crs = stands.lon, stands.lat, stands.morton, stands.crs
    row.version += 1
    row.save()
    payload = payload_of(row)
    record(PREMISES_CHANGED, subject=row.id, by=by.ref, at=at, place=row.place_id, payload=payload)
    return row

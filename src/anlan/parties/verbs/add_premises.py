"""Add premises: a shop, a school, a building, with the QR code for its door."""

from datetime import datetime

from django.conf import settings
from django.db import transaction

from anlan.access.public import Actor, require
from anlan.kit.words import clean
from anlan.ledger.public import record
from anlan.parties.checking import free_code, good_kind
from anlan.parties.facts import PREMISES_ADDED, PremisesSet
from anlan.parties.models import Premises
from anlan.parties.siting import site


@transaction.atomic
def add_premises(
    *, code: str, name: str, kind: str, by: Actor, at: datetime, place: int | None = None,
    lon: float | None = None, lat: float | None = None, crs: str = "WGS84",
) -> Premises:  # fmt: skip
    """Add open premises at a point (kept in WGS 84), in a place, or both; a random token is drawn for its QR
    code.

    Needs `parties.manage` where they stand. Raises what `siting.site` raises, and `CodeUnusable`,
    `CodeTaken`, `KindUnusable`.
    """
    stands = site(district=settings.ANLAN_DISTRICT, place=place, lon=lon, lat=lat, crs=crs)
    require(by, "parties.manage", place=stands.place.code)
    made = Premises.objects.create(
        code=free_code(Premises, code),
        name=clean(name, field="name", longest=160, required=True),
        kind=good_kind(kind),
        place=stands.place,
        lon=stands.lon,
        lat=stands.lat,
        morton=stands.morton,
        crs=stands.crs,
        valid_from=at,
    )
    payload = payload_of(made)
    record(
        PREMISES_ADDED, subject=made.id, by=by.ref, at=at, place=made.place_id, payload=payload, first=True
    )
    return made


def payload_of(premises: Premises) -> PremisesSet:
    """What a fact keeps of premises: no name, it can be a person's."""
    return PremisesSet(
        code=premises.code, kind=premises.kind, place=premises.place_id, version=premises.version
    )

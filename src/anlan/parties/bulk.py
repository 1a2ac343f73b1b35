"""Many premises at once: what `add_premises` makes, by COPY. For an import or a demonstration as a whole."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import numpy as np
from django.conf import settings
from django.db import transaction

from anlan.access.public import Actor, require
from anlan.kit.db import copy_rows
from anlan.kit.ids import new_token
from anlan.kit.words import clean
from anlan.ledger.public import BulkFacts, Moment
from anlan.parties.checking import good_kind
from anlan.parties.errors import CodeTaken, PlaceNotOpen
from anlan.parties.facts import PREMISES_ADDED
from anlan.parties.models import Premises
from anlan.parties.verbs.add_premises import payload_of
from anlan.places.public import district_code, is_holding, locate, morton


@dataclass(frozen=True)
class NewPremises:
    """One of many: a WGS 84 point inside the district. `token` only where no door has the code yet; "" draws one."""

    code: str
    name: str
    kind: str
    lon: float
    lat: float
    token: str = ""


@transaction.atomic
def add_many_premises(news: Sequence[NewPremises], *, by: Actor, at: datetime) -> list[Moment]:
    """Add open premises; their facts still need positions (`ledger.give_positions`).

    Needs `parties.manage` for the district. Raises `CodeTaken`, `KindUnusable`, `PlaceNotOpen` (a point outside every
    boundary).
    """
    require(by, "parties.manage", place=district_code(settings.ANLAN_DISTRICT))
    taken = (
        Premises.objects.filter(code__in=[new.code for new in news]).values_list("code", flat=True).first()
    )
    if taken is not None:
        raise CodeTaken(code=taken, field="code")
    places = locate(np.array([new.lon for new in news]), np.array([new.lat for new in news])).tolist()
    facts, rows = BulkFacts(), [_row(new, place, at) for new, place in zip(news, places, strict=True)]
    for row in rows:
        payload = payload_of(row)
        facts.record(PREMISES_ADDED, subject=row.id, by=by.ref, at=at, place=row.place_id, payload=payload)
    fields = Premises._meta.concrete_fields
    columns = [field.column for field in fields]
    copy_rows(
        Premises._meta.db_table, columns, ([getattr(row, field.attname) for field in fields] for row in rows)
    )
    return facts.save()


def _row(new: NewPremises, place: int, at: datetime) -> Premises:
    if is_holding(place):
        raise PlaceNotOpen(code=place, field="point")
    return Premises(
        code=new.code, name=clean(new.name, field="name", longest=160, required=True), kind=good_kind(new.kind),
        place_id=place, lon=new.lon, lat=new.lat, morton=morton(new.lon, new.lat), crs="WGS84",
        token=new.token or new_token(), valid_from=at,
    )  # fmt: skip

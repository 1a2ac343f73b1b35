"""更正地点: a case lies elsewhere than it was reported, or its place was followed by another one.

`place_reported` stays for ever; `place_scope` decides who sees the case and who owns it.
"""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction

from anlan.access.public import Actor
from anlan.cases.hold import append, hold, said
from anlan.cases.lifecycle import State
from anlan.cases.models import Case
from anlan.cases.opening.whereabouts import find
from anlan.ledger.public import FactKind


@dataclass(frozen=True)
class Relocated:
    """The place before and after."""

    place: int
    before: int


RELOCATED = FactKind("cases.relocate", Relocated)


@transaction.atomic
def relocate(
    *,
    by: Actor,
    at: datetime,
    case: UUID,
    version: int | None = None,
    place: int | None = None,
    lon: float | None = None,
    lat: float | None = None,
    words: str = "",
) -> Case:
    """Set where the case lies, by a place or by a point, with a reason; a case not dispatched yet is routed anew.

    Raises `PlaceMissing`, `PlaceUnknown`, `TextMissing`, and what `check_point` raises.
    """
    held = hold("relocate", by=by, case=case, version=version)
    reason = said(words, required=by.is_known)
    where = find(place=place, lon=lon, lat=lat)
    before, held.place_scope = held.place_scope, where.place
    if where.lon is not None:
        held.lon, held.lat, held.morton = where.lon, where.lat, where.columns()["morton"]
    state = State(held.state)
    if state is State.ROUTED:
        held.lead_unit, held.lead_role, held.supporting_roles = None, "", []
        state = State.REPORTED
    payload = Relocated(where.place, before)
    append(RELOCATED, held, by=by, at=at, payload=payload, state=state, words=reason)
    return held

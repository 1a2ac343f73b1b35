"""End a place that nothing follows."""

from datetime import datetime

from django.db import transaction

from anlan.access.public import Actor, require
from anlan.ledger.public import record
from anlan.places.changing import close, hold_district, open_place, renew_boundaries
from anlan.places.errors import PlaceNotEmpty
from anlan.places.facts import CLOSED, Closed
from anlan.places.models import Place, subject_of


@transaction.atomic
def close_place(*, code: int, by: Actor, at: datetime) -> None:
    """Close an open place without open places below. Matters that lie there keep its code.

    Needs `places.manage` there. Raises `PlaceUnknown`, `PlaceClosed`, `HoldingPlace`, `PlaceNotEmpty`.
    """
    require(by, "places.manage", place=code)
    district = hold_district(code)
    place = open_place(code)
    below = Place.objects.filter(parent=code, valid_to=None, holding=False).count()
    if below:
        raise PlaceNotEmpty(code=code, count=below, field="code")
    close(place, at)
    renew_boundaries(district, at)
    record(CLOSED, subject=subject_of(code), by=by.ref, at=at, place=code, payload=Closed(code=code))

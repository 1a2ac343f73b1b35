"""What the verbs share: the lock on a district, finding a place to change, the next version of the
boundaries.
"""

from datetime import datetime

import numpy as np
import shapely
from django.db.models import F

from anlan.kit import codes
from anlan.kit.db import lock
from anlan.places.errors import CodeInvalid, HoldingPlace, PlaceClosed, PlaceEndsTooEarly, PlaceUnknown
from anlan.places.holding import is_holding
from anlan.places.locating import hash_of, open_shapes
from anlan.places.models import BoundaryVersion, Place
from anlan.places.queries import prefixes


def hold_district(code: int) -> int:
    """Let one change at a time into a district's tree; returns its six digits. Raises `CodeInvalid`."""
    try:
        district = codes.district_of(code) // 10**9
    except codes.CodeInvalid:
        raise CodeInvalid(code=code, field="code") from None
    lock(f"places:{district}")
    return district


def level_of(code: int) -> codes.Level:
    """The level of a code. Raises our `CodeInvalid` with a message for people."""
    try:
        return codes.level_of(code)
    except codes.CodeInvalid:
        raise CodeInvalid(code=code, field="code") from None


def open_place(code: int) -> Place:
    """The open place to be changed. Raises `PlaceUnknown`, `PlaceClosed`, `HoldingPlace`."""
    if is_holding(code):
        raise HoldingPlace(code=code, field="code")
    found = Place.objects.filter(pk=code).defer("geometry").first()
    if found is None:
        raise PlaceUnknown(code=code, field="code")
    if found.valid_to is not None:
        raise PlaceClosed(code=code, at=found.valid_to.date(), field="code")
    return found


def close(place: Place, at: datetime) -> None:
    """End a place; its row and boundary stay for history. Raises `PlaceEndsTooEarly`."""
    if at <= place.valid_from:
        raise PlaceEndsTooEarly(code=place.code, since=place.valid_from.isoformat(), field="at")
    Place.objects.filter(pk=place.pk).update(valid_to=at, version=F("version") + 1)


def adopt(code: int, parent: int | None) -> None:
    """A place that came between a parent and its descendants becomes their parent."""
    low, high = codes.span(code)
    below = Place.objects.filter(code__gt=low, code__lte=high, parent=parent, holding=False)
    below.update(parent=code)


def nearest(code: int, held: set[int]) -> int | None:
    """The nearest code above among `held`; None for a district or when nothing is above."""
    return next((above for above in prefixes(code) if above in held), None)


def renew_boundaries(district: int, at: datetime) -> BoundaryVersion | None:
    """Number the present open boundaries when they differ from the last version; returns the newest
    version.
    """
    newest = BoundaryVersion.objects.filter(district=district).order_by("-number").first()
    shapes = open_shapes(district)
    digest = hash_of(shapes)
    if (newest is None and not shapes) or (newest is not None and newest.hash == digest):
        return newest
    west = south = east = north = None
    if shapes:
        polygons = shapely.from_wkb(np.array([shape.wkb for shape in shapes], dtype=object))
        west, south, east, north = (float(edge) for edge in shapely.total_bounds(polygons))
    return BoundaryVersion.objects.create(
        district=district, number=newest.number + 1 if newest else 1, hash=digest, polygons=len(shapes),
        west=west, south=south, east=east, north=north, at=at,
    )  # fmt: skip

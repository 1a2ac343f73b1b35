"""Premises of the demonstration: shops, schools and buildings, spread over the grids, with names made up."""

import base64
import hashlib
from datetime import datetime

import shapely
from django.db import transaction

from anlan.access.public import service
from anlan.config.demo import names
from anlan.config.demo.ground import ground
from anlan.config.demo.rhythm import dice
from anlan.ledger.public import Moment
from anlan.parties.public import NewPremises, add_many_premises

_KINDS = {
    "restaurant": 30, "shop": 34, "residential": 12, "office": 7, "pharmacy": 5, "kindergarten": 4, "school": 4,
    "market": 2, "gym": 1, "hotel": 1,
}  # fmt: skip


@transaction.atomic
def make_premises(streets: int, count: int, at: datetime) -> list[Moment]:
    """`count` premises in the first so many streets, all or none.

    The QR tokens are the same every time, which is right in a demonstration only.
    """
    land, chance = ground(streets), dice("premises")
    kinds = chance.choices(list(_KINDS), list(_KINDS.values()), k=count)
    made = []
    for number, kind in enumerate(kinds, start=1):
        lon, lat = _inside(land.cells[chance.choice(land.grids)], chance.random(), chance.random())
        made.append(
            NewPremises(f"P{number:05d}", names.premises(kind, chance), kind, lon, lat, token_of(number))
        )
    return add_many_premises(made, by=service("setup"), at=at)


def token_of(number: int) -> str:
    """The token behind the QR code of premises number `number`."""
    digest = hashlib.sha256(f"anlan demonstration, premises {number}".encode()).digest()
    return base64.b32encode(digest[:16]).decode().rstrip("=").lower()


def _inside(cell: shapely.Geometry, across: float, up: float) -> tuple[float, float]:
    """A point well inside a cell: between its middle and somewhere in its box."""
    west, south, east, north = shapely.bounds(cell).tolist()
    middle = shapely.point_on_surface(cell)
    lon, lat = west + (east - west) * across, south + (north - south) * up
    if not shapely.contains_xy(cell, lon, lat):
        lon, lat = float(shapely.get_x(middle)), float(shapely.get_y(middle))
    return round(lon, 6), round(lat, 6)

"""The town with open cases scattered over both streets, and a reader of tiles."""

import gzip
import random
from dataclasses import replace

import mapbox_vector_tile
import pytest

from anlan.cases.models import Case
from anlan.kit.tiles.address import Tile
from anlan.kit.tiles.morton import BITS, world
from anlan.places.models import Place
from anlan.places.public import locate_one


def read(body):
    """Layers by name: features sorted by id."""
    if body[:2] == b"\x1f\x8b":
        body = gzip.decompress(body)
    told = mapbox_vector_tile.decode(body, default_options={"y_coord_down": True}) if body else {}
    return {name: sorted(layer["features"], key=lambda one: one["id"]) for name, layer in told.items()}


def total(body, layer="cases"):
    """How many matters a tile shows."""
    return sum(one["properties"]["n"] for one in read(body).get(layer, []))


def tiles_around(lon, lat):
    """The tile over a point at every zoom."""
    x, y = (int(one) for one in world(lon, lat))
    return [Tile(z, x >> (BITS - z), y >> (BITS - z)) for z in range(23)]


@pytest.fixture
def scattered(town):
    """Thirty parking matters in each street at points of its own grids, some late; the same every time."""
    dice = random.Random(7)
    for code in town.district.streets:
        street = Place.objects.get(pk=code)
        while Case.objects.filter(place_scope__range=street.span).count() < 30:
            lon, lat = dice.uniform(street.west, street.east), dice.uniform(street.south, street.north)
            if street.span[0] <= locate_one(lon, lat) <= street.span[1]:
                town.report(lon=lon, lat=lat, place=None)
    Case.objects.filter(number__in=list(Case.objects.values_list("number", flat=True)[::5])).update(late=True)
    return town


@pytest.fixture
def middle(town):
    """The middle of the district."""
    one = Place.objects.get(pk=town.district.streets[0])
    return one.east, one.north


def narrowed(actor, **grant):
    """The same actor with its only grant changed."""
    return replace(actor, grants=(replace(actor.grants[0], **grant),))

"""Premises on the map: for staff of their place, by name where one stands alone."""

import mapbox_vector_tile
import pytest

from anlan.kit.tiles.address import Tile
from anlan.kit.tiles.morton import BITS, world
from anlan.parties import tiles
from anlan.parties.public import add_premises

SPOT = (121.371, 31.221)


def shown(tile, actor):
    body = tiles.draw(tile, actor)
    told = mapbox_vector_tile.decode(body) if body else {}
    return [one["properties"] for layer in told.values() for one in layer["features"]]


@pytest.fixture
def shops(town):
    admin = town.actor("system_admin")
    for number, (lon, lat) in enumerate((SPOT, (SPOT[0] + 0.004, SPOT[1])), start=1):
        add_premises(
            code=f"shop-{number}", name=f"店{number}", kind="shop", lon=lon, lat=lat, by=admin, at=town.at
        )
    return town


def over(lon, lat, z):
    x, y = world(lon, lat)
    return Tile(z, int(x) >> (BITS - z), int(y) >> (BITS - z))


def test_close_by_each_says_its_name_and_far_away_they_are_counted(shops):
    operator = shops.actor("operator")
    (near,) = shown(over(*SPOT, 17), operator)
    assert near == {"n": 1, "code": "shop-1", "name": "店1", "kind": "shop"}
    assert shown(over(*SPOT, 3), operator) == [{"n": 2}]


def test_staff_of_another_street_and_strangers_see_none(shops):
    from anlan.access.public import anonymous
    from anlan.parties.models import Premises

    here = Premises.objects.get(code="shop-1").place_id
    other = next(street for street in shops.district.streets if street != here - here % 10**6)
    assert shown(over(*SPOT, 3), shops.actor("operator", place=other)) == []
    assert not tiles.seen_by(anonymous)
    assert tiles.seen_by(shops.actor("operator", place=other))

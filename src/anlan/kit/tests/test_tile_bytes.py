"""What we write is what another decoder reads."""

import mapbox_vector_tile
import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from anlan.kit.tiles import mvt
from anlan.kit.tiles.address import Tile
from anlan.kit.tiles.clipping import rings_in, to_world
from anlan.kit.tiles.clusters import gathered, level_of
from anlan.kit.tiles.morton import columns_and_rows, degrees, interleave, world
from anlan.kit.tiles.mvt import Shape, Tag
from anlan.kit.tiles.varints import packed, varint, zigzag
from anlan.places.points import morton, morton_span


def decoded(body, layer):
    return mapbox_vector_tile.decode(body, default_options={"y_coord_down": True})[layer]["features"]


def points(rows):
    x, y, n, late = (np.array(one) for one in zip(*rows, strict=True))
    tags = {
        "n": Tag(n),
        "late": Tag(late > 0),
        "number": Tag(n * 7, n == 1),
        "name": Tag(np.full(len(n), "点")),
    }
    return mvt.points_layer("cases", x, y, tags=tags, ids=np.arange(len(n), dtype=np.uint64) + 2**40)


ROW = st.tuples(st.integers(-64, 4160), st.integers(-64, 4160), st.integers(1, 2**40), st.integers(0, 1))


@settings(max_examples=40, deadline=None)
@given(st.lists(ROW, min_size=1, max_size=40))
def test_every_point_is_read_back_with_what_it_says(rows):
    found = decoded(points(rows), "cases")
    assert [tuple(one["geometry"]["coordinates"]) for one in found] == [row[:2] for row in rows]
    for at, (one, (_x, _y, n, late)) in enumerate(zip(found, rows, strict=True)):
        said = {"n": n, "late": late > 0, "name": "点"} | ({"number": 7} if n == 1 else {})
        assert one["properties"] == said
        assert one["id"] == 2**40 + at


def test_no_point_is_no_layer():
    none = np.array([], dtype=np.int64)
    assert mvt.points_layer("cases", none, none, tags={"n": Tag(none)}) == b""
    assert mvt.shapes_layer("areas", []) == b""


def test_values_of_every_kind_are_read_back():
    said = {"a": "安澜", "b": 3, "c": -5, "d": 1.5, "e": True, "f": False, "g": 1}
    shape = Shape("point", [np.array([[10, 20]])], said, id=9)
    (found,) = decoded(mvt.shapes_layer("all", [shape]), "all")
    assert found["properties"] == said
    assert found["geometry"] == {"type": "Point", "coordinates": [10, 20]}


@pytest.mark.parametrize("value", [0, 1, 127, 128, 300, 2**31, 2**62])
def test_varints_are_written_as_the_format_says(value):
    assert packed(np.array([value], dtype=np.uint64)) == varint(value)
    assert zigzag(np.array([-1, 1, -2], dtype=np.int64)).tolist() == [1, 2, 3]


def test_a_polygon_with_a_hole_turns_as_the_format_wants_whatever_way_it_came():
    outer, hole = (
        [(121.30, 31.10), (121.50, 31.10), (121.50, 31.30), (121.30, 31.30)],
        shapely.box(121.38, 31.18, 121.42, 31.22),
    )
    for ring in (outer, outer[::-1]):
        shape = to_world(np.array([shapely.Polygon(ring, [hole.exterior.coords])]))[0]
        column, row = world(121.4, 31.2)
        tile = Tile(10, int(column) >> 21, int(row) >> 21)
        rings = rings_in(shape, tile)
        areas = [(r[:, 0] * np.roll(r[:, 1], -1) - np.roll(r[:, 0], -1) * r[:, 1]).sum() for r in rings]
        assert [area > 0 for area in areas] == [True, False]
        (found,) = decoded(mvt.shapes_layer("areas", [Shape("polygon", rings, {"code": "1"})]), "areas")
        assert found["geometry"]["type"] == "Polygon"
        assert len(found["geometry"]["coordinates"]) == 2


def test_a_polygon_that_does_not_touch_the_tile_leaves_nothing():
    shape = to_world(np.array([shapely.box(121.3, 31.1, 121.31, 31.11)]))[0]
    assert rings_in(shape, Tile(10, 0, 0)) == []


def test_a_key_is_taken_apart_into_what_it_was_made_of():
    lon, lat = np.array([121.4, -70.2, 0.0]), np.array([31.2, -33.4, 0.0])
    columns, rows = columns_and_rows(morton(lon, lat))
    for x, y, east, north in zip(columns.tolist(), rows.tolist(), lon, lat, strict=True):
        assert interleave(x, y) == morton(east, north)
        assert degrees(x, y) == pytest.approx((east, north), abs=1e-6)
        assert world(east, north) == pytest.approx((x, y), abs=1.5)


def test_a_tile_spans_the_keys_that_places_says():
    assert Tile(14, 13717, 6688).span == morton_span(14, 13717, 6688)


def test_clusters_hold_every_point_once_and_a_single_one_stands_where_it_is():
    tile = Tile(14, 13717, 6688)
    low, _high = tile.span
    keys = np.array([low, low + 1, low + 2**33], dtype=np.int64)
    found = gathered(keys, level_of(tile), {"number": np.array([5, 6, 7])})
    assert found.n.tolist() == [2, 1]
    assert found.sums["number"].tolist() == [11, 7]
    x, y = found.places(tile)
    assert (x[0], y[0]) == (0, 0)
    column, row = columns_and_rows(keys[2:])
    assert x[1] == round((column[0] - tile.corner[0]) * 4096 / tile.size)
    assert y[1] == round((row[0] - tile.corner[1]) * 4096 / tile.size)

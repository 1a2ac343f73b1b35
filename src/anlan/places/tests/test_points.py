"""Points that are none, and Morton numbers."""

import math

import numpy as np
import pytest

from anlan.places.errors import PointInvalid, PointOutOfRange, PointSwapped
from anlan.places.points import check_point, morton, morton_span
from anlan.places.sample import DISTRICT


def quadkey(lon, lat, zoom):
    """The textbook way: tile numbers, then digit by digit."""
    side = 1 << zoom
    x = int((lon + 180) / 360 * side)
    y = int((1 - math.asinh(math.tan(math.radians(lat))) / math.pi) / 2 * side)
    key = 0
    for bit in reversed(range(zoom)):
        key = key * 4 + ((x >> bit) & 1) + 2 * ((y >> bit) & 1)
    return key, x, y


@pytest.mark.parametrize(("lon", "lat"), [(121.4, 31.2), (-76.6, 39.3), (0.1, -0.1), (179.9, -84.0)])
def test_the_morton_number_is_the_quadkey_of_zoom_31(lon, lat):
    assert morton(lon, lat) == quadkey(lon, lat, 31)[0]


def test_a_tile_is_a_range_of_numbers():
    for zoom in (0, 5, 12, 17, 31):
        key, x, y = quadkey(121.4, 31.2, zoom)
        low, high = morton_span(zoom, x, y)
        assert low <= morton(121.4, 31.2) <= high
        assert low == key << 2 * (31 - zoom)
        assert high - low + 1 == 4 ** (31 - zoom)


def test_neighbouring_tiles_do_not_share_a_number():
    assert morton_span(12, 3429, 1674)[1] < morton_span(12, 3429, 1675)[0]


def test_arrays_agree_with_single_points():
    lon, lat = (
        np.random.default_rng(3).uniform(-180, 180, 500),
        np.random.default_rng(4).uniform(-85, 85, 500),
    )
    both = morton(lon, lat)
    assert both.dtype == np.int64
    assert both.tolist() == [morton(x, y) for x, y in zip(lon.tolist(), lat.tolist(), strict=True)]


def test_the_poles_stay_inside_62_bits():
    assert 0 <= morton(-180, 90) < morton(180, -90) < 1 << 62


@pytest.mark.parametrize("tile", [(-1, 0, 0), (32, 0, 0), (3, 8, 0), (3, 0, -1)])
def test_a_tile_that_does_not_exist_is_refused(tile):
    with pytest.raises(ValueError, match="no tile"):
        morton_span(*tile)


@pytest.mark.parametrize("point", [(math.nan, 31.2), (121.4, math.nan), (math.inf, 31.2), (121.4, -math.inf)])
def test_a_point_that_is_no_number_is_refused(point):
    with pytest.raises(PointInvalid):
        check_point(*point)


@pytest.mark.parametrize("point", [(181, 0), (-180.1, 0), (0, 90.1), (31.2, 121.4)])
def test_a_point_off_the_earth_is_refused(point):
    with pytest.raises(PointOutOfRange):
        check_point(*point)


def test_exchanged_longitude_and_latitude_are_told_in_both_languages(sample):
    from django.utils import translation

    with pytest.raises(PointSwapped) as refusal:
        check_point(31.2, 121.4, DISTRICT)
    with translation.override("en"):
        assert "look exchanged" in refusal.value.message()
    with translation.override("zh-hans"):
        assert "颠倒" in refusal.value.message()
    assert refusal.value.status == 422


def test_a_point_far_from_the_district_is_still_a_point(sample):
    check_point(-76.6, 39.3, DISTRICT)
    check_point(121.4, 31.2, DISTRICT)

"""Frames of reference: known shifts, and inverses that are exact."""

import numpy as np
import pytest

from anlan.places.crs import from_wgs84, named, to_wgs84
from anlan.places.errors import CrsUnknown

RANDOM = np.random.default_rng(20261009)
LON, LAT = RANDOM.uniform(74, 134, 20_000), RANDOM.uniform(18, 53, 20_000)


@pytest.mark.parametrize("crs", ["GCJ-02", "BD-09"])
def test_the_inverse_is_exact_to_a_billionth_of_a_degree(crs):
    shifted = from_wgs84(LON, LAT, crs)
    back = to_wgs84(*shifted, crs)
    assert np.abs(back[0] - LON).max() < 1e-9
    assert np.abs(back[1] - LAT).max() < 1e-9


def test_the_shift_is_the_published_one():
    """The pair that eviltransform publishes for its own tests (Shanghai): within a metre."""
    lon, lat = from_wgs84(121.4377486, 31.1774276, "GCJ-02")
    assert lon == pytest.approx(121.4422, abs=2e-4)
    assert lat == pytest.approx(31.1755, abs=2e-4)
    metres = np.hypot((lon - 121.4377486) * 95_200, (lat - 31.1774276) * 111_000)
    assert 300 < metres < 700


def test_baidu_lies_beyond_the_shifted_frame():
    gcj, baidu = from_wgs84(121.4, 31.2, "GCJ-02"), from_wgs84(121.4, 31.2, "BD-09")
    assert baidu[0] - gcj[0] == pytest.approx(0.0065, abs=2e-3)
    assert baidu[1] - gcj[1] == pytest.approx(0.006, abs=2e-3)


def test_outside_china_nothing_is_shifted():
    assert from_wgs84(-76.6, 39.3, "GCJ-02") == (-76.6, 39.3)
    assert to_wgs84(-76.6, 39.3, "GCJ-02") == (-76.6, 39.3)


def test_one_point_is_numbers_and_many_are_arrays():
    one = to_wgs84(121.4, 31.2, "GCJ-02")
    many = to_wgs84(np.array([121.4]), np.array([31.2]), "GCJ-02")
    assert isinstance(one[0], float)
    assert one == (many[0][0], many[1][0])


def test_cgcs2000_differs_by_less_than_a_centimetre():
    assert to_wgs84(121.4, 31.2, "CGCS2000") == pytest.approx((121.4, 31.2), abs=1e-7)


def test_a_projected_frame_comes_easting_first():
    """Zone 51 of UTM over Shanghai, and back."""
    east, north = from_wgs84(121.4, 31.2, "EPSG:32651")
    assert 300_000 < east < 400_000
    assert 3_400_000 < north < 3_500_000
    assert to_wgs84(east, north, "EPSG:32651") == pytest.approx((121.4, 31.2), abs=1e-9)


@pytest.mark.parametrize(
    ("written", "means"),
    [
        ("wgs84", "EPSG:4326"), ("WGS 84", "EPSG:4326"), ("epsg:4326", "EPSG:4326"), ("CGCS2000", "EPSG:4490"),
        ("gcj02", "GCJ-02"), ("GCJ_02", "GCJ-02"), ("bd-09", "BD-09"), ("EPSG:32651", "EPSG:32651"),
    ],
)  # fmt: skip
def test_a_frame_has_one_name(written, means):
    assert named(written) == means


@pytest.mark.parametrize(
    "hostile",
    ["", "mars", "EPSG:999999", "+proj=pipeline +step +proj=hgridshift +grids=/etc/passwd", "/etc/passwd",
     "https://example.org/crs", "urn:ogc:def:crs:EPSG::4326", "GEOGCS[broken", "GEOGCS[" * 9000],
)  # fmt: skip
def test_what_is_no_frame_is_named_and_refused(hostile):
    with pytest.raises(CrsUnknown) as refusal:
        named(hostile)
    assert refusal.value.field == "crs"


def test_nan_stays_nan_and_ends():
    lon, lat = to_wgs84(np.array([np.nan, 121.4, np.inf]), np.array([31.2, 31.2, 31.2]), "GCJ-02")
    assert np.isnan(lon[0])
    assert np.isfinite(lat[1])

"""Frames of reference: every point inside Anlan is WGS 84; here is how others become it.

GCJ-02 (the shifted frame of Chinese web maps) and BD-09 (Baidu's) follow the formulae published as
"eviltransform" (github.com/googollee/eviltransform) and "coordtransform"
(github.com/wandergis/coordtransform): Krasovsky 1940 ellipsoid, no shift outside 72.004-137.8347° E,
0.8293-55.8271° N. Their inverses are iterated, not approximated.
"""

import re
from collections.abc import Callable
from functools import lru_cache
from typing import overload

import numpy as np
from numpy.typing import ArrayLike, NDArray
from pyproj import CRS, Transformer
from pyproj.exceptions import CRSError

from anlan.places.errors import CrsUnknown

Floats = NDArray[np.float64]
Shift = Callable[[Floats, Floats], tuple[Floats, Floats]]

_AXIS, _FLATNESS = 6378245.0, 0.00669342162296594323
_BAIDU = np.pi * 3000.0 / 180.0
_CLOSE = 1e-11  # degrees, about a micrometre; the promise is 1e-9
_TURNS = 60
_LONGEST = 20_000
_NAMES = {
    "WGS84": "EPSG:4326",
    "CGCS2000": "EPSG:4490",
    "GCJ02": "GCJ-02",
    "BD09": "BD-09",
    "BD09LL": "BD-09",
    "CRS84": "EPSG:4326",
    "OGC:CRS84": "EPSG:4326",
}


def _ripple(x: Floats) -> Floats:
    return np.asarray((20.0 * np.sin(6.0 * x * np.pi) + 20.0 * np.sin(2.0 * x * np.pi)) * 2.0 / 3.0)


def _gcj_from_wgs(lon: Floats, lat: Floats) -> tuple[Floats, Floats]:
    x, y = lon - 105.0, lat - 35.0
    root = np.sqrt(np.abs(x))
    north = -100.0 + 2.0 * x + 3.0 * y + 0.2 * y * y + 0.1 * x * y + 0.2 * root + _ripple(x)
    north = north + (20.0 * np.sin(y * np.pi) + 40.0 * np.sin(y / 3.0 * np.pi)) * 2.0 / 3.0
    north = north + (160.0 * np.sin(y / 12.0 * np.pi) + 320.0 * np.sin(y * np.pi / 30.0)) * 2.0 / 3.0
    east = 300.0 + x + 2.0 * y + 0.1 * x * x + 0.1 * x * y + 0.1 * root + _ripple(x)
    east = east + (20.0 * np.sin(x * np.pi) + 40.0 * np.sin(x / 3.0 * np.pi)) * 2.0 / 3.0
    east = east + (150.0 * np.sin(x / 12.0 * np.pi) + 300.0 * np.sin(x / 30.0 * np.pi)) * 2.0 / 3.0
    angle = np.radians(lat)
    magic = 1.0 - _FLATNESS * np.sin(angle) ** 2
    up = north * 180.0 / ((_AXIS * (1.0 - _FLATNESS)) / (magic * np.sqrt(magic)) * np.pi)
    right = east * 180.0 / (_AXIS / np.sqrt(magic) * np.cos(angle) * np.pi)
    shifted = (lon >= 72.004) & (lon <= 137.8347) & (lat >= 0.8293) & (lat <= 55.8271)
    return lon + np.where(shifted, right, 0.0), lat + np.where(shifted, up, 0.0)


def _bd_from_gcj(lon: Floats, lat: Floats) -> tuple[Floats, Floats]:
    far = np.hypot(lon, lat) + 0.00002 * np.sin(lat * _BAIDU)
    angle = np.arctan2(lat, lon) + 0.000003 * np.cos(lon * _BAIDU)
    return far * np.cos(angle) + 0.0065, far * np.sin(angle) + 0.006


def _bd_from_wgs(lon: Floats, lat: Floats) -> tuple[Floats, Floats]:
    return _bd_from_gcj(*_gcj_from_wgs(lon, lat))


def _undo(shift: Shift, lon: Floats, lat: Floats) -> tuple[Floats, Floats]:
    """Iterate `shift(p) = (lon, lat)` for p: the shifts change slowly, so each turn gains three or more
    digits.
    """
    east, north = lon.copy(), lat.copy()
    for _ in range(_TURNS):
        x, y = shift(east, north)
        dx, dy = lon - x, lat - y
        east, north = east + dx, north + dy
        if not np.any(np.maximum(np.abs(dx), np.abs(dy)) > _CLOSE):
            break
    return east, north


@lru_cache(maxsize=64)  # anybody may name a frame
def _transformer(name: str, back: bool) -> Transformer:
    ends = ("EPSG:4326", name) if back else (name, "EPSG:4326")
    return Transformer.from_crs(*ends, always_xy=True)


@lru_cache(maxsize=256)
def named(crs: str) -> str:
    """The one name of a frame: `gcj02` → `GCJ-02`, `wgs84` → `EPSG:4326`; WKT becomes its EPSG code where it
    has one.

    Raises `CrsUnknown`. Only names, EPSG codes and WKT are read: never a path or a PROJ pipeline.
    """
    text = crs.strip()
    short = _NAMES.get(re.sub(r"[\s_-]", "", text.upper()))
    if short:
        return short
    wkt = re.match(r"(GEOG|PROJ|GEOD|COMPD|COMPOUND|BOUND|BASE)[A-Z]*\[", text)
    if len(text) > _LONGEST or not (wkt or re.fullmatch(r"(?i:EPSG|ESRI):\d{1,6}", text)):
        raise CrsUnknown(crs=text[:80], field="crs")
    try:
        known = CRS.from_user_input(text)
    except CRSError:
        raise CrsUnknown(crs=text[:80], field="crs") from None
    number = known.to_epsg(min_confidence=70)
    return f"EPSG:{number}" if number else text


def _through(name: str, lon: Floats, lat: Floats, back: bool) -> tuple[Floats, Floats]:
    if name == "EPSG:4326":
        return lon, lat
    shift: Shift | None = {"GCJ-02": _gcj_from_wgs, "BD-09": _bd_from_wgs}.get(name)
    if shift is not None:
        return shift(lon, lat) if back else _undo(shift, lon, lat)
    x, y = _transformer(name, back).transform(lon, lat)
    return np.asarray(x, dtype=np.float64), np.asarray(y, dtype=np.float64)


@overload
def to_wgs84(lon: float, lat: float, crs: str) -> tuple[float, float]: ...
@overload
def to_wgs84(lon: Floats, lat: Floats, crs: str) -> tuple[Floats, Floats]: ...
def to_wgs84(lon: ArrayLike, lat: ArrayLike, crs: str) -> tuple[object, object]:
    """WGS 84 degrees of points given in `crs` (x/easting first), numbers or arrays of one shape.

    The inverse of GCJ-02 and BD-09 is exact to under 1e-9 degrees. Raises `CrsUnknown`.
    """
    return _both(lon, lat, crs, back=False)


@overload
def from_wgs84(lon: float, lat: float, crs: str) -> tuple[float, float]: ...
@overload
def from_wgs84(lon: Floats, lat: Floats, crs: str) -> tuple[Floats, Floats]: ...
def from_wgs84(lon: ArrayLike, lat: ArrayLike, crs: str) -> tuple[object, object]:
    """The other way: WGS 84 degrees into `crs`, for maps and partners that draw in another frame."""
    return _both(lon, lat, crs, back=True)


def _both(lon: ArrayLike, lat: ArrayLike, crs: str, *, back: bool) -> tuple[object, object]:
    x, y = np.asarray(lon, dtype=np.float64), np.asarray(lat, dtype=np.float64)
    with np.errstate(invalid="ignore"):
        east, north = _through(named(crs), np.atleast_1d(x), np.atleast_1d(y), back)
    if x.ndim == 0:
        return float(east[0]), float(north[0])
    return east, north

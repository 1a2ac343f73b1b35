"""Points: is it one, and its Morton number, so that a map tile is a range of integers."""

import math
from typing import overload

import numpy as np
from numpy.typing import ArrayLike, NDArray

from anlan.places.errors import PointInvalid, PointOutOfRange, PointSwapped
from anlan.places.present import Boundaries, Box, boundaries

_BITS = 31
_SIDE = 1 << _BITS
_POLE = 85.0511287798066  # where the square of Web Mercator ends (EPSG:3857)
_NEAR = 1.0  # degrees around the district in which a point is believed to be meant as it stands
_MASKS = (
    (16, 0x0000FFFF0000FFFF),
    (8, 0x00FF00FF00FF00FF),
    (4, 0x0F0F0F0F0F0F0F0F),
    (2, 0x3333333333333333),
    (1, 0x5555555555555555),
)


@overload
def morton(lon: float, lat: float) -> int: ...
@overload
def morton(lon: NDArray[np.float64], lat: NDArray[np.float64]) -> NDArray[np.int64]: ...
def morton(lon: ArrayLike, lat: ArrayLike) -> object:
    """The quadkey of WGS 84 degrees as an integer: 31 Web Mercator bits an axis, interleaved y x, 62 in all.

    Beyond 85.05° it stays at the edge of the square. Numbers give an int, arrays an int64 array.
    """
    x, y = np.asarray(lon, dtype=np.float64), np.asarray(lat, dtype=np.float64)
    across = (x + 180.0) / 360.0
    down = 0.5 - np.arcsinh(np.tan(np.radians(np.clip(y, -_POLE, _POLE)))) / (2.0 * np.pi)
    column = np.clip(np.floor(across * _SIDE), 0, _SIDE - 1).astype(np.uint64)
    row = np.clip(np.floor(down * _SIDE), 0, _SIDE - 1).astype(np.uint64)
    key = np.asarray(_spread(column) | (_spread(row) << np.uint64(1))).astype(np.int64)
    return int(key) if key.ndim == 0 else key


def _spread(value: NDArray[np.uint64]) -> NDArray[np.uint64]:
    for step, mask in _MASKS:
        value = (value | (value << np.uint64(step))) & np.uint64(mask)
    return value


def morton_span(z: int, x: int, y: int) -> tuple[int, int]:
    """The lowest and highest Morton number inside map tile z/x/y (XYZ scheme), both included.

    Raises `ValueError` for a tile that does not exist.
    """
    if not (0 <= z <= _BITS and 0 <= x < 1 << z and 0 <= y < 1 << z):
        raise ValueError(f"there is no tile {z}/{x}/{y}")
    pair = np.array([x, y], dtype=np.uint64)
    spread = _spread(pair)
    size = 2 * (_BITS - z)
    low = int(spread[0] | (spread[1] << np.uint64(1))) << size
    return low, low + (1 << size) - 1


def check_point(lon: float, lat: float, district: int | Boundaries | None = None) -> None:
    """Refuse what cannot be a point in WGS 84 degrees; `district` (six digits, or its present boundaries)
    lets it tell exchanged numbers.

    Raises `PointInvalid` (NaN, infinite), `PointSwapped`, `PointOutOfRange`. A point far from the district
    but not exchanged is a point: `locate` answers "outside".
    """
    if not (math.isfinite(lon) and math.isfinite(lat)):
        raise PointInvalid(lon=lon, lat=lat, field="point")
    present = boundaries(district) if isinstance(district, int) else district
    box = present.box if present else None
    if box and not _near(box, lon, lat) and _near(box, lat, lon):
        raise PointSwapped(lon=lon, lat=lat, field="point")
    if not (-180.0 <= lon <= 180.0 and -90.0 <= lat <= 90.0):
        raise PointOutOfRange(lon=lon, lat=lat, field="point")


def _near(box: Box, lon: float, lat: float) -> bool:
    west, south, east, north = box
    return west - _NEAR <= lon <= east + _NEAR and south - _NEAR <= lat <= north + _NEAR

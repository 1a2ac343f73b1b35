"""Morton keys of the 31-bit Web Mercator world: two axes interleaved, so that a tile is a range of integers."""

import math

import numpy as np
from numpy.typing import NDArray

BITS = 31
SIDE = 1 << BITS
Ints = NDArray[np.int64]
_FOLDS = (
    (1, 0x3333333333333333),
    (2, 0x0F0F0F0F0F0F0F0F),
    (4, 0x00FF00FF00FF00FF),
    (8, 0x0000FFFF0000FFFF),
    (16, 0x00000000FFFFFFFF),
)


def interleave(column: int, row: int) -> int:
    """The key of one column and row, whatever their number of bits."""
    key = 0
    for bit in range(BITS):
        key |= (column >> bit & 1) << (2 * bit) | (row >> bit & 1) << (2 * bit + 1)
    return key


def columns_and_rows(keys: Ints) -> tuple[Ints, Ints]:
    """What was interleaved: arrays of columns (even bits) and rows (odd bits)."""
    whole = keys.astype(np.uint64)
    return _every_other(whole), _every_other(whole >> np.uint64(1))


def _every_other(value: NDArray[np.uint64]) -> Ints:
    value = value & np.uint64(0x5555555555555555)
    for step, mask in _FOLDS:
        value = (value | (value >> np.uint64(step))) & np.uint64(mask)
    return value.astype(np.int64)


def degrees(column: float, row: float) -> tuple[float, float]:
    """WGS 84 lon and lat of a place in the 31-bit world (EPSG:3857 on a sphere)."""
    down = math.pi * (1 - 2 * row / SIDE)
    return column / SIDE * 360.0 - 180.0, math.degrees(math.atan(math.sinh(down)))


def world(lon: float, lat: float) -> tuple[float, float]:
    """Column and row in the 31-bit world of WGS 84 degrees."""
    down = 0.5 - math.asinh(math.tan(math.radians(lat))) / (2 * math.pi)
    return (lon + 180.0) / 360.0 * SIDE, down * SIDE

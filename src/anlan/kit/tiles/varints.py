"""Protocol-buffer varints of whole numpy arrays at once: a tile has ten thousand, one by one would be slow."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Uints = NDArray[np.uint64]
_SEVEN = np.uint64(7)
_LOW = np.uint64(0x7F)


def zigzag(values: NDArray[np.int64]) -> Uints:
    """Signed into unsigned so that small stays small: 0 -1 1 -2 → 0 1 2 3."""
    return ((values << 1) ^ (values >> 63)).astype(np.uint64)


def lengths(values: Uints) -> NDArray[np.uint8]:
    """How many bytes each value takes."""
    found = np.ones(values.shape, dtype=np.uint8)
    largest, least = int(values.max(initial=0)), 128
    while largest >= least:
        found += values >= np.uint64(least)
        least <<= 7
    return found


def varint(value: int) -> bytes:
    """One value."""
    out = bytearray()
    while value > 0x7F:
        out.append(value & 0x7F | 0x80)
        value >>= 7
    out.append(value)
    return bytes(out)


@dataclass(slots=True)
class Column:
    """One varint of every row: an array, or a number that is the same everywhere; `present` leaves rows out."""

    values: Uints | int
    present: NDArray[np.bool_] | None = None
    _length: NDArray[np.uint8] | None = None

    def length(self, rows: int) -> NDArray[np.uint8]:
        """Bytes in each row; counted once."""
        if self._length is None:
            if isinstance(self.values, int):
                found = np.full(rows, len(varint(self.values)), dtype=np.uint8)
            else:
                found = lengths(self.values)
            self._length = found if self.present is None else found * self.present
        return self._length

    def array(self, rows: int) -> Uints:
        """The values, one a row."""
        if isinstance(self.values, int):
            return np.full(rows, self.values, dtype=np.uint64)
        return self.values


def rows_of_varints(columns: Sequence[Column], rows: int) -> bytes:
    """The columns side by side, row after row: one table of bytes, squeezed once."""
    sizes = [column.length(rows) for column in columns]
    widths = [int(size.max(initial=0)) for size in sizes]
    # A row a byte of every feature: written in one stride.
    table = np.zeros((sum(widths), rows), dtype=np.uint8)
    kept = np.ones(table.shape, dtype=bool)
    at = 0
    for column, size, width in zip(columns, sizes, widths, strict=True):
        rest = column.array(rows)
        whole = int(size.min(initial=0)) == width
        for place in range(width):
            byte = (rest & _LOW).astype(np.uint8)
            if place + 1 < width:
                byte[size > place + 1] |= 0x80
            table[at + place] = byte
            if not whole:
                kept[at + place] = size > place
            rest = rest >> _SEVEN
        at += width
    together = np.ascontiguousarray(table.T)
    return together[np.ascontiguousarray(kept.T)].tobytes() if not kept.all() else together.tobytes()


def packed(values: Uints) -> bytes:
    """One array after another value, as in a packed field."""
    return rows_of_varints([Column(values)], len(values))

"""Protocol-buffer varints of whole numpy arrays at once: a tile has ten thousand, one by one would be slow."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Uints = NDArray[np.uint64]
_SEVEN = np.uint64(7)
_LOW, _MORE = np.uint64(0x7F), np.uint64(0x80)


def zigzag(values: NDArray[np.int64]) -> Uints:
    """Signed into unsigned so that small stays small: 0 -1 1 -2 → 0 1 2 3."""
    return ((values << 1) ^ (values >> 63)).astype(np.uint64)


def lengths(values: Uints) -> NDArray[np.int64]:
    """How many bytes each value takes."""
    found = np.ones(values.shape, dtype=np.int64)
    rest = values >> _SEVEN
    while rest.any():
        found += rest > 0
        rest = rest >> _SEVEN
    return found


def varint(value: int) -> bytes:
    """One value."""
    out = bytearray()
    while value > 0x7F:
        out.append(value & 0x7F | 0x80)
        value >>= 7
    out.append(value)
    return bytes(out)


@dataclass(frozen=True, slots=True)
class Column:
    """One varint of every row: an array, or a number that is the same everywhere; `present` leaves rows out."""

    values: Uints | int
    present: NDArray[np.bool_] | None = None

    def length(self, rows: int) -> NDArray[np.int64]:
        """Bytes in each row."""
        whole = self.values if isinstance(self.values, int) else None
        found = np.full(rows, len(varint(whole))) if whole is not None else lengths(self.array(rows))
        return found if self.present is None else found * self.present

    def array(self, rows: int) -> Uints:
        """The values, one a row."""
        if isinstance(self.values, int):
            return np.full(rows, self.values, dtype=np.uint64)
        return self.values


def rows_of_varints(columns: Sequence[Column], rows: int) -> bytes:
    """The columns side by side, row after row: one table of bytes, squeezed once."""
    sizes = [column.length(rows) for column in columns]
    widths = [int(size.max(initial=0)) for size in sizes]
    table = np.zeros((rows, sum(widths)), dtype=np.uint8)
    kept = np.zeros(table.shape, dtype=bool)
    at = 0
    for column, size, width in zip(columns, sizes, widths, strict=True):
        rest = column.array(rows)
        for place in range(width):
            table[:, at + place] = rest & _LOW | np.where(size > place + 1, _MORE, np.uint64(0))
            kept[:, at + place] = size > place
            rest = rest >> _SEVEN
        at += width
    return table[kept].tobytes()


def packed(values: Uints) -> bytes:
    """One array after another value, as in a packed field."""
    return rows_of_varints([Column(values)], len(values))

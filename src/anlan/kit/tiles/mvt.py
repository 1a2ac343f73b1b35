"""The bytes of a Mapbox Vector Tile 2.1 (github.com/mapbox/vector-tile-spec), written by hand with numpy.

Against the general encoders this saves an object for every feature; `bench/bench_tiles.py` says how much.
"""

import struct
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from anlan.kit.tiles.varints import Column, packed, rows_of_varints, varint, zigzag

EXTENT = 4096
Ints = NDArray[np.int64]
Value = bool | int | float | str
_POINT, _LINE, _POLYGON = 1, 2, 3
_MOVE_ONCE, _CLOSE = 9, 15


@dataclass(frozen=True, slots=True)
class Tag:
    """One attribute of every feature: values by row; rows where `present` is False do without it."""

    values: NDArray[Any]
    present: NDArray[np.bool_] | None = None


@dataclass(frozen=True, slots=True)
class Shape:
    """A feature with lines or rings as integer arrays (n, 2) in tile units, rings open and rightly turned."""

    kind: Literal["point", "line", "polygon"]
    parts: Sequence[Ints]
    tags: Mapping[str, Value]
    id: int | None = None


def _part(number: int, body: bytes) -> bytes:
    return varint(number << 3 | 2) + varint(len(body)) + body


def _value(value: Value) -> bytes:
    if isinstance(value, bool | np.bool_):
        body = b"\x38" + varint(int(value))
    elif isinstance(value, int | np.integer):
        number = int(value)
        body = b"\x28" + varint(number) if number >= 0 else b"\x20" + varint(number & 0xFFFFFFFFFFFFFFFF)
    elif isinstance(value, float | np.floating):
        body = b"\x19" + struct.pack("<d", float(value))
    else:
        body = _part(1, str(value).encode())
    return _part(4, body)


@dataclass
class _Words:
    """Keys and values of a layer, each written once; the values of a column of numbers in one go."""

    keys: dict[str, int] = field(default_factory=dict)
    known: dict[tuple[type, Value], int] = field(default_factory=dict)
    values: list[bytes] = field(default_factory=list)
    count: int = 0

    def key(self, name: str) -> int:
        return self.keys.setdefault(name, len(self.keys))

    def value(self, value: Value) -> int:
        one = (type(value), value)
        if one not in self.known:
            self.known[one] = self._add(_value(value), 1)
        return self.known[one]

    def column(self, values: NDArray[Any]) -> NDArray[np.uint64]:
        """The number of each of these different values."""
        if values.dtype.kind in "iu" and (values >= 0).all():
            numbers = values.astype(np.uint64)
            inner = [Column(0x28), Column(numbers)]
            body = rows_of_varints([Column(0x22), _length_of(inner, len(numbers)), *inner], len(numbers))
            begun = self._add(body, len(numbers))
            return np.arange(begun, begun + len(numbers), dtype=np.uint64)
        return np.array([self.value(one) for one in values.tolist()], dtype=np.uint64)

    def _add(self, body: bytes, count: int) -> int:
        self.values.append(body)
        self.count += count
        return self.count - count

    def written(self) -> bytes:
        return b"".join(_part(3, key.encode()) for key in self.keys) + b"".join(self.values)


def _layer(name: str, features: bytes, words: _Words, extent: int) -> bytes:
    head = b"\x78\x02" + _part(1, name.encode())
    return _part(3, head + features + words.written() + b"\x28" + varint(extent))


def points_layer(
    name: str,
    x: Ints,
    y: Ints,
    *,
    tags: Mapping[str, Tag],
    ids: NDArray[np.uint64] | None = None,
    extent: int = EXTENT,
) -> bytes:
    """A layer of points in tile units; "" for none, as an empty layer is no layer."""
    rows = len(x)
    if rows == 0:
        return b""
    words = _Words()
    pairs: list[Column] = []
    for key, tag in tags.items():
        shown = tag.values if tag.present is None else tag.values[tag.present]
        known, where = np.unique(shown, return_inverse=True)
        numbers = words.column(known)
        found = np.zeros(rows, dtype=np.uint64)
        found[slice(None) if tag.present is None else tag.present] = numbers[where]
        pairs += [Column(words.key(key), tag.present), Column(found, tag.present)]
    across, down = Column(zigzag(x)), Column(zigzag(y))
    geometry = [Column(_MOVE_ONCE), across, down]
    inner = [] if ids is None else [Column(0x08), Column(ids)]
    if pairs:
        inner += [Column(0x12), _length_of(pairs, rows), *pairs]
    inner += [Column(0x18), Column(_POINT), Column(0x22), _length_of(geometry, rows), *geometry]
    features = rows_of_varints([Column(0x12), _length_of(inner, rows), *inner], rows)
    return _layer(name, features, words, extent)


def _length_of(columns: Sequence[Column], rows: int) -> Column:
    total = np.zeros(rows, dtype=np.int64)
    for column in columns:
        total += column.length(rows)
    return Column(total.astype(np.uint64))


def shapes_layer(name: str, shapes: Iterable[Shape], *, extent: int = EXTENT) -> bytes:
    """A layer of points, lines or polygons; "" for none."""
    words = _Words()
    features = b"".join(_part(2, _feature(shape, words)) for shape in shapes if shape.parts)
    return _layer(name, features, words, extent) if features else b""


def _feature(shape: Shape, words: _Words) -> bytes:
    pairs = [number for key, value in shape.tags.items() for number in (words.key(key), words.value(value))]
    kind = {"point": _POINT, "line": _LINE, "polygon": _POLYGON}[shape.kind]
    head = b"" if shape.id is None else b"\x08" + varint(shape.id)
    head += _part(2, b"".join(map(varint, pairs))) if pairs else b""
    return head + b"\x18" + varint(kind) + _part(4, packed(_commands(shape)))


def _commands(shape: Shape) -> NDArray[np.uint64]:
    """MoveTo, LineTo and ClosePath with zigzag steps from the point before, over all parts."""
    if shape.kind == "point":
        steps = zigzag(np.diff(np.vstack([[[0, 0]], *shape.parts]), axis=0).ravel())
        return np.concatenate([[np.uint64(len(steps) // 2 << 3 | 1)], steps])
    written: list[NDArray[np.uint64]] = []
    before = np.zeros((1, 2), dtype=np.int64)
    for part in shape.parts:
        steps = zigzag(np.diff(np.vstack([before, part]), axis=0).ravel())
        line = np.array([len(part) - 1 << 3 | 2], dtype=np.uint64)
        written += [np.array([_MOVE_ONCE], dtype=np.uint64), steps[:2], line, steps[2:]]
        if shape.kind == "polygon":
            written.append(np.array([_CLOSE], dtype=np.uint64))
        before = part[-1:]
    return np.concatenate(written)

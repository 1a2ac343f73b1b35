"""Which place a point lies in, for one state of the boundaries: the raster, then the exact test where
needed.
"""

import json
import zlib
from dataclasses import asdict
from pathlib import Path
from typing import NamedTuple

import numpy as np
import shapely
from numpy.typing import NDArray

from anlan.places.raster import Frame, Raster, build

_MAGIC = b"ANLANLOC1"
_ALIGN = 64


class Shape(NamedTuple):
    """One boundary: a place's code, its depth (1 district … 4 grid) and its WKB in WGS 84."""

    code: int
    depth: int
    wkb: bytes


class IndexDamaged(ValueError):
    """The index file is not whole; it is built again."""


class Locator:
    """Answers for points of one district. `missing` is what points beyond every boundary get."""

    def __init__(
        self, raster: Raster, codes: NDArray[np.int64], polygons: NDArray[np.object_], missing: int
    ) -> None:
        self._raster, self._missing = raster, missing
        self._codes = np.asarray(codes)
        self._cells = np.asarray(raster.cells)
        self._starts, self._candidates = np.asarray(raster.starts), np.asarray(raster.candidates)
        self._polygons = polygons
        shapely.prepare(self._polygons)

    def locate(self, lons: NDArray[np.float64], lats: NDArray[np.float64]) -> NDArray[np.int64]:
        """Codes of the deepest places that hold the points (borders belong to both sides: the lowest code
        answers).
        """
        frame = self._raster.frame
        with np.errstate(invalid="ignore"):
            x, y = (lons - frame.west) / frame.width, (lats - frame.south) / frame.height
            within = (x >= 0) & (x < frame.side) & (y >= 0) & (y < frame.side)
        column, row = np.where(within, x, 0).astype(np.int64), np.where(within, y, 0).astype(np.int64)
        answer = np.where(within, self._cells[row * frame.side + column], 0).astype(np.int64)
        border = np.flatnonzero(answer < 0)
        if len(border):
            answer[border] = self._exact(-answer[border] - 1, lons[border], lats[border])
        found = answer > 0
        return np.where(found, self._codes[np.where(found, answer, 1) - 1], self._missing)

    def one(self, lon: float, lat: float) -> int:
        """`locate` for a single point."""
        frame = self._raster.frame
        x, y = (lon - frame.west) / frame.width, (lat - frame.south) / frame.height
        if not (0 <= x < frame.side and 0 <= y < frame.side):
            return self._missing
        answer = int(self._cells[int(y) * frame.side + int(x)])
        if answer < 0:
            answer = self._exact_one(-answer - 1, lon, lat)
        return int(self._codes[answer - 1]) if answer else self._missing

    def _exact(
        self, border: NDArray[np.int64], lons: NDArray[np.float64], lats: NDArray[np.float64]
    ) -> NDArray[np.int64]:
        """Go through the candidates in order of precedence, all points at once; answers are polygon + 1 or
        0.
        """
        answer = np.zeros(len(border), dtype=np.int64)
        at, end = self._starts[border].astype(np.int64), self._starts[border + 1]
        todo = np.arange(len(border))
        while len(todo):
            candidate = self._candidates[at[todo]].astype(np.int64)
            polygon = np.abs(candidate) - 1
            inside = candidate < 0
            test = np.flatnonzero(~inside)
            points = todo[test]
            inside[test] = shapely.intersects_xy(self._polygons[polygon[test]], lons[points], lats[points])
            answer[todo[inside]] = polygon[inside] + 1
            at[todo] += 1
            todo = todo[~inside & (at[todo] < end[todo])]
        return answer

    def _exact_one(self, border: int, lon: float, lat: float) -> int:
        for candidate in self._candidates[self._starts[border] : self._starts[border + 1]].tolist():
            if candidate < 0:
                return int(-candidate)
            if shapely.intersects_xy(self._polygons[candidate - 1], lon, lat):
                return int(candidate)
        return 0


def pack(shapes: list[Shape]) -> NDArray[np.uint8]:
    """Build the raster of `shapes` and lay everything into one array of bytes that processes can share."""
    ordered = sorted(shapes, key=lambda shape: (-shape.depth, shape.code))
    raster = build(shapely.from_wkb(np.array([shape.wkb for shape in ordered], dtype=object)))
    parts: dict[str, NDArray[np.generic]] = {
        "codes": np.array([shape.code for shape in ordered], dtype=np.int64),
        "cells": raster.cells,
        "starts": raster.starts,
        "candidates": raster.candidates,
        "lengths": np.array([len(shape.wkb) for shape in ordered], dtype=np.int64),
        "wkb": np.frombuffer(b"".join(shape.wkb for shape in ordered), dtype=np.uint8),
    }
    body, table = bytearray(), {}
    for name, part in parts.items():
        body += b"\0" * (-len(body) % _ALIGN)
        table[name] = [str(part.dtype), len(body), part.nbytes]
        body += part.tobytes()
    head = json.dumps({"frame": asdict(raster.frame), "parts": table, "crc": zlib.crc32(body)}).encode()
    lead = _MAGIC + len(head).to_bytes(8, "little") + head
    lead += b"\0" * (-len(lead) % _ALIGN)
    return np.frombuffer(lead + bytes(body), dtype=np.uint8)


def load(path: Path, missing: int) -> Locator:
    """A locator over the memory-mapped file. Raises `IndexDamaged` when the file is not whole."""
    try:
        data = np.load(path, mmap_mode="r", allow_pickle=False)
        start = len(_MAGIC) + 8
        if data.dtype != np.uint8 or data.ndim != 1 or bytes(data[: len(_MAGIC)]) != _MAGIC:
            raise IndexDamaged(path.name)
        size = int.from_bytes(bytes(data[len(_MAGIC) : start]), "little")
        head = json.loads(bytes(data[start : start + size]))
        body = np.asarray(data)[start + size + (-(start + size) % _ALIGN) :]
        if zlib.crc32(body.data) != head["crc"]:
            raise IndexDamaged(path.name)
    except (OSError, EOFError, ValueError, KeyError) as error:
        raise IndexDamaged(path.name) from error
    parts = {name: body[at : at + length].view(kind) for name, (kind, at, length) in head["parts"].items()}
    ends = np.cumsum(parts["lengths"])
    wkb = parts["wkb"].tobytes()
    pieces = [wkb[end - length : end] for end, length in zip(ends, parts["lengths"], strict=True)]
    polygons = shapely.from_wkb(np.array(pieces, dtype=object))
    raster = Raster(Frame(**head["frame"]), parts["cells"], parts["starts"], parts["candidates"])
    return Locator(raster, parts["codes"], polygons, missing)

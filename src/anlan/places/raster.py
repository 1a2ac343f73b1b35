"""The raster behind `locate`: which polygon answers for each cell, and which cells need the exact test.

A cell that no border crosses has one answer for all its points; only points in the other cells are tested
against polygons. Polygons come in order of precedence (deepest level first, then lowest code), so that
overlaps and shared borders have one answer, the same on every machine.
"""

from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]

_MOST, _LEAST, _CELLS_A_POLYGON = 2000, 64, 400
_SLACK = 1e-9  # of a cell: a border within a rounding error of a cell's edge counts for both cells


@dataclass(frozen=True)
class Frame:
    """The square grid of cells over all polygons: `side` × `side` cells of `width` × `height` degrees."""

    west: float
    south: float
    width: float
    height: float
    side: int


@dataclass(frozen=True)
class Raster:
    """`cells`: 0 nobody, k > 0 polygon k-1 alone, k < 0 see `starts[-k-1]:starts[-k]` of `candidates` in
    order.

    A candidate c > 0 is polygon c-1 to be tested; c < 0 is polygon -c-1, which covers the whole cell.
    """

    frame: Frame
    cells: NDArray[np.int32]
    starts: NDArray[np.int32]
    candidates: NDArray[np.int32]


def frame_of(polygons: NDArray[np.object_]) -> Frame:
    """A frame a little larger than the box of all polygons; finer the more polygons there are."""
    west, south, east, north = (float(edge) for edge in shapely.total_bounds(polygons))
    side = int(np.clip(np.ceil(np.sqrt(len(polygons) * _CELLS_A_POLYGON)), _LEAST, _MOST))
    spare_x, spare_y = max((east - west) * 1e-6, 1e-9), max((north - south) * 1e-6, 1e-9)
    width, height = (east - west + 2 * spare_x) / side, (north - south + 2 * spare_y) / side
    return Frame(west - spare_x, south - spare_y, width, height, side)


def build(polygons: NDArray[np.object_]) -> Raster:
    """The raster of valid polygons (shapely, WGS 84) in order of precedence. 10,000 of 61 vertices: a few
    seconds.
    """
    frame = frame_of(polygons)
    touched: list[Ints] = []
    cover = np.full(frame.side**2, len(polygons), dtype=np.int32)  # the first polygon covering the whole cell
    for order, polygon in enumerate(polygons):
        edges = _edges(polygon, frame)
        crossed = _crossed(edges, frame.side)
        full = _filled(edges, crossed, frame.side)
        cover[full] = np.minimum(cover[full], order)
        touched.append(crossed * np.int64(len(polygons)) + order)
    return _compose(frame, np.concatenate(touched), cover, len(polygons))


def _edges(polygon: BaseGeometry, frame: Frame) -> Floats:
    """(n, 4) segments x0 y0 x1 y1 in units of cells, of every ring."""
    rings = shapely.get_rings(shapely.get_parts(polygon))
    coords, ring = shapely.get_coordinates(rings, return_index=True)
    scaled = np.column_stack(
        [(coords[:, 0] - frame.west) / frame.width, (coords[:, 1] - frame.south) / frame.height]
    )
    same = ring[1:] == ring[:-1]
    return np.hstack([scaled[:-1][same], scaled[1:][same]])


def _crossed(edges: Floats, side: int) -> Ints:
    """The cells any edge may touch: edges are cut into pieces under half a cell, whose boxes meet 2 × 2
    cells.
    """
    longest = np.maximum(np.abs(edges[:, 2] - edges[:, 0]), np.abs(edges[:, 3] - edges[:, 1]))
    pieces = np.maximum(np.ceil(longest * 2.0), 1).astype(np.int64)
    edge = np.repeat(np.arange(len(edges)), pieces)
    step = np.arange(len(edge)) - np.repeat(np.cumsum(pieces) - pieces, pieces)
    begin, run = edges[edge, :2], edges[edge, 2:] - edges[edge, :2]
    first = begin + run * (step / pieces[edge])[:, None]
    second = begin + run * ((step + 1) / pieces[edge])[:, None]
    low = np.floor(np.minimum(first, second) - _SLACK * side).astype(np.int64)
    high = np.floor(np.maximum(first, second) + _SLACK * side).astype(np.int64)
    low, high = np.clip(low, 0, side - 1), np.clip(high, 0, side - 1)
    corners = [y * side + x for x in (low[:, 0], high[:, 0]) for y in (low[:, 1], high[:, 1])]
    return np.asarray(np.unique(np.concatenate(corners)), dtype=np.int64)


def _filled(edges: Floats, crossed: Ints, side: int) -> Ints:
    """Untouched cells inside the polygon: even-odd crossings of each row's middle line, left to right."""
    rows, columns = crossed // side, crossed % side
    top, left = int(rows.min()), int(columns.min())
    shape = (int(rows.max()) - top + 1, int(columns.max()) - left + 2)
    x0, y0, x1, y1 = edges.T
    first = np.ceil(np.minimum(y0, y1) - 0.5).astype(np.int64)
    count = np.maximum(np.ceil(np.maximum(y0, y1) - 0.5).astype(np.int64) - first, 0)
    edge = np.repeat(np.arange(len(edges)), count)
    row = first[edge] + np.arange(len(edge)) - np.repeat(np.cumsum(count) - count, count)
    run = (row + 0.5 - y0[edge]) / (y1[edge] - y0[edge])
    column = np.ceil(x0[edge] + run * (x1[edge] - x0[edge]) - 0.5).astype(np.int64)
    flips = np.zeros(shape, dtype=np.int32)
    np.add.at(flips, (row - top, np.clip(column - left, 0, shape[1] - 1)), 1)
    inside = (np.cumsum(flips, axis=1) & 1).astype(bool)
    inside[rows - top, columns - left] = False
    inner_row, inner_column = np.nonzero(inside)
    return np.asarray((inner_row + top) * side + inner_column + left, dtype=np.int64)


def _compose(frame: Frame, touched: Ints, cover: NDArray[np.int32], count: int) -> Raster:
    cell, order = np.divmod(touched, count)
    needed = order < cover[cell]
    pairs = np.sort(touched[needed])
    cell, order = np.divmod(pairs, count)
    border = np.unique(cell)
    closing = border[cover[border] < count]
    keys = np.concatenate([cell * (count + 1) + order, closing * (count + 1) + count])
    values = np.concatenate([order + 1, -(cover[closing].astype(np.int64) + 1)])
    sorted_keys = np.argsort(keys, kind="stable")
    owner = keys[sorted_keys] // (count + 1)
    starts = np.searchsorted(owner, np.append(border, frame.side**2 + 1))
    cells = np.where(cover < count, cover + 1, 0).astype(np.int32)
    cells[border] = -(np.arange(len(border), dtype=np.int32) + 1)
    return Raster(frame, cells, starts.astype(np.int32), values[sorted_keys].astype(np.int32))

"""Polygons cut to a tile and laid on its grid: small rings fall away, rings turn as the tile format wants them."""

from collections.abc import Sequence

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from anlan.kit.tiles.address import Tile
from anlan.kit.tiles.mvt import EXTENT

BUFFER = 64  # tile units beyond the edge, so that outlines at the edge are not drawn
Ints = NDArray[np.int64]


def to_world(shapes: NDArray[np.object_]) -> NDArray[np.object_]:
    """WGS 84 degrees into the unit square of Web Mercator (0, 0 is north-west)."""

    def project(points: NDArray[np.float64]) -> NDArray[np.float64]:
        across = (points[:, 0] + 180.0) / 360.0
        down = 0.5 - np.arcsinh(np.tan(np.radians(points[:, 1]))) / (2.0 * np.pi)
        return np.column_stack([across, down])

    return np.asarray(shapely.transform(shapes, project))


def box_of(tile: Tile) -> tuple[float, float, float, float]:
    """The tile with its buffer in the unit square: west, north, east, south."""
    size, edge = 1.0 / (1 << tile.z), BUFFER / EXTENT / (1 << tile.z)
    west, north = tile.x * size, tile.y * size
    return west - edge, north - edge, west + size + edge, north + size + edge


def rings_in(shape: BaseGeometry, tile: Tile) -> Sequence[Ints]:
    """The rings of a polygon or multipolygon of the unit square inside the tile, in tile units, without the closing
    point: outer rings with positive area (the tile's y goes down), holes with negative. Empty when nothing is left.
    """
    cut = shapely.clip_by_rect(shape, *box_of(tile))
    found: list[Ints] = []
    for part in shapely.get_parts(cut):
        if part.geom_type != "Polygon":
            continue
        outer = _ring(part.exterior.coords, tile, outer=True)
        if outer is None:
            continue
        holes = [_ring(hole.coords, tile, outer=False) for hole in part.interiors]
        found += [outer, *(hole for hole in holes if hole is not None)]
    return found


def units(points: NDArray[np.float64], tile: Tile) -> Ints:
    """Points of the unit square as tile units, rounded."""
    scaled = points * (1 << tile.z) - np.array([tile.x, tile.y])
    found: Ints = np.rint(scaled * EXTENT).astype(np.int64)
    return found


def _ring(coordinates: Sequence[tuple[float, ...]], tile: Tile, *, outer: bool) -> Ints | None:
    points = units(np.asarray(coordinates, dtype=np.float64)[:, :2], tile)[:-1]
    points = points[np.any(points != np.roll(points, 1, axis=0), axis=1)]
    if len(points) < 3:
        return None
    following = np.roll(points, -1, axis=0)
    area = int((points[:, 0] * following[:, 1] - following[:, 0] * points[:, 1]).sum())
    if area == 0:
        return None
    return points if (area > 0) == outer else points[::-1]

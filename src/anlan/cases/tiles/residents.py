"""The layer `public`: what anybody may see of open matters on the map, as it was counted this day."""

from typing import Any

import numpy as np

from anlan.access.public import Actor
from anlan.cases.tiles.published import snapshot
from anlan.cases.tiles.squares import FINEST
from anlan.kit.tiles.address import Tile
from anlan.kit.tiles.clusters import level_of
from anlan.kit.tiles.morton import BITS, columns_and_rows
from anlan.kit.tiles.mvt import EXTENT, Tag, points_layer


def draw(tile: Tile, actor: Actor) -> bytes:  # noqa: ARG001 - everybody sees the same
    """The tile: each square at its middle, `n` being at least so many; far away, squares that lie close as one, with
    the sum of what is told of them.
    """
    level = min(level_of(tile), FINEST)
    together: dict[tuple[int, int], dict[str, Any]] = {}
    for size, cell, said in snapshot().squares:
        if not _inside(tile, size, cell):
            continue
        one = (level, cell >> 2 * (size - level)) if size > level else (size, cell)
        known = together.get(one)
        together[one] = dict(said) if known is None else {"n": known["n"] + said["n"]}
    return _written(tile, together)


def _inside(tile: Tile, level: int, cell: int) -> bool:
    """A square larger than the tile belongs to the tile that holds its middle."""
    middle = (cell << 2 * (BITS - level)) + (3 << 2 * (BITS - level - 1))
    low, high = tile.span
    return low <= middle <= high if level < tile.z else low <= cell << 2 * (BITS - level) <= high


def _written(tile: Tile, squares: dict[tuple[int, int], dict[str, Any]]) -> bytes:
    if not squares:
        return b""
    said = list(squares.values())
    places = np.array([_middle(level, cell) for level, cell in squares], dtype=np.int64)
    corner = np.array(tile.corner)
    x, y = np.rint((places - corner) * (EXTENT / tile.size)).astype(np.int64).T
    tags = {"n": Tag(np.array([one["n"] for one in said], dtype=np.int64))}
    for name in ("kind", "state", "age"):
        values = np.array([one.get(name, "") for one in said])
        tags[name] = Tag(values, values != "")
    ids = np.array([cell for _, cell in squares], dtype=np.uint64)
    return points_layer("public", x, y, tags=tags, ids=ids)


def _middle(level: int, cell: int) -> tuple[int, int]:
    column, row = columns_and_rows(np.array([cell], dtype=np.int64))
    half = 1 << (BITS - level - 1)
    return (int(column[0]) << (BITS - level)) + half, (int(row[0]) << (BITS - level)) + half

"""Points of one tile gathered into squares of an eighth of it: what lies closer than a finger is one circle."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from anlan.kit.tiles.address import Tile
from anlan.kit.tiles.morton import BITS, columns_and_rows
from anlan.kit.tiles.mvt import EXTENT

Ints = NDArray[np.int64]
DEPTH = 3  # levels below the tile: 8 × 8 squares, 64 pixels each


def level_of(tile: Tile) -> int:
    """The level of the squares of a tile: a square is a tile of that zoom."""
    return min(tile.z + DEPTH, BITS)


def shift_of(level: int) -> int:
    """How far a Morton key is shifted right to name its square at `level`."""
    return 2 * (BITS - level)


@dataclass(frozen=True, slots=True)
class Clusters:
    """Squares with something in them, in the order of their keys: how many, sums of columns and rows of the 31-bit
    world, and sums of any further numbers: where there is one alone, the sum is its own.
    """

    cell: Ints
    n: Ints
    xs: Ints
    ys: Ints
    sums: dict[str, Ints]

    def places(self, tile: Tile) -> tuple[Ints, Ints]:
        """The middle of each square's points, in tile units."""
        west, north = tile.corner
        # Relative to the corner first: whole sums pass 2^53, where floats grow coarse.
        scale = EXTENT / tile.size
        x = np.rint((self.xs - self.n * west) / self.n * scale).astype(np.int64)
        y = np.rint((self.ys - self.n * north) / self.n * scale).astype(np.int64)
        return x, y


def gathered(keys: Ints, level: int, sums: dict[str, Ints]) -> Clusters:
    """Single points (Morton keys) into squares of `level`."""
    cell, where, n = np.unique(keys >> shift_of(level), return_inverse=True, return_counts=True)
    columns, rows = columns_and_rows(keys)

    def total(values: Ints) -> Ints:
        found = np.zeros(len(cell), dtype=np.int64)
        np.add.at(found, where, values)
        return found

    added = {name: total(values.astype(np.int64)) for name, values in sums.items()}
    return Clusters(cell, n.astype(np.int64), total(columns), total(rows), added)


def joined(one: Clusters, other: Clusters) -> Clusters:
    """Squares of two sets of different points together."""
    if not len(other.n):
        return one
    cell, where = np.unique(np.concatenate([one.cell, other.cell]), return_inverse=True)

    def total(first: Ints, second: Ints) -> Ints:
        found = np.zeros(len(cell), dtype=np.int64)
        np.add.at(found, where, np.concatenate([first, second]))
        return found

    sums = {name: total(one.sums[name], other.sums[name]) for name in one.sums}
    return Clusters(cell, total(one.n, other.n), total(one.xs, other.xs), total(one.ys, other.ys), sums)

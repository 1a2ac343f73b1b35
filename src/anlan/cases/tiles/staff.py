"""The layer `cases`: open cases as the account that asks may read them, gathered where they lie close."""

import numpy as np

from anlan.access.public import Actor, scope_of
from anlan.cases.tiles.pyramid import squares_of
from anlan.kit.tiles.address import Tile
from anlan.kit.tiles.clusters import Clusters
from anlan.kit.tiles.mvt import Tag, points_layer


def draw(tile: Tile, actor: Actor) -> bytes:
    """The tile; nothing of a case but where it lies, and its number where it lies alone."""
    return written("cases", squares_of(actor, tile), tile)


def written(name: str, squares: Clusters, tile: Tile) -> bytes:
    """Squares as a layer: `n`, `late` (how many of them), `number` where there is one alone."""
    x, y = squares.places(tile)
    tags = {
        "n": Tag(squares.n),
        "late": Tag(squares.sums["late"]),
        "number": Tag(squares.sums["number"], squares.n == 1),
    }
    return points_layer(name, x, y, tags=tags, ids=squares.cell.astype(np.uint64))


def seen_by(actor: Actor) -> bool:
    """Whoever works with cases somewhere; a resident's own matter is on their own page, not on a map."""
    scope = scope_of(actor, "cases.read")
    return bool(scope.ranges or scope.units)

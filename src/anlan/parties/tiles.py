"""The layer `premises`: shops, schools and buildings of one's own places, gathered where they lie close."""

import numpy as np
from django.db.models import Avg, Count, F, Min

from anlan.access.public import Actor, scope_of
from anlan.kit.tiles.address import Tile
from anlan.kit.tiles.clusters import level_of, shift_of
from anlan.kit.tiles.morton import world
from anlan.kit.tiles.mvt import EXTENT, Tag, points_layer
from anlan.parties.scoping import visible_premises
from anlan.places.public import open_at

_SAID = ("code", "name", "kind")


def draw(tile: Tile, actor: Actor) -> bytes:
    """The tile: `n`, and `code`, `name` and `kind` where one stands alone."""
    inside = visible_premises(actor).filter(open_at(None), morton__range=tile.span).order_by()
    squares = inside.annotate(cell=F("morton").bitrightshift(shift_of(level_of(tile)))).values("cell")
    said = {name: Min(name) for name in _SAID}
    rows = list(squares.annotate(n=Count("pk"), east=Avg("lon"), north=Avg("lat"), **said).order_by("cell"))
    corner, scale = np.array(tile.corner), EXTENT / tile.size
    places = np.array([world(row["east"], row["north"]) for row in rows]).reshape(-1, 2)
    x, y = np.rint((places - corner) * scale).astype(np.int64).T
    n = np.array([row["n"] for row in rows], dtype=np.int64)
    tags = {"n": Tag(n)} | {name: Tag(np.array([row[name] for row in rows]), n == 1) for name in _SAID}
    ids = np.array([row["cell"] for row in rows], dtype=np.uint64)
    return points_layer("premises", x, y, tags=tags, ids=ids)


def seen_by(actor: Actor) -> bool:
    """Whoever manages parties or reads cases of some place."""
    return any(scope_of(actor, name).ranges for name in ("parties.manage", "cases.read"))

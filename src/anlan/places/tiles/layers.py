"""What can be drawn on the map: each room registers its own layers, this room serves them."""

from collections.abc import Callable
from dataclasses import dataclass

from anlan.access.public import Actor
from anlan.kit.registry import Registry
from anlan.kit.tiles.address import FINEST, Tile


@dataclass(frozen=True, slots=True)
class TileLayer:
    """One layer. `draw(tile, actor)` gives the bytes of an uncompressed vector tile, "" for an empty one.

    `version` is set for a layer that is the same for everybody: a short text that changes with what it shows; the
    tile may then be kept by anybody. Without it the tile is drawn for one account and answers nobody else.
    `seen_by` says who gets the layer at all; whoever does not is shown `instead` on the map, if that is named.
    `finest` is the zoom beyond which the browser enlarges what it has. `legend` gives the words for codes in the tiles.
    """

    draw: Callable[[Tile, Actor], bytes]
    version: Callable[[], str] | None = None
    seen_by: Callable[[Actor], bool] | None = None
    instead: str = ""
    finest: int = FINEST
    legend: Callable[[], dict[str, str]] | None = None


tile_layers: Registry[TileLayer] = Registry("tile layer")

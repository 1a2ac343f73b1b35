"""Which tile is asked for: zoom, column and row of the XYZ scheme, checked before anything is read for it."""

import re
from dataclasses import dataclass

from anlan.kit.errors import Invalid, NotFound
from anlan.kit.tiles.morton import BITS, interleave

FINEST = 22  # closer than this nothing is told apart that a person could see
_DIGITS = re.compile(r"[0-9]{1,10}")


class TileUnreadable(Invalid):
    """A tile's address is three whole numbers, zoom, column and row; “{given}” is not."""

    status = 400


class TileOutside(NotFound):
    """There is no tile {z}/{x}/{y}: zooms go from 0 to {finest}, and at zoom z columns and rows from 0 to 2^z - 1."""


@dataclass(frozen=True, slots=True)
class Tile:
    """One tile z/x/y (XYZ scheme, EPSG:3857)."""

    z: int
    x: int
    y: int

    @property
    def size(self) -> int:
        """How many units of the 31-bit world one side spans."""
        return 1 << (BITS - self.z)

    @property
    def corner(self) -> tuple[int, int]:
        """Column and row of its north-west corner in units of the 31-bit world."""
        return self.x * self.size, self.y * self.size

    @property
    def span(self) -> tuple[int, int]:
        """The lowest and highest Morton key inside, both included."""
        low = interleave(self.x, self.y) << 2 * (BITS - self.z)
        return low, low + (1 << 2 * (BITS - self.z)) - 1


def tile_at(z: str, x: str, y: str) -> Tile:
    """The tile an address names. Raises `TileUnreadable` (400) for what is no number, `TileOutside` (404) for a tile
    that is not in the world.
    """
    for given in (z, x, y):
        if not _DIGITS.fullmatch(given):
            raise TileUnreadable(given=given[:20])
    zoom, column, row = int(z), int(x), int(y)
    if zoom > FINEST or column >> zoom or row >> zoom:
        raise TileOutside(z=zoom, x=column, y=row, finest=FINEST)
    return Tile(zoom, column, row)

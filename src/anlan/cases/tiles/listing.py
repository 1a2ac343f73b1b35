"""What lies in a box: the list beside the map, for whoever cannot or would rather not use the map."""

from dataclasses import dataclass
from functools import reduce
from operator import or_

from django.db.models import Q, QuerySet

from anlan.access.public import Actor
from anlan.cases.lifecycle import OPEN
from anlan.cases.models import Case
from anlan.cases.queries import visible
from anlan.cases.tiles.errors import BoxUnreadable
from anlan.kit.tiles.address import FINEST, Tile
from anlan.kit.tiles.morton import BITS, world

MOST = 50
_ACROSS = 4  # tiles a side that cover a box: few ranges, little besides the box


@dataclass(frozen=True)
class Box:
    """West, south, east and north in WGS 84 degrees."""

    west: float
    south: float
    east: float
    north: float

    @classmethod
    def read(cls, given: str) -> "Box":
        """`west,south,east,north`. Raises `BoxUnreadable`."""
        try:
            west, south, east, north = (float(part) for part in given.split(",", 4))
        except ValueError:
            raise BoxUnreadable(field="box") from None
        if not (-180 <= west <= east <= 180 and -90 <= south <= north <= 90):  # NaN fails here as well
            raise BoxUnreadable(field="box")
        return cls(west, south, east, north)

    def tiles(self) -> list[Tile]:
        """A few tiles that cover the box."""
        edge = (1 << BITS) - 1
        left, top = (min(max(int(one), 0), edge) for one in world(self.west, min(self.north, 85.05)))
        right, bottom = (min(max(int(one), 0), edge) for one in world(self.east, max(self.south, -85.05)))
        z = FINEST
        while max(right - left, bottom - top) >> (BITS - z) >= _ACROSS:
            z -= 1
        down = BITS - z
        return [
            Tile(z, x, y)
            for y in range(top >> down, (bottom >> down) + 1)
            for x in range(left >> down, (right >> down) + 1)
        ]


def cases_in(actor: Actor, box: Box) -> QuerySet[Case]:
    """Open cases in the box that `actor` may read, the latest first."""
    spans = [Q(morton__range=tile.span) for tile in box.tiles()]
    inside = Q(lon__range=(box.west, box.east), lat__range=(box.south, box.north))
    found = visible(actor, "cases.read").filter(reduce(or_, spans), inside, state__in=sorted(OPEN))
    return found.order_by("-number")

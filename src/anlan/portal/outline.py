"""The district's own outline as a small picture, to set a point on where no map service is configured."""

import math
from dataclasses import dataclass
from functools import lru_cache

from shapely import from_wkb
from shapely.geometry import MultiPolygon, Polygon
from shapely.geometry.base import BaseGeometry

from anlan.places.public import BoundaryVersion, Place

_WIDTH = 800
_LEVELS = ("community", "street", "grid", "district")


@dataclass(frozen=True)
class Outline:
    """A picture and the degrees it spans: a point lies in it as it lies in the box, linearly."""

    version: int
    west: float
    south: float
    east: float
    north: float

    @property
    def box(self) -> str:
        """`west,south,east,north` for the page's script."""
        return f"{self.west},{self.south},{self.east},{self.north}"


def outline_of(district: int) -> Outline | None:
    """The newest outline of a district (six digits), None while it has no boundaries."""
    row = (
        BoundaryVersion.objects.filter(district=district, polygons__gt=0, west__isnull=False)
        .order_by("-number")
        .values_list("number", "west", "south", "east", "north")
        .first()
    )
    if row is None:
        return None
    number, west, south, east, north = row
    if west is None or south is None or east is None or north is None or not (west < east and south < north):
        return None
    across, up = (east - west) * 0.03, (north - south) * 0.03
    return Outline(number, west - across, south - up, east + across, north + up)


@lru_cache(maxsize=4)
def picture(district: int, outline: Outline) -> str:
    """The outline as SVG; kept, because it changes only with the boundaries."""
    squeeze = math.cos(math.radians((outline.south + outline.north) / 2))
    scale = _WIDTH / ((outline.east - outline.west) * squeeze)
    height = (outline.north - outline.south) * scale
    paths = "".join(
        f'<path d="{path}"/>'
        for shape in _shapes(district)
        if (path := _path(shape, outline, squeeze, scale))
    )
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH} {height:.0f}">'
        f'<g fill="#dcebea" stroke="#5c8f93" stroke-width="1.2" stroke-linejoin="round">{paths}</g></svg>'
    )


def _shapes(district: int) -> list[BaseGeometry]:
    rows = Place.objects.filter(district=district, valid_to=None, geometry__isnull=False)
    for level in _LEVELS:
        found = [
            bytes(shape)
            for shape in rows.filter(level=level).values_list("geometry", flat=True)[:2000]
            if shape
        ]
        if found:
            return [from_wkb(shape) for shape in found]
    return []


def _path(shape: BaseGeometry, outline: Outline, squeeze: float, scale: float) -> str:
    simple = shape.simplify(1.0 / scale)
    parts = simple.geoms if isinstance(simple, MultiPolygon) else [simple]
    drawn = []
    for part in parts:
        if isinstance(part, Polygon) and not part.is_empty:
            points = [
                f"{(x - outline.west) * squeeze * scale:.1f} {(outline.north - y) * scale:.1f}"
                for x, y in part.exterior.coords
            ]
            drawn.append("M" + "L".join(points) + "Z")
    return "".join(drawn)

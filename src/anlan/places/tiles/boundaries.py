"""The layer `boundaries`: the open places of the district, simplified for each zoom, with their names.

Two layers in a tile: `areas` (polygons) and `names` (one point inside each area, in the tile that holds it).
"""

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import shapely
from django.conf import settings
from django.db.models import Count, Sum
from numpy.typing import NDArray
from shapely.errors import GEOSException

from anlan.access.public import Actor
from anlan.kit.tiles.address import Tile
from anlan.kit.tiles.clipping import box_of, rings_in, to_world, units
from anlan.kit.tiles.mvt import EXTENT, Shape, shapes_layer
from anlan.places.models import BoundaryVersion, Level, Place

FINEST = 16
_FROM_ZOOM = {Level.DISTRICT: 0, Level.STREET: 8, Level.COMMUNITY: 12, Level.GRID: 14}
_PIXELS = 1024  # half a pixel of a tile drawn at 512


@dataclass(frozen=True)
class _Level:
    """All areas of one level in the unit square, with what is said of each."""

    shapes: NDArray[np.object_]
    inside: NDArray[np.float64]
    said: tuple[tuple[int, str, str], ...]


def version() -> str:
    """Changes whenever a boundary or a name does; "0" while there are no boundaries."""
    district = settings.ANLAN_DISTRICT
    newest = BoundaryVersion.objects.filter(district=district, polygons__gt=0).order_by("-number")
    known = newest.values_list("hash", flat=True).first()
    if known is None:
        return "0"
    named = Place.objects.filter(district=district, valid_to=None).aggregate(Sum("version"), Count("pk"))
    return f"{known[:12]}.{named['version__sum']}.{named['pk__count']}"


def draw(tile: Tile, actor: Actor) -> bytes:  # noqa: ARG001 - every reader sees the same places
    """The tile as it stands now."""
    return _drawn(settings.ANLAN_DISTRICT, version(), tile)


def _drawn(district: int, version: str, tile: Tile) -> bytes:
    areas: list[Shape] = []
    names: list[Shape] = []
    for level, zoom in _FROM_ZOOM.items():
        if tile.z < zoom:
            continue
        held = _simplified(district, version, level, min(tile.z, FINEST))
        for number in _touching(held, tile):
            code, zh, en = held.said[number]
            tags = {"code": str(code), "level": str(level), "zh": zh, "en": en}
            rings = rings_in(held.shapes[number], tile)
            areas.append(Shape("polygon", rings, tags))
            point = units(held.inside[number : number + 1], tile)
            if ((point >= 0) & (point < EXTENT)).all():
                names.append(Shape("point", [point], tags))
    return shapes_layer("areas", areas) + shapes_layer("names", names)


def _touching(held: _Level, tile: Tile) -> list[int]:
    west, north, east, south = box_of(tile)
    boxes = shapely.bounds(held.shapes)
    hit = (boxes[:, 0] <= east) & (boxes[:, 2] >= west) & (boxes[:, 1] <= south) & (boxes[:, 3] >= north)
    return [int(number) for number in np.flatnonzero(hit)]


@lru_cache(maxsize=8)
def _whole(district: int, version: str, level: str) -> _Level:  # noqa: ARG001 - the version names the state
    rows = Place.objects.filter(district=district, valid_to=None, level=level, geometry__isnull=False)
    found = [
        (code, zh, en, bytes(wkb or b""))
        for code, zh, en, wkb in rows.order_by("code").values_list("code", "name_zh", "name_en", "geometry")
    ]
    degrees = np.array(shapely.from_wkb([row[3] for row in found]), dtype=object)
    shapes = to_world(degrees)
    inside = shapely.get_coordinates(shapely.point_on_surface(shapes)).reshape(-1, 2)
    return _Level(shapes, inside, tuple(row[:3] for row in found))


@lru_cache(maxsize=64)
def _simplified(district: int, version: str, level: str, zoom: int) -> _Level:
    """Neighbours keep a common edge: they are simplified together, where they are a coverage at all."""
    whole = _whole(district, version, level)
    if zoom >= FINEST or not len(whole.shapes):
        return whole
    tolerance = 1.0 / (1 << zoom) / _PIXELS
    try:
        shapes = shapely.coverage_simplify(whole.shapes, tolerance)
    except GEOSException:
        shapes = shapely.simplify(whole.shapes, tolerance)
    return _Level(np.asarray(shapes), whole.inside, whole.said)

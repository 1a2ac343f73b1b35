"""The outlines of a district's grids for the map of owners: one GeoJSON, simplified, kept while boundaries stand."""

import json
from functools import lru_cache

import numpy as np
import shapely
from shapely.errors import GEOSException

from anlan.places.public import BoundaryVersion, Level, Place, leaves_with_shapes

MOST = 20_000
_TOLERANCE = 2e-5  # degrees: some two metres, less than a pixel where a whole street is seen
_GRAIN = 1e-5


def version(district: int) -> str:
    """Changes whenever a boundary does; "" while there are none."""
    newest = BoundaryVersion.objects.filter(district=district, polygons__gt=0).order_by("-number")
    return (newest.values_list("hash", flat=True).first() or "")[:16]


@lru_cache(maxsize=2)
def outlines(district: int, version: str) -> bytes:  # noqa: ARG001 - the version names the state
    """A FeatureCollection (RFC 7946) with `code` and both names; at most `MOST` grids, in the order of their codes."""
    rows = leaves_with_shapes(district)[:MOST]
    shapes = np.array(shapely.from_wkb([bytes(row.geometry or b"") for row in rows]), dtype=object)
    if len(shapes):
        try:
            shapes = np.asarray(shapely.coverage_simplify(shapes, _TOLERANCE))
        except GEOSException:
            shapes = np.asarray(shapely.simplify(shapes, _TOLERANCE))
        shapes = shapely.set_precision(shapes, _GRAIN)
    features = [_feature(row, shape) for row, shape in zip(rows, shapes, strict=True) if not shape.is_empty]
    told = {"type": "FeatureCollection", "features": features}
    return json.dumps(told, ensure_ascii=False, separators=(",", ":")).encode()


def _feature(row: Place, shape: shapely.Geometry) -> dict[str, object]:
    inside = shapely.point_on_surface(shape)
    return {
        "type": "Feature",
        "geometry": json.loads(shapely.to_geojson(shape)),
        "properties": {
            "code": str(row.code),
            "zh": row.name_zh,
            "en": row.name_en,
            "grid": row.level == Level.GRID,
            "at": [round(float(inside.x), 5), round(float(inside.y), 5)],
        },
    }

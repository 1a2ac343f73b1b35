"""Small boundary files for tests, made on the spot."""

import io
import json
import zipfile
from pathlib import Path

import numpy as np
import shapely
from pyogrio.raw import write

DISTRICT = 310105
CODE = DISTRICT * 10**9
WEST, SOUTH = 121.36, 31.19


def square(column, row, size=0.01):
    """One of a chequerboard of squares near the sample district."""
    west, south = WEST + column * size, SOUTH + row * size
    return shapely.box(west, south, west + size, south + size)


def geojson(rows, *, crs="urn:ogc:def:crs:OGC:1.3:CRS84", bare=False):
    """`rows`: (properties, geometry as shapely or a plain GeoJSON dict or None)."""
    features = []
    for properties, shape in rows:
        geometry = json.loads(shapely.to_geojson(shape)) if isinstance(shape, shapely.Geometry) else shape
        features.append({"type": "Feature", "properties": properties, "geometry": geometry})
    head = {} if bare else {"crs": {"type": "name", "properties": {"name": crs}}}
    return io.BytesIO(json.dumps({"type": "FeatureCollection", **head, "features": features}).encode())


def street_and_grids(shapes=None, *, first=1):
    """A street whose grids are `shapes` (default: two squares side by side), with codes and names."""
    shapes = [square(0, 0), square(1, 0)] if shapes is None else shapes
    street = CODE + 8 * 10**6
    rows = [
        ({"code": str(street)[:9], "name": "测试街道", "en": "Test Subdistrict"}, shapely.union_all(shapes))
    ]
    for number, shape in enumerate(shapes, start=first):
        rows.append(
            ({"code": str(street + number), "name": f"第{number}网格", "en": f"Grid {number}"}, shape)
        )
    return rows


def written(folder: Path, driver, suffix, rows, *, crs="EPSG:4326", encoding="UTF-8"):
    """The rows as a GeoPackage or Shapefile on disk; returns its path."""
    path = folder / f"layer{suffix}"
    names = list(rows[0][0])
    write(
        path, np.array([shapely.to_wkb(shape) for _, shape in rows], dtype=object),
        [np.array([properties[name] for properties, _ in rows], dtype=object) for name in names],
        names, layer="layer", driver=driver, geometry_type="Polygon", crs=crs, encoding=encoding,
    )  # fmt: skip
    return path


def zipped(paths, *, more=()):
    """The files, and `more` (name, bytes), in a zip."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for path in paths:
            archive.write(path, path.name)
        for name, data in more:
            archive.writestr(name, data)
    out.seek(0)
    return out

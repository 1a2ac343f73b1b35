"""Every boundary by itself: is it a polygon, whole, of this world, not too heavy; then into WGS 84."""

import re

import numpy as np
import shapely
from numpy.typing import NDArray

from anlan.places.boundaries.faults import Fault, FaultKind
from anlan.places.boundaries.limits import Limits
from anlan.places.boundaries.mapping import Draft, with_wkb
from anlan.places.crs import to_wgs84

_POLYGONS = (3, 6)  # shapely's type numbers of Polygon and MultiPolygon
_WHERE = re.compile(r"\[(\S+) (\S+)\]")
Objects = NDArray[np.object_]


def check_shapes(drafts: list[Draft], crs: str, limits: Limits) -> tuple[list[Draft], list[Fault]]:
    """The drafts with boundaries in WGS 84, and what is wrong with the boundaries.

    A draft whose boundary is at fault keeps none; an import then stops anyway. Raises `CrsUnknown`.
    """
    bare = [draft for draft in drafts if draft.wkb is None]
    faults = [Fault(FaultKind.NO_GEOMETRY, row=one.row, codes=(one.code,)) for one in bare]
    shaped = [draft for draft in drafts if draft.wkb is not None]
    if not shaped:
        return drafts, faults
    with np.errstate(invalid="ignore"):  # NaN is what is being looked for
        wkb = np.array([draft.wkb for draft in shaped], dtype=object)
        shapes = shapely.from_wkb(wkb, on_invalid="ignore")
    found = _first_faults(shaped, shapes, limits)
    heavy = int(shapely.get_num_coordinates(shapes).sum())
    if heavy > limits.vertices:
        return bare, [*faults, Fault(FaultKind.FILE_TOO_MANY_VERTICES, what=f"{heavy:,}")]
    good = np.flatnonzero(np.array([fault is None for fault in found], dtype=bool))
    turned = into_wgs84(shapes[good], crs)
    kept = []
    for place, shape in zip(good.tolist(), turned, strict=True):
        found[place] = _world_fault(shaped[place], shape)
        if found[place] is None:
            kept.append(with_wkb(shaped[place], shapely.to_wkb(shape, byte_order=1)))
    lost = [with_wkb(one, None) for one, fault in zip(shaped, found, strict=True) if fault is not None]
    faults += [fault for fault in found if fault is not None]
    return sorted([*bare, *kept, *lost], key=lambda draft: draft.code), faults


def into_wgs84(shapes: Objects, crs: str) -> Objects:
    """Geometries in WGS 84, vertex by vertex, so that borders that were shared stay shared."""
    coords = shapely.get_coordinates(shapes)
    lon, lat = to_wgs84(np.ascontiguousarray(coords[:, 0]), np.ascontiguousarray(coords[:, 1]), crs)
    moved: Objects = shapely.set_coordinates(shapes.copy(), np.column_stack([lon, lat]))
    return moved


def _first_faults(drafts: list[Draft], shapes: Objects, limits: Limits) -> list[Fault | None]:
    kinds, sizes = shapely.get_type_id(shapes), shapely.get_num_coordinates(shapes)
    coords, owner = shapely.get_coordinates(shapes, return_index=True)
    odd = set(owner[~np.isfinite(coords).all(axis=1)].tolist())
    faults: list[Fault | None] = []
    for place, (draft, shape) in enumerate(zip(drafts, shapes, strict=True)):
        kind, what = None, ""
        if shape is None:
            kind, what = FaultKind.RING_INVALID, "too few points"
        elif kinds[place] not in _POLYGONS or shape.is_empty:
            kind, what = FaultKind.NOT_A_POLYGON, shape.geom_type
        elif sizes[place] > limits.vertices_each:
            kind, what = FaultKind.TOO_MANY_VERTICES, f"{sizes[place]:,}"
        elif place in odd:
            kind = FaultKind.NUMBER_INVALID
        faults.append(Fault(kind, row=draft.row, codes=(draft.code,), what=what) if kind else None)
    return faults


def _world_fault(draft: Draft, shape: shapely.Geometry) -> Fault | None:
    west, south, east, north = shapely.bounds(shape).tolist()
    if not np.isfinite([west, south, east, north]).all():
        return Fault(FaultKind.OUT_OF_WORLD, row=draft.row, codes=(draft.code,))
    if west < -180 or east > 180 or south < -90 or north > 90:
        turned = west >= -90 and east <= 90 and south >= -180 and north <= 180
        kind = FaultKind.SWAPPED if turned else FaultKind.OUT_OF_WORLD
        return Fault(kind, row=draft.row, codes=(draft.code,))
    if not shapely.is_valid(shape):
        why = str(shapely.is_valid_reason(shape))
        spot = _WHERE.search(why)
        point = (float(spot[1]), float(spot[2])) if spot else None
        name = _WHERE.sub("", why).strip().lower()
        return Fault(
            FaultKind.RING_INVALID, row=draft.row, codes=(draft.code,), what=name, point=point,
            shape=shapely.to_wkb(shape, byte_order=1),
        )  # fmt: skip
    return None

"""Boundaries together: where they overlap, leave gaps, reach beyond the place above, or lie elsewhere."""

from collections.abc import Iterable, Iterator

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from anlan.places.boundaries.faults import Fault, FaultKind
from anlan.places.changing import level_of, nearest

_LEAST = 1.0  # m²: below it lies the noise of digitising
_METRES = 111_320.0  # a degree of latitude
_FAR = 1.0  # degrees from the present boundaries
Box = tuple[float, float, float, float]
Shapes = dict[int, BaseGeometry]


def square_metres(shape: BaseGeometry) -> float:
    """The area of a small WGS 84 shape, good to about a percent: reports only, never measures."""
    if shape.is_empty:
        return 0.0
    middle = np.radians((shape.bounds[1] + shape.bounds[3]) / 2)
    return float(shape.area * _METRES**2 * np.cos(middle))


def check_topology(shapes: Shapes, box: Box | None) -> Iterator[Fault]:
    """Faults between valid WGS 84 shapes by place code. `box`: west south east north of the present
    boundaries.
    """
    if box:
        yield from _elsewhere(shapes, box)
    levels: dict[str, list[int]] = {}
    for code in sorted(shapes):
        levels.setdefault(level_of(code), []).append(code)
    for codes in levels.values():
        yield from _overlaps(codes, shapes)
    yield from _against_parents(shapes)


def _elsewhere(shapes: Shapes, box: Box) -> Iterator[Fault]:
    west, south, east, north = box[0] - _FAR, box[1] - _FAR, box[2] + _FAR, box[3] + _FAR
    for code, shape in sorted(shapes.items()):
        left, low, right, high = shape.bounds
        if left <= east and right >= west and low <= north and high >= south:
            continue
        swapped = low <= east and high >= west and left <= north and right >= south
        yield Fault(FaultKind.SWAPPED if swapped else FaultKind.ELSEWHERE, codes=(code,))


def _overlaps(codes: list[int], shapes: Shapes) -> Iterator[Fault]:
    ordered: NDArray[np.object_] = np.array([shapes[code] for code in codes], dtype=object)
    shapely.prepare(ordered)
    first, second = shapely.STRtree(ordered).query(ordered, predicate="intersects")
    pairs = first < second
    first, second = first[pairs], second[pairs]
    shared = shapely.intersection(ordered[first], ordered[second])
    for one, other, shape in zip(first.tolist(), second.tolist(), shared, strict=True):
        if shapely.area(shape) > 0 and (area := square_metres(shape)) >= _LEAST:
            yield _at(FaultKind.OVERLAP, (codes[one], codes[other]), shape, area)


def _against_parents(shapes: Shapes) -> Iterator[Fault]:
    held, below = set(shapes), dict[int | None, list[int]]()
    for code in sorted(shapes):
        below.setdefault(nearest(code, held), []).append(code)
    for parent, codes in below.items():
        together = shapely.union_all(np.array([shapes[code] for code in codes], dtype=object))
        if parent is None:
            yield from _parts(FaultKind.GAP, tuple(codes) if len(codes) == 1 else (), _holes(together))
            continue
        yield from _parts(FaultKind.GAP, (parent,), shapely.get_parts(shapes[parent].difference(together)))
        for code in codes:
            if not shapes[parent].covers(shapes[code]):
                beyond = shapes[code].difference(shapes[parent])
                yield from _parts(FaultKind.BEYOND_PARENT, (code,), [beyond])


def _holes(together: BaseGeometry) -> Iterable[BaseGeometry]:
    """Holes inside the union of places that nothing above bounds: nobody's land between them."""
    polygons = shapely.get_parts(together)
    return [shapely.Polygon(ring) for polygon in polygons for ring in polygon.interiors]


def _parts(kind: FaultKind, codes: tuple[int, ...], parts: Iterable[BaseGeometry]) -> Iterator[Fault]:
    for part in parts:
        if (area := square_metres(part)) >= _LEAST:
            yield _at(kind, codes, part, area)


def _at(kind: FaultKind, codes: tuple[int, ...], shape: BaseGeometry, area: float) -> Fault:
    spot = shape.representative_point()
    return Fault(
        kind, codes=codes, area=area, point=(spot.x, spot.y), shape=shapely.to_wkb(shape, byte_order=1)
    )

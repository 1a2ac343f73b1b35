"""A small made-up district for flow tests and trials: the same every time, and no real place.

310105 has two streets, four communities and twelve grids. Grids are Voronoi cells of a jittered 4 × 3
lattice inside a box of about 5 × 4 km; communities, streets and the district are their unions.
"""

from dataclasses import dataclass
from datetime import datetime

import numpy as np
import shapely
from numpy.typing import NDArray

from anlan.access.public import Actor
from anlan.places.boundaries.inspecting import inspect_features
from anlan.places.boundaries.mapping import Feature
from anlan.places.models import Place
from anlan.places.verbs.add_place import add_place
from anlan.places.verbs.import_boundaries import import_boundaries

DISTRICT = 310105
_BOX = (121.36, 31.19, 121.42, 31.226)
_STREETS = (("和安街道", "He'an Subdistrict"), ("永宁街道", "Yongning Subdistrict"))
_COMMUNITIES = (
    ("槐荫社区", "Huaiyin Community"), ("梧桐社区", "Wutong Community"),
    ("清河社区", "Qinghe Community"), ("望江社区", "Wangjiang Community"),
)  # fmt: skip
_JITTER = (0.2, -0.3, 0.1, 0.35, -0.25, 0.3, -0.1, -0.35, 0.25, -0.2, 0.15, -0.15)


@dataclass(frozen=True)
class SampleDistrict:
    """Codes of the sample, and a WGS 84 point inside each grid, in order of code."""

    code: int
    streets: tuple[int, ...]
    communities: tuple[int, ...]
    grids: tuple[int, ...]
    points: dict[int, tuple[float, float]]


def make_district(*, by: Actor, at: datetime) -> SampleDistrict:
    """Add the sample through the public verbs, as a district would do it. Needs `places.manage`."""
    code = DISTRICT * 10**9
    add_place(code=code, name_zh="长宁区（示例）", name_en="Changning District (sample)", by=by, at=at)
    report = inspect_features(sample_features(), district=DISTRICT)
    import_boundaries(report=report, by=by, at=at)
    places = Place.objects.filter(district=DISTRICT, holding=False).order_by("code")
    by_level: dict[str, list[int]] = {}
    for one, level in places.values_list("code", "level"):
        by_level.setdefault(level, []).append(one)
    grids = by_level["grid"]
    inner = [shapely.point_on_surface(cell) for cell in _cells()]
    spots = [(float(shapely.get_x(point)), float(shapely.get_y(point))) for point in inner]
    points = dict(zip(grids, spots, strict=True))
    return SampleDistrict(code, tuple(by_level["street"]), tuple(by_level["community"]), tuple(grids), points)


def sample_features() -> list[Feature]:
    """The sample as an import sees it: every place with official code, names and boundary."""
    cells, base = _cells(), DISTRICT * 10**9
    features = [
        _feature(base, "长宁区（示例）", "Changning District (sample)", cells),
        *(
            _feature(base + (one + 1) * 10**6, *_STREETS[one], cells[one * 6 : one * 6 + 6])
            for one in range(2)
        ),
    ]
    for one, (zh, en) in enumerate(_COMMUNITIES):
        code = base + (one // 2 + 1) * 10**6 + (one % 2 + 1) * 10**3
        mine = cells[one * 3 : one * 3 + 3]
        features.append(_feature(code, zh, en, mine))
        for number, cell in enumerate(mine, start=1):
            name = zh.removesuffix("社区")
            grid_en = f"{en.removesuffix(' Community')} Grid {number}"
            features.append(_feature(code + number, f"{name}第{'一二三'[number - 1]}网格", grid_en, [cell]))
    return features


def _feature(code: int, zh: str, en: str, cells: list[shapely.Geometry]) -> Feature:
    shape = shapely.union_all(np.array(cells, dtype=object))
    return Feature(code=str(code), name_zh=zh, name_en=en, wkb=shapely.to_wkb(shape))


def _cells() -> list[shapely.Geometry]:
    """Twelve cells; each column of three is a community, so that its cells touch."""
    west, south, east, north = _BOX
    width, height = (east - west) / 4, (north - south) / 3
    seeds: NDArray[np.float64] = np.array(
        [
            (
                west + (column + 0.5 + _JITTER[column * 3 + row] * 0.6) * width,
                south + (row + 0.5 + _JITTER[(column * 3 + row + 5) % 12] * 0.6) * height,
            )
            for column in range(4)
            for row in range(3)
        ]
    )
    box = shapely.box(*_BOX)
    diagram = shapely.voronoi_polygons(shapely.MultiPoint(seeds), extend_to=box, ordered=True)
    cells = shapely.intersection(shapely.get_parts(diagram), box)
    rounded = shapely.transform(cells, lambda coords: np.round(coords, 7))
    return [shapely.normalize(cell) for cell in rounded]

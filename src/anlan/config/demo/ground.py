"""The ground of the demonstration: a real outline and real names; every boundary inside is drawn by this file.

Streets, communities and about 900 grids are Voronoi cells: seeds are spread evenly street by street and community by
community, one diagram is drawn over all of them, and what lies above is a union of cells, so that nothing overlaps and
nothing is left over. The same every time.
"""

import csv
import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from anlan.kit.codes import level_of
from anlan.places.public import Feature

DISTRICT = 310105
DATA = Path(__file__).parent / "data"
GRIDS = 900
_SPACING = 0.0004  # degrees of latitude between the points that seeds are spread over: about 45 m
_TURNS = 12
_DIGITS = "一二三四五六七八九十"
# Where each street's middle is put (lon, lat): much as they lie to each other. The lines between are ours.
_MIDDLES = {
    "华阳路街道": (121.4130, 31.2220), "江苏路街道": (121.4262, 31.2172), "新华路街道": (121.4190, 31.2045),
    "周家桥街道": (121.3985, 31.2190), "天山路街道": (121.3990, 31.2085), "仙霞新村街道": (121.3860, 31.2065),
    "虹桥街道": (121.4030, 31.1965), "程家桥街道": (121.3700, 31.1930), "北新泾街道": (121.3720, 31.2180),
    "新泾镇": (121.3520, 31.2130),
}  # fmt: skip
Floats = NDArray[np.float64]
Numbers = NDArray[np.int64]


@dataclass(frozen=True)
class Spot:
    """A street or community as the statistics list it."""

    code: int
    name_zh: str
    name_en: str


@dataclass(frozen=True)
class Ground:
    """Codes in order, names, and the cell of every grid."""

    streets: tuple[Spot, ...]
    communities: tuple[Spot, ...]
    grids: tuple[int, ...]
    cells: dict[int, BaseGeometry]


def _spots() -> list[Spot]:
    with (DATA / "changning.csv").open(encoding="utf-8") as file:
        return [Spot(int(row["code"]), row["name_zh"], row["name_en"]) for row in csv.DictReader(file)]


def _outline() -> BaseGeometry:
    found = json.loads((DATA / "outline.geojson").read_text(encoding="utf-8"))
    return shapely.from_geojson(json.dumps(found["features"][0]["geometry"]))


def _nearest(points: Floats, seeds: Floats) -> Numbers:
    """Which seed is nearest to each point."""
    across = points[:, None, :] - seeds[None, :, :]
    return np.asarray(np.argmin((across**2).sum(axis=2), axis=1), dtype=np.int64)


def _spread(points: Floats, count: int, chance: np.random.Generator) -> Floats:
    """`count` seeds spread evenly over `points` (Lloyd's rounds)."""
    seeds = points[chance.choice(len(points), count, replace=False)]
    for _ in range(_TURNS):
        owner = _nearest(points, seeds)
        held = np.bincount(owner, minlength=count)
        if not held.all():
            seeds[held == 0] = points[chance.choice(len(points), int((held == 0).sum()), replace=False)]
            continue
        sums = [np.bincount(owner, points[:, axis], minlength=count) / held for axis in (0, 1)]
        seeds = np.column_stack(sums)
    return seeds


def _lattice(outline: BaseGeometry, squeeze: float) -> Floats:
    """Points inside the outline, in a frame where a degree is as long both ways."""
    west, south, east, north = shapely.bounds(outline).tolist()
    across = np.arange(west, east, _SPACING / squeeze)
    up = np.arange(south, north, _SPACING)
    lon, lat = (axis.ravel() for axis in np.meshgrid(across, up))
    inside = shapely.contains_xy(outline, lon, lat)
    return np.column_stack([lon[inside] * squeeze, lat[inside]])


def _seeds(streets: list[Spot], communities: list[Spot], outline: BaseGeometry) -> tuple[Floats, list[int]]:
    """A seed for every grid, and its code; in order of code."""
    chance = np.random.default_rng(DISTRICT)
    squeeze = float(np.cos(np.radians(31.2127)))
    points = _lattice(outline, squeeze)
    middles = np.array([_MIDDLES[street.name_zh] for street in streets]) * (squeeze, 1.0)
    street_of = _nearest(points, middles)
    own: dict[int, Floats] = {}
    for number, street in enumerate(streets):
        mine = points[street_of == number]
        codes = [spot.code for spot in communities if spot.code // 10**6 == street.code // 10**6]
        owner = _nearest(mine, _spread(mine, len(codes), chance))
        own |= {code: mine[owner == place] for place, code in enumerate(codes)}
    widest = sorted(own, key=lambda code: -len(own[code]))
    least, more = divmod(GRIDS, len(own))
    seeds, codes = [], []
    for code in sorted(own):
        count = least + (code in widest[:more])
        found = _spread(own[code], count, chance)
        seeds.append(found[np.lexsort((found[:, 0], -found[:, 1]))] / (squeeze, 1.0))
        codes += [code + number for number in range(1, count + 1)]
    return np.concatenate(seeds), codes


@cache
def ground(first: int = 10) -> Ground:
    """The first so many streets of the district, all ten by default; drawn once a process, in half a second."""
    whole = _whole()
    streets = whole.streets[:first]
    within = {street.code // 10**6 for street in streets}
    communities = tuple(spot for spot in whole.communities if spot.code // 10**6 in within)
    grids = tuple(code for code in whole.grids if code // 10**6 in within)
    return Ground(streets, communities, grids, {code: whole.cells[code] for code in grids})


@cache
def _whole() -> Ground:
    spots = _spots()
    streets = [spot for spot in spots if level_of(spot.code) == "street"]
    communities = [spot for spot in spots if level_of(spot.code) == "community"]
    outline = _outline()
    seeds, codes = _seeds(streets, communities, outline)
    diagram = shapely.voronoi_polygons(shapely.MultiPoint(seeds), extend_to=outline, ordered=True)
    # On one grid of 1e-7 degrees, so that neighbours keep the same corners to the last digit.
    cells = shapely.intersection(shapely.get_parts(diagram), outline, grid_size=1e-7)
    return Ground(tuple(streets), tuple(communities), tuple(codes), dict(zip(codes, cells, strict=True)))


@cache
def features(first: int = 10) -> list[Feature]:
    """Every place of the first so many streets with code, names and boundary, as an import takes them."""
    land = ground(first)
    made = [_feature(DISTRICT * 10**9, "长宁区（演示）", "Changning District (demonstration)", land, 10**9)]
    made += [_feature(spot.code, spot.name_zh, spot.name_en, land, 10**6) for spot in land.streets]
    for spot in land.communities:
        made.append(_feature(spot.code, spot.name_zh, spot.name_en, land, 10**3))
        zh = spot.name_zh.removesuffix("会" if "第" in spot.name_zh else "居委会")
        en = spot.name_en.removesuffix(" Residents' Committee")
        inside = [code for code in land.grids if code // 10**3 == spot.code // 10**3]
        for number, code in enumerate(inside, start=1):
            made.append(_feature(code, f"{zh}第{_DIGITS[number - 1]}网格", f"{en} Grid {number}", land, 1))
    return made


def _feature(code: int, zh: str, en: str, land: Ground, size: int) -> Feature:
    parts = [cell for grid, cell in land.cells.items() if grid // size == code // size]
    shape = parts[0] if size == 1 else shapely.union_all(np.array(parts, dtype=object), grid_size=1e-7)
    return Feature(code=str(code), name_zh=zh, name_en=en, wkb=shapely.to_wkb(shape))

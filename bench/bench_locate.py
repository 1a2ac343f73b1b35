"""`locate`: points a second against PostGIS and shapely's tree (peers) and the bare raster look-up (the floor).

Run: make bench (alone on the machine). Synthetic Voronoi grids, uniform points; agreement is asserted for every point.
PostGIS is asked on the configured server and left out where that has none.
"""

import tempfile
from pathlib import Path

import numpy as np
import psycopg
import shapely

from anlan.config.cluster import ensure_started
from anlan.places.locator import Locator, Shape, load, pack
from anlan.places.raster import build
from bench.locate_postgis import Sides, postgis
from bench.locate_postgis import sides as postgis_sides
from bench.rounds import interleaved, show

BOX = (121.33, 31.17, 121.45, 31.25)
POINTS = 300_000
SIZES = (900, 10_000)


def grids(count: int, random: np.random.Generator) -> list[Shape]:
    """`count` Voronoi cells filling the box, with codes of one district."""
    west, south, east, north = BOX
    seeds = np.column_stack([random.uniform(west, east, count), random.uniform(south, north, count)])
    box = shapely.box(*BOX)
    cells = shapely.get_parts(shapely.voronoi_polygons(shapely.MultiPoint(seeds), extend_to=box))
    cut = shapely.intersection(cells, box)
    return [
        Shape(310105001001000 + number, 4, shapely.to_wkb(cell)) for number, cell in enumerate(cut, start=1)
    ]


def agreement(found: np.ndarray, codes: np.ndarray, tree: shapely.STRtree, points: np.ndarray) -> float:
    """The share of points for which shapely's tree gives the same; on a shared border the lowest code counts."""
    at, hits = tree.query(points, predicate="intersects")
    expected = np.zeros(len(points), dtype=np.int64)
    order = np.argsort(-codes[hits], kind="stable")
    expected[at[order]] = codes[hits[order]]
    return float((found == expected).mean())


def sides(
    locator: Locator, tree: shapely.STRtree, codes: np.ndarray, lons: np.ndarray, lats: np.ndarray
) -> Sides:
    """Ours, the floor below it and the peer; each answers how many points it did."""
    raster = build(tree.geometries)

    def peer() -> int:
        points, hits = tree.query(shapely.points(lons, lats), predicate="intersects")
        found = np.zeros(POINTS, dtype=np.int64)
        found[points[::-1]] = codes[hits[::-1]]
        return POINTS

    def floor() -> int:
        frame = raster.frame
        columns = ((lons - frame.west) / frame.width).astype(np.int64)
        rows = ((lats - frame.south) / frame.height).astype(np.int64)
        return int(raster.cells[rows * frame.side + columns].size)

    def singly() -> int:
        for lon, lat in zip(lons[:20_000].tolist(), lats[:20_000].tolist(), strict=True):
            locator.one(lon, lat)
        return 20_000

    return {
        "anlan locate, bulk": lambda: int(locator.locate(lons, lats).size),
        "anlan locate, singly": singly,
        "floor: raster look-up only": floor,
        "peer: shapely STRtree, vectorised": peer,
    }


def measure(count: int, server: psycopg.Connection | None) -> dict[str, float]:
    """Rates at `count` polygons."""
    random = np.random.default_rng(310105)
    shapes = grids(count, random)
    polygons = np.array([shapely.from_wkb(shape.wkb) for shape in shapes], dtype=object)
    codes = np.array([shape.code for shape in shapes])
    lons, lats = random.uniform(BOX[0], BOX[2], POINTS), random.uniform(BOX[1], BOX[3], POINTS)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "index.npy"
        np.save(path, pack(shapes))
        locator, tree = load(path, missing=0), shapely.STRtree(polygons)
        same = agreement(locator.locate(lons, lats), codes, tree, shapely.points(lons, lats))
        assert same == 1.0, f"only {same:.6f} of the points agree with shapely"
        ours = sides(locator, tree, codes, lons, lats)
        known = [(shape.code, shape.wkb) for shape in shapes]
        return interleaved(ours | (postgis_sides(server, known, lons, lats) if server else {}))


def main() -> None:
    """Both sizes in one table."""
    with postgis(ensure_started()) as server:
        if server is None:
            print("PostGIS skipped: no PostGIS on this server, or no right to make a database")
        found = {f"{count:,} polygons": measure(count, server) for count in SIZES}
    note = f"{POINTS:,} points, median of 5 rounds, interleaved; 100 % agree with shapely"
    show("locate", found, ours="anlan locate, bulk", note=note)


if __name__ == "__main__":
    main()

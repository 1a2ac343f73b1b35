"""`locate` agrees with shapely everywhere, borders included, and its file is safe to share."""

import threading
from pathlib import Path

import numpy as np
import pytest
import shapely

from anlan.access.tests.factories import AT
from anlan.places import locating
from anlan.places.locator import IndexDamaged, Shape, load, pack
from anlan.places.public import (
    BoundaryVersion,
    Place,
    close_place,
    locate,
    locate_one,
    locator,
    outside,
    unlocated,
)
from anlan.places.sample import DISTRICT

FIRST = 310105001001001
BOX = (121.35, 31.17, 121.45, 31.25)


def voronoi(count, seed):
    seeds = np.random.default_rng(seed).random((count, 2)) * [0.1, 0.08] + [BOX[0], BOX[1]]
    box = shapely.box(*BOX)
    cells = shapely.get_parts(shapely.voronoi_polygons(shapely.MultiPoint(seeds), extend_to=box))
    return shapely.intersection(cells, box)


def located(tmp_path, shapes):
    path = tmp_path / "index.npy"
    np.save(path, pack(shapes))
    return load(path, -1)


def by_shapely(polygons, lon, lat):
    """The lowest code of all polygons that hold a point or have it on their border."""
    points, polygon = shapely.STRtree(polygons).query(shapely.points(lon, lat), predicate="intersects")
    found = np.full(len(lon), np.iinfo(np.int64).max)
    np.minimum.at(found, points, FIRST + polygon)
    return np.where(found == np.iinfo(np.int64).max, -1, found)


@pytest.mark.slow
@pytest.mark.parametrize(("count", "seed"), [(1, 1), (12, 2), (400, 3)])
def test_random_border_and_vertex_points_agree_with_shapely(tmp_path, count, seed):
    polygons = voronoi(count, seed) if count > 1 else np.array([shapely.box(*BOX)])
    made = located(tmp_path, [Shape(FIRST + n, 4, shapely.to_wkb(p)) for n, p in enumerate(polygons)])
    random = np.random.default_rng(seed)
    vertices = shapely.get_coordinates(polygons)
    middles = (vertices[:-1] + vertices[1:]) / 2
    spread = random.random((40_000, 2)) * [0.12, 0.1] + [BOX[0] - 0.01, BOX[1] - 0.01]
    near = vertices[random.integers(0, len(vertices), 5_000)] + random.normal(0, 1e-9, (5_000, 2))
    lon, lat = np.vstack([spread, vertices, middles, near]).T.copy()
    expected = by_shapely(polygons, lon, lat)
    assert np.array_equal(made.locate(lon, lat), expected)
    some = zip(lon[39_000:42_000].tolist(), lat[39_000:42_000].tolist(), strict=True)
    assert [made.one(x, y) for x, y in some] == expected[39_000:42_000].tolist()


def test_holes_islands_and_many_parts_are_respected(tmp_path):
    ring = shapely.box(0, 0, 3, 3).difference(shapely.box(1, 1, 2, 2))
    parts = shapely.union(shapely.box(4, 0, 5, 1), shapely.box(4, 2, 5, 3))
    made = located(tmp_path, [Shape(7, 4, shapely.to_wkb(ring)), Shape(8, 4, shapely.to_wkb(parts))])
    lon, lat = np.array([0.5, 1.5, 1.0, 4.5, 4.5, 4.5]), np.array([0.5, 1.5, 1.5, 0.5, 1.5, 2.5])
    assert made.locate(lon, lat).tolist() == [7, -1, 7, 8, -1, 8]


def test_the_deepest_place_answers_and_the_lowest_code_where_places_overlap(tmp_path):
    shapes = [
        Shape(310105001000000, 2, shapely.to_wkb(shapely.box(0, 0, 4, 4))),
        Shape(310105001001002, 4, shapely.to_wkb(shapely.box(0, 0, 2, 4))),
        Shape(310105001001001, 4, shapely.to_wkb(shapely.box(1, 0, 3, 4))),
    ]
    made = located(tmp_path, shapes)
    answers = made.locate(np.array([0.5, 1.5, 2.5, 3.5]), np.array([1.0, 1.0, 1.0, 1.0])).tolist()
    assert answers == [310105001001002, 310105001001001, 310105001001001, 310105001000000]


def test_a_shared_border_belongs_to_the_lower_code(tmp_path):
    halves = [shapely.box(0, 0, 1, 2), shapely.box(1, 0, 2, 2)]
    made = located(tmp_path, [Shape(20 - n, 4, shapely.to_wkb(half)) for n, half in enumerate(halves)])
    assert made.one(1.0, 1.0) == 19
    assert made.locate(np.array([1.0, 0.5, 1.5]), np.array([1.0, 1.0, 1.0])).tolist() == [19, 20, 19]


def test_what_is_no_point_is_outside(tmp_path):
    made = located(tmp_path, [Shape(7, 4, shapely.to_wkb(shapely.box(0, 0, 1, 1)))])
    strange = np.array([np.nan, np.inf, -np.inf, 1e300, 0.5])
    assert made.locate(strange, np.full(5, 0.5)).tolist() == [-1, -1, -1, -1, 7]
    assert made.one(float("nan"), 0.5) == -1


def test_a_district_without_boundaries_locates_nothing(db):
    assert locate([121.4], [31.2]).tolist() == [unlocated(DISTRICT)]
    assert locate_one(121.4, 31.2) == unlocated(DISTRICT)
    assert locator() is None


def test_the_file_is_built_once_and_found_by_every_process(sample, settings, monkeypatch):
    lon, lat = sample.points[sample.grids[0]]
    assert locate_one(lon, lat) == sample.grids[0]
    version = BoundaryVersion.objects.get()
    path = Path(settings.STATE) / "locate" / f"{DISTRICT}-{version.hash}.npy"
    assert path.exists()
    monkeypatch.setattr(locating, "_held", {})  # what another process would start with
    monkeypatch.setattr(locating, "pack", lambda shapes: pytest.fail("built twice"))
    assert locate_one(lon, lat) == sample.grids[0]


def test_a_changed_boundary_gets_a_file_of_its_own(sample, by):
    lon, lat = sample.points[sample.grids[0]]
    assert locate_one(lon, lat) == sample.grids[0]
    close_place(code=sample.grids[0], by=by, at=AT.replace(hour=20))
    assert BoundaryVersion.objects.count() == 2
    assert locate_one(lon, lat) == sample.communities[0]


def test_a_half_written_file_is_built_again(sample, settings, monkeypatch):
    lon, lat = sample.points[sample.grids[0]]
    locate_one(lon, lat)
    (path,) = (Path(settings.STATE) / "locate").glob("*.npy")
    whole = path.read_bytes()
    for damaged in (whole[:1000], whole[:-5], whole[:500] + b"x" + whole[501:], b""):
        path.unlink()  # the old file may still be mapped
        path.write_bytes(damaged)
        monkeypatch.setattr(locating, "_held", {})
        with pytest.raises(IndexDamaged):
            load(path, -1)
        assert locate_one(lon, lat) == sample.grids[0]
    assert path.read_bytes() == whole


def test_builders_at_once_leave_one_whole_file(sample, settings, monkeypatch):
    """Threads with a registry each stand for processes: the lock and the rename are the file system's."""
    version = BoundaryVersion.objects.get()
    shapes = locating.open_shapes(DISTRICT)
    monkeypatch.setattr(locating, "open_shapes", lambda district: shapes)
    path = Path(settings.STATE) / "locate" / f"{DISTRICT}-{version.hash}.npy"
    answers = []

    def build():
        made = locating._load_or_build(path, DISTRICT, version.hash)
        answers.append(made.one(*sample.points[sample.grids[3]]))

    threads = [threading.Thread(target=build) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert answers == [sample.grids[3]] * 6
    assert not list(path.parent.glob(".building-*"))


def test_locate_asks_the_database_once(sample, django_assert_num_queries):
    lon, lat = sample.points[sample.grids[0]]
    locate_one(lon, lat)
    with django_assert_num_queries(1):
        locate(np.full(1000, lon), np.full(1000, lat))


def test_old_files_are_swept_away(sample, by, settings):
    for hour, grid in enumerate(sample.grids[:4], start=10):
        locate_one(121.4, 31.2)
        close_place(code=grid, by=by, at=AT.replace(hour=hour))
    locate_one(121.4, 31.2)
    assert len(list((Path(settings.STATE) / "locate").glob("*.npy"))) == 2


def test_another_district_is_another_file(sample):
    assert locate_one(121.4, 31.2, district=310106) == unlocated(310106)
    assert locate_one(100.0, 20.0) == outside(DISTRICT)
    assert Place.objects.filter(pk=outside(DISTRICT)).exists()

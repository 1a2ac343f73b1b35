"""Boundaries from files: read in every format, mapped, saved whole or not at all."""

import io
import sys

import numpy as np
import pytest
import shapely

from anlan.access.errors import NotPermitted
from anlan.access.tests.factories import AT, an_actor
from anlan.ledger.public import history
from anlan.places.errors import BoundariesMoved, BoundariesUnsound, CrsMissing, FieldUnknown
from anlan.places.public import (
    BoundaryVersion,
    Feature,
    Fields,
    Level,
    Place,
    add_place,
    close_place,
    from_wgs84,
    import_boundaries,
    inspect_boundaries,
    inspect_features,
    locate_one,
    subject_of,
)
from anlan.places.tests.sources import CODE, DISTRICT, geojson, square, street_and_grids, written, zipped

FIELDS = Fields(name_zh="name", name_en="en", code="code")
STREET = CODE + 8 * 10**6
LATER = AT.replace(hour=18)


@pytest.fixture
def district(db, by):
    return add_place(code=CODE, name_zh="某区", name_en="Some District", by=by, at=AT)


def saved(report, by, at):
    version = import_boundaries(report=report, by=by, at=at)
    assert version is not None
    return version


def inspected(source, **more):
    return inspect_boundaries(source, district=DISTRICT, **{"fields": FIELDS, **more})


def as_source(folder, form):
    rows = street_and_grids()
    if form == "geojson":
        return geojson(rows)
    if form == "geojson in a zip":
        return zipped([], more=[("deep/folder/places.geojson", geojson(rows).read()), ("__MACOSX/x", b"")])
    if form == "gpkg":
        return io.BytesIO(written(folder, "GPKG", ".gpkg", rows).read_bytes())
    path = written(folder, "ESRI Shapefile", ".shp", rows)
    return zipped(sorted(path.parent.glob("layer.*")))


@pytest.mark.slow
@pytest.mark.parametrize("form", ["geojson", "geojson in a zip", "gpkg", "shapefile in a zip"])
def test_every_format_gives_the_same_places(district, by, tmp_path, form):
    report = inspected(as_source(tmp_path, form))
    assert (report.counts, report.added, report.sound) == ({}, 3, True)
    version = saved(report, by, LATER)
    assert (version.number, version.polygons) == (1, 3)
    assert Place.objects.get(pk=STREET + 1).name_zh == "第1网格"
    assert Place.objects.get(pk=STREET + 1).parent_id == STREET
    middle = square(1, 0).centroid
    assert locate_one(middle.x, middle.y) == STREET + 2


@pytest.mark.slow
@pytest.mark.parametrize("crs", ["GCJ-02", "BD-09", "EPSG:32651", "CGCS2000"])
def test_boundaries_in_another_frame_land_in_the_same_spot(district, by, crs):
    def turned(shape):
        return shapely.transform(shape, lambda xy: np.column_stack(from_wgs84(xy[:, 0], xy[:, 1], crs)))

    rows = [(properties, turned(shape)) for properties, shape in street_and_grids()]
    import_boundaries(report=inspected(geojson(rows), crs=crs), by=by, at=LATER)
    kept = Place.objects.get(pk=STREET + 1)
    assert shapely.from_wkb(bytes(kept.geometry or b"")).symmetric_difference(square(0, 0)).area < 1e-12
    assert kept.crs == {"CGCS2000": "EPSG:4490"}.get(crs, crs)
    assert kept.crs_note.startswith("file: ")


@pytest.mark.slow
def test_the_frame_in_the_file_is_used_and_a_missing_one_is_asked_for(district, tmp_path):
    path = written(tmp_path, "GPKG", ".gpkg", street_and_grids(), crs="EPSG:4490")
    assert inspected(io.BytesIO(path.read_bytes())).crs == "EPSG:4490"
    with pytest.raises(CrsMissing):
        inspected(geojson(street_and_grids(), bare=True))
    assert inspected(geojson(street_and_grids(), bare=True), crs="WGS84").sound


@pytest.mark.slow
def test_a_field_that_is_not_there_is_named_with_those_that_are(district):
    with pytest.raises(FieldUnknown) as refusal:
        inspected(geojson(street_and_grids()), fields=Fields(name_zh="名称", code="code"))
    assert refusal.value.params == {"name": "名称", "known": "code, name, en"}


@pytest.mark.slow
def test_saving_leaves_facts_that_share_a_batch(district, by):
    report = inspected(geojson(street_and_grids()))
    version = saved(report, by, LATER)
    added, whole = history(subject_of(STREET + 1))[0], history(subject_of(CODE))[-1]
    assert (added.kind, whole.kind) == ("places.add_place", "places.import_boundaries")
    assert added.batch == whole.batch
    assert whole.payload["digest"] == report.digest
    assert whole.payload["hash"] == version.hash


@pytest.mark.slow
def test_importing_the_same_again_changes_nothing(district, by):
    import_boundaries(report=inspected(geojson(street_and_grids())), by=by, at=LATER)
    again = inspected(geojson(street_and_grids()))
    assert (again.added, again.changed, again.same) == (0, 0, 3)
    import_boundaries(report=again, by=by, at=LATER)
    assert BoundaryVersion.objects.count() == 1
    assert len(history(subject_of(STREET + 1))) == 1


def features(shapes=None):
    return [
        Feature(code=p["code"], name_zh=p["name"], name_en=p["en"], wkb=shapely.to_wkb(shape))
        for p, shape in street_and_grids(shapes)
    ]


def test_a_moved_border_is_a_new_version(district, by):
    import_boundaries(report=inspect_features(features(), district=DISTRICT), by=by, at=AT)
    moved = features([shapely.union(square(0, 0), square(1, 0)).buffer(0), square(2, 0)])
    report = inspect_features(moved, district=DISTRICT)
    assert (report.added, report.changed) == (0, 3)
    version = saved(report, by, LATER)
    assert version.number == 2
    assert Place.objects.get(pk=STREET + 1).version == 2
    assert history(subject_of(STREET + 1))[-1].kind == "places.change_place"


def test_a_report_is_stale_once_something_else_was_saved(district, by):
    first, second = (inspect_features(features(), district=DISTRICT) for _ in range(2))
    import_boundaries(report=first, by=by, at=AT)
    with pytest.raises(BoundariesMoved):
        import_boundaries(report=second, by=by, at=LATER)


def test_a_place_closed_since_the_inspection_stops_the_import(district, by):
    import_boundaries(report=inspect_features(features(), district=DISTRICT), by=by, at=AT)
    report = inspect_features(features(), district=DISTRICT)
    close_place(code=STREET + 2, by=by, at=LATER)
    with pytest.raises(BoundariesMoved):
        import_boundaries(report=report, by=by, at=LATER)


def test_a_report_with_faults_is_not_saved_even_in_part(district, by):
    rows = [*features(), Feature(code="310105008003", name_zh="坏", name_en="Bad", wkb=b"")]
    bow = shapely.Polygon([(121.36, 31.19), (121.37, 31.2), (121.37, 31.19), (121.36, 31.2)])
    rows[-1] = Feature(code="310105008003", name_zh="坏", name_en="Bad", wkb=shapely.to_wkb(bow))
    report = inspect_features(rows, district=DISTRICT)
    with pytest.raises(BoundariesUnsound) as refusal:
        import_boundaries(report=report, by=by, at=LATER)
    assert "自相交" in str(refusal.value.params["first"])
    assert Place.objects.filter(pk=STREET).count() == 0


@pytest.mark.parametrize("role", ["operator", "leader", "security_admin"])
def test_only_who_manages_places_imports(district, role):
    report = inspect_features(features(), district=DISTRICT)
    with pytest.raises(NotPermitted):
        import_boundaries(report=report, by=an_actor(role, CODE), at=LATER)


def test_a_street_administrator_does_not_import_for_the_district(district):
    report = inspect_features(features(), district=DISTRICT)
    with pytest.raises(NotPermitted):
        import_boundaries(report=report, by=an_actor("system_admin", STREET), at=LATER)


def test_a_failed_fact_undoes_the_import(district, by, monkeypatch):
    def broken(kind, **given):
        if kind.name == "places.import_boundaries":
            raise RuntimeError("the ledger is full")

    monkeypatch.setattr(sys.modules[import_boundaries.__module__], "record", broken)
    with pytest.raises(RuntimeError):
        import_boundaries(report=inspect_features(features(), district=DISTRICT), by=by, at=LATER)
    assert not Place.objects.filter(pk=STREET).exists()
    assert not BoundaryVersion.objects.exists()


def test_codes_are_assigned_and_kept_for_the_next_import(district, by):
    posts = [
        Feature(key="Western", name_en="Western District", level=Level.STREET),
        Feature(key="Eastern", name_en="Eastern District", level=Level.STREET),
        Feature(key="W10", parent="Western", name_en="Post 10", level=Level.GRID),
        Feature(key="W9", parent="Western", name_en="Post 9", level=Level.GRID),
    ]
    report = inspect_features(posts, district=DISTRICT, assigning=True)
    import_boundaries(report=report, by=by, at=AT)
    codes = dict(Place.objects.exclude(source_key="").values_list("source_key", "code"))
    assert codes == {
        "Eastern": CODE + 10**6, "Western": CODE + 2 * 10**6,
        "W9": CODE + 2_000_001, "W10": CODE + 2_000_002,
    }  # fmt: skip
    assert Place.objects.get(pk=codes["W9"]).parent_id == codes["Western"]
    assert report.counts == {"no_geometry": 4}
    assert BoundaryVersion.objects.count() == 0
    more = [*posts, Feature(key="A1", parent="Western", name_en="Post 1", level=Level.GRID)]
    import_boundaries(report=inspect_features(more, district=DISTRICT, assigning=True), by=by, at=LATER)
    assert Place.objects.get(source_key="A1").code == CODE + 2_000_003
    assert Place.objects.get(source_key="W9").code == codes["W9"]


def test_a_community_that_comes_later_adopts_its_grids(district, by):
    import_boundaries(report=inspect_features(features(), district=DISTRICT), by=by, at=AT)
    grid = Place.objects.get(pk=STREET + 1)
    add_place(code=STREET + 5000, name_zh="别的社区", name_en="Another", by=by, at=AT)
    assert Place.objects.get(pk=grid.pk).parent_id == STREET
    rows = [Feature(code=str(STREET + 6001), name_zh="网格", name_en="Grid")]
    report = inspect_features(rows, district=DISTRICT)
    assert report.counts == {"level_skipped": 1, "no_geometry": 1}
    import_boundaries(report=report, by=by, at=AT)
    assert Place.objects.get(pk=STREET + 6001).parent_id == STREET
    add_place(code=STREET + 6000, name_zh="新社区", name_en="New", by=by, at=LATER)
    assert Place.objects.get(pk=STREET + 6001).parent_id == STREET + 6000

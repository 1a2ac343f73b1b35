"""What an inspection finds wrong, where, and in which words."""

import json
import struct
from dataclasses import replace

import numpy as np
import pytest
import shapely

from anlan.access.tests.factories import AT
from anlan.places.boundaries.faults import Fault
from anlan.places.public import (
    FaultKind,
    Feature,
    Fields,
    Level,
    Limits,
    add_place,
    inspect_boundaries,
    inspect_features,
)
from anlan.places.tests.sources import CODE, DISTRICT, geojson, square, street_and_grids

STREET = CODE + 8 * 10**6


@pytest.fixture
def district(db, by):
    return add_place(code=CODE, name_zh="某区", name_en="Some District", by=by, at=AT)


def grids(*shapes, street=None):
    """A street (with a boundary when given) and its grids."""
    rows = [Feature(code=str(STREET), name_zh="街", name_en="Street", wkb=street and shapely.to_wkb(street))]
    return rows + [
        Feature(code=str(STREET + n), name_zh=f"格{n}", name_en=f"Grid {n}", wkb=shapely.to_wkb(shape))
        for n, shape in enumerate(shapes, start=1)
    ]


def found(features, kind, **more):
    report = inspect_features(features, district=DISTRICT, **more)
    return report, [fault for fault in report.faults if fault.kind == kind]


def test_an_overlap_is_measured_and_drawn(district):
    report, (fault,) = found(grids(square(0, 0), square(0.5, 0)), FaultKind.OVERLAP)
    assert report.sound
    assert fault.codes == (STREET + 1, STREET + 2)
    assert fault.area == pytest.approx(529_000, rel=0.02)
    assert square(0.5, 0).contains(shapely.Point(fault.point))
    drawn = [one for one in report.geojson()["features"] if one["properties"]["kind"] == "overlap"]
    assert drawn[0]["geometry"]["type"] == "Polygon"
    json.dumps(report.as_json(), allow_nan=False)


def test_touching_is_not_overlapping(district):
    _, faults = found(grids(square(0, 0), square(1, 0), square(0, 1)), FaultKind.OVERLAP)
    assert faults == []


def test_a_hole_between_grids_is_a_gap(district):
    around = [square(x, y) for x in range(3) for y in range(3) if (x, y) != (1, 1)]
    _, (fault,) = found(grids(*around), FaultKind.GAP)
    assert square(1, 1).contains(shapely.Point(fault.point))


def test_what_a_street_has_and_its_grids_lack_is_a_gap(district):
    street = shapely.union_all([square(0, 0), square(1, 0)])
    _, (fault,) = found(grids(square(0, 0), street=street), FaultKind.GAP)
    assert fault.codes == (STREET,)
    assert shapely.from_wkb(fault.shape).equals(square(1, 0))


def test_a_grid_that_reaches_beyond_its_street_is_told(district):
    _, (fault,) = found(grids(square(0, 0), square(1, 0), street=square(0, 0)), FaultKind.BEYOND_PARENT)
    assert fault.codes == (STREET + 2,)


def test_slivers_under_a_square_metre_are_noise(district):
    wide = shapely.box(121.36, 31.19, 121.37 + 1e-9, 31.2)
    report = inspect_features(grids(wide, square(1, 0)), district=DISTRICT)
    assert "overlap" not in report.counts


def test_the_neighbours_already_there_count(district, by):
    from anlan.places.public import import_boundaries

    import_boundaries(report=inspect_features(grids(square(0, 0)), district=DISTRICT), by=by, at=AT)
    newcomer = [
        Feature(code=str(STREET + 9), name_zh="新", name_en="New", wkb=shapely.to_wkb(square(0.5, 0)))
    ]
    report, (fault,) = found(newcomer, FaultKind.OVERLAP)
    assert fault.codes == (STREET + 1, STREET + 9)
    assert report.untouched == 2


BOW = shapely.Polygon([(121.36, 31.19), (121.37, 31.2), (121.37, 31.19), (121.36, 31.2)])
SPIKE = shapely.Polygon([(121.36, 31.19), (121.37, 31.19), (121.365, 31.19), (121.365, 31.2)])
HOLED_OUT = shapely.Polygon(
    [(121.36, 31.19), (121.37, 31.19), (121.37, 31.2), (121.36, 31.2)],
    [[(121.375, 31.195), (121.376, 31.195), (121.376, 31.196)]],
)


@pytest.mark.parametrize("ring", [BOW, SPIKE, HOLED_OUT])
def test_a_ring_that_crosses_itself_is_refused_and_shown_where(district, ring):
    report, (fault,) = found(grids(ring), FaultKind.RING_INVALID)
    assert not report.sound
    assert fault.point is not None
    assert "自相交" in fault.text.zh


@pytest.mark.slow
def test_a_self_crossing_ring_in_a_file_is_refused(district):
    rows = [({"code": str(STREET + 1), "name": "格", "en": "Grid"}, BOW)]
    report = inspect_boundaries(geojson(rows), district=DISTRICT, fields=Fields(name_zh="name", code="code"))
    assert report.counts["ring_invalid"] == 1


@pytest.mark.slow
@pytest.mark.parametrize(
    "ring",
    [[[121.36, 31.19], [121.37, 31.19], [121.36, 31.19]], [[121.36, 31.19], [121.37, 31.2]], []],
)
def test_a_ring_of_too_few_points_is_refused(district, ring):
    rows = [
        ({"code": str(STREET + 1), "name": "格", "en": "Grid"}, {"type": "Polygon", "coordinates": [ring]})
    ]
    report = inspect_boundaries(geojson(rows), district=DISTRICT, fields=Fields(name_zh="name", code="code"))
    assert not report.sound


@pytest.mark.parametrize(
    ("shape", "kind"),
    [
        (shapely.Point(121.36, 31.19), FaultKind.NOT_A_POLYGON),
        (shapely.LineString([(121.36, 31.19), (121.37, 31.2)]), FaultKind.NOT_A_POLYGON),
        (shapely.Polygon(), FaultKind.NOT_A_POLYGON),
        (shapely.box(121.36, 31.19, np.inf, 31.2), FaultKind.NUMBER_INVALID),
        ("nan", FaultKind.NUMBER_INVALID),
        (shapely.box(200, 10, 201, 11), FaultKind.OUT_OF_WORLD),
        (shapely.box(31.19, 121.36, 31.2, 121.37), FaultKind.SWAPPED),
        (shapely.box(345000, 3452000, 346000, 3453000), FaultKind.OUT_OF_WORLD),
    ],
)  # fmt: skip
def test_a_shape_that_is_no_boundary_is_named(district, shape, kind):
    features = grids(square(0, 0) if shape == "nan" else shape)
    if shape == "nan":
        wkb = bytearray(features[1].wkb)
        wkb[13 + 16 : 13 + 24] = struct.pack("<d", np.nan)
        features[1] = replace(features[1], wkb=bytes(wkb))
    report, faults = found(features, kind)
    assert len(faults) == 1
    assert not report.sound


def test_exchanged_axes_inside_the_world_are_told_by_the_present_boundaries(district, by):
    from anlan.places.public import import_boundaries

    def one(code, *box):
        return [Feature(code=str(code), name_zh="某", name_en="Some", wkb=shapely.to_wkb(shapely.box(*box)))]

    start = one(STREET, 80, 40, 80.1, 40.1)
    import_boundaries(report=inspect_features(start, district=DISTRICT), by=by, at=AT)
    turned = one(STREET + 1, 40, 80, 40.1, 80.1)
    report, faults = found(turned, FaultKind.SWAPPED)
    assert len(faults) == 1
    assert not report.sound
    far = one(STREET + 1, 10, 10, 11, 11)
    assert len(found(far, FaultKind.ELSEWHERE)[1]) == 1


def test_too_many_vertices_in_one_shape_or_in_all_are_refused(district):
    round_one = shapely.Point(121.36, 31.19).buffer(0.01, quad_segs=100)
    report, faults = found(grids(round_one), FaultKind.TOO_MANY_VERTICES, limits=Limits(vertices_each=300))
    assert len(faults) == 1
    assert not report.sound
    _, faults = found(
        grids(round_one, square(5, 5)), FaultKind.FILE_TOO_MANY_VERTICES, limits=Limits(vertices=300)
    )
    assert faults[0].what == "406"


@pytest.mark.parametrize(
    ("code", "kind"),
    [
        ("", FaultKind.CODE_MISSING),
        ("abc", FaultKind.CODE_INVALID),
        ("31010500100100", None),
        ("3101050010010001", FaultKind.CODE_INVALID),
        ("-310105001001001", FaultKind.CODE_INVALID),
        ("３１０１０５００１００１００１", FaultKind.CODE_INVALID),
        ("310106001001001", FaultKind.CODE_FOREIGN),
        ("310105999999001", FaultKind.CODE_INVALID),
    ],
)
def test_codes_are_checked(district, code, kind):
    report = inspect_features([Feature(code=code, name_zh="某", name_en="Some")], district=DISTRICT)
    assert [one.kind for one in report.faults if one.kind.blocking] == ([kind] if kind else [])


def test_a_code_that_is_there_twice_is_refused(district):
    twice = grids(square(0, 0)) + grids(square(0, 0))
    _, faults = found(twice, FaultKind.CODE_TWICE)
    assert [fault.row for fault in faults] == [3, 4]


def test_a_closed_code_is_not_used_again(district, by):
    from anlan.places.public import close_place

    add_place(code=STREET, name_zh="街", name_en="Street", by=by, at=AT)
    close_place(code=STREET, by=by, at=AT.replace(hour=20))
    report, faults = found([Feature(code=str(STREET), name_zh="街", name_en="S")], FaultKind.CODE_CLOSED)
    assert len(faults) == 1
    assert not report.sound


def test_a_district_that_is_not_there_is_asked_for(db):
    report, faults = found(grids(square(0, 0)), FaultKind.PARENT_UNKNOWN)
    assert not report.sound
    assert str(CODE) in faults[0].text.en


@pytest.mark.parametrize(
    ("given", "kind"),
    [
        ({"key": "a"}, FaultKind.LEVEL_UNKNOWN),
        ({"level": Level.GRID}, FaultKind.CODE_MISSING),
        ({"key": "a", "level": Level.GRID, "parent": "nowhere"}, FaultKind.PARENT_UNKNOWN),
        ({"key": "a", "level": Level.GRID, "parent": "a"}, FaultKind.PARENT_UNKNOWN),
        ({"key": "a", "level": Level.DISTRICT}, FaultKind.LEVEL_UNKNOWN),
    ],
)
def test_what_cannot_be_numbered_is_named(district, given, kind):
    report, faults = found([Feature(name_zh="某", **given)], kind, assigning=True)
    assert len(faults) == 1
    assert not report.sound


def test_the_thousandth_street_finds_no_code(district):
    many = [Feature(key=f"s{n}", name_zh="街", level=Level.STREET) for n in range(999)]
    _, faults = found(many, FaultKind.CODES_EXHAUSTED, assigning=True)
    assert len(faults) == 1


@pytest.mark.parametrize(
    ("zh", "en", "kind"),
    [("", "", FaultKind.NAME_MISSING), ("x" * 101, "x", FaultKind.NAME_UNREADABLE),
     ("a\x00b", "x", FaultKind.NAME_UNREADABLE), ("\ud800", "x", FaultKind.NAME_UNREADABLE)],
)  # fmt: skip
def test_names_are_checked(district, zh, en, kind):
    _, faults = found([Feature(code=str(STREET), name_zh=zh, name_en=en)], kind)
    assert len(faults) == 1


def test_an_empty_source_is_a_fault(district):
    report = inspect_features([], district=DISTRICT)
    assert report.counts == {"nothing": 1}
    assert not report.sound


@pytest.mark.parametrize("kind", list(FaultKind))
def test_every_fault_reads_in_both_languages(kind):
    text = Fault(kind, row=3, codes=(1, 2), what="x", area=1234.5).text
    assert "{" not in text.zh + text.en


def test_a_thousand_faults_are_counted_and_the_first_shown(district):
    report = inspect_features([Feature(name_zh="某") for _ in range(1200)], district=DISTRICT)
    assert report.counts == {"code_missing": 1200}
    assert (report.blocking, len(report.faults)) == (1200, 500)


def test_the_digest_names_what_would_be_saved(district):
    one, same, other = (
        inspect_features(grids(shape), district=DISTRICT).digest
        for shape in (square(0, 0), square(0, 0), square(1, 1))
    )
    assert one == same != other
    assert street_and_grids()

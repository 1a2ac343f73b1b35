"""Why a record's label and its point do not agree: told in numbers, from points that were moved on purpose."""

import csv
import json
from pathlib import Path

import numpy as np
import pytest
import shapely

from anlan.config.cli.places_agreement import told
from anlan.places.public import agreement

WEST, SOUTH, SIDE = 121.40, 31.20, 0.02
METRE = 1 / 111_320.0
NAMES = ["North West (1)", "North East (2)", "South West (3)", "South East (4)"]


def shapes(step=SIDE):
    boxes = [
        shapely.box(
            WEST + right * step, SOUTH + up * step, WEST + (right + 1) * step, SOUTH + (up + 1) * step
        )
        for up in (1, 0)
        for right in (0, 1)
    ]
    return [shapely.to_wkb(box) for box in boxes]


def middle(number):
    """The middle of a quarter."""
    return WEST + (number % 2 + 0.5) * SIDE, SOUTH + (1.5 - number // 2) * SIDE


def compared(points, labels):
    lons, lats = zip(*points, strict=True)
    return agreement(NAMES, shapes(), lons, lats, labels)


def test_labels_agree_without_their_numbers_signs_and_capitals():
    found = compared([middle(0), middle(1), middle(3)], ["north-west", "North East (2)", "SOUTH EAST"])
    assert (found.records, found.agree, found.unknown) == (3, 3, 0)


def test_a_label_that_is_plainly_another_name_counts_and_is_told():
    found = compared([middle(2)] * 9 + [middle(0)], ["Old Town"] * 9 + ["North West"])
    assert found.agree == 10
    assert found.renamed == (("Old Town", "South West (3)", 9),)


def test_a_label_that_lies_everywhere_names_no_place():
    found = compared([middle(0), middle(1), middle(2)], ["City"] * 3)
    assert (found.agree, found.unknown, found.renamed) == (0, 3, ())


def test_every_record_has_one_reason():
    edge = WEST + SIDE
    _lon, lat = middle(0)
    points = [
        middle(0),
        (edge + 3 * METRE, lat),  # moved over the border by some three metres
        (edge + 50 * METRE, lat),
        middle(1),
        (WEST - 0.1, SOUTH),
        middle(0),
        middle(2),
    ]
    found = compared(points, ["North West"] * 5 + ["Nowhere"] * 2)
    assert (found.agree, found.on_border, found.near, found.far, found.outside, found.unknown) == (
        1,
        1,
        1,
        1,
        1,
        2,
    )
    assert (
        sum((found.agree, found.on_border, found.near, found.far, found.outside, found.unknown))
        == found.records
    )
    assert found.pairs[0].label == "North West (1)"
    assert found.pairs[0].found == "North East (2)"
    assert found.quantiles[0] == pytest.approx(43, abs=4)  # 50 m of latitude's degree along a parallel


def test_records_moved_to_one_crossing_are_told_apart_from_mistakes():
    crossing = (WEST + SIDE + METRE, SOUTH + SIDE + METRE)
    found = compared([crossing] * 8, ["North West", "North East", "South West", "South East"] * 2)
    assert (found.points, found.agree, found.on_border, found.shared, found.several) == (1, 2, 6, 6, 1)


def test_agreement_grows_with_the_distance_from_borders():
    random = np.random.default_rng(3)
    lons = random.uniform(WEST, WEST + 2 * SIDE, 4000)
    lats = random.uniform(SOUTH, SOUTH + 2 * SIDE, 4000)
    quarter = (lons >= WEST + SIDE).astype(int) + 2 * (lats < SOUTH + SIDE)
    moved = lons + random.normal(0, 60, 4000) * METRE  # published a little beside where it was
    found = agreement(NAMES, shapes(), moved, lats, [NAMES[one] for one in quarter])
    shares = [band.agree / band.records for band in found.bands if band.records > 20]
    assert shares == sorted(shares)
    assert shares[-1] > 0.98


def test_a_common_shift_of_the_frame_is_found():
    random = np.random.default_rng(4)
    lats = random.uniform(SOUTH + 0.002, SOUTH + SIDE - 0.002, 500)
    lons = WEST + SIDE + random.uniform(-1, 1, 500) * METRE
    labels = ["South West" if lon < WEST + SIDE else "South East" for lon in lons]
    found = agreement(NAMES, shapes(), lons + 3 * METRE, lats, labels)
    assert (found.shift.east, found.shift.north) == (-3, 0)
    assert found.shift.before < 0.6
    assert found.shift.after > 0.7


def test_a_place_that_was_split_since_shows_as_a_pair():
    """An older label over a newer map: what was one quarter is two, and half of its records lie in the new one."""
    random = np.random.default_rng(5)
    lons, lats = random.uniform(WEST, WEST + 2 * SIDE, 400), np.full(400, SOUTH + 1.5 * SIDE)
    found = agreement(NAMES, shapes(), lons, lats, ["North West"] * 400)
    assert found.far > 150
    assert [(pair.label, pair.found) for pair in found.pairs] == [("North West (1)", "North East (2)")]


def test_the_command_reads_both_files_and_tells_every_reason(tmp_path: Path, capsys):
    from anlan.config.cli.places_agreement import agreement as command

    features = [
        {
            "type": "Feature",
            "properties": {"AREA": name},
            "geometry": shapely.geometry.mapping(shapely.from_wkb(wkb)),
        }
        for name, wkb in zip(NAMES, shapes(), strict=True)
    ]
    map_file, records = tmp_path / "map.geojson", tmp_path / "records.csv"
    map_file.write_text(json.dumps({"type": "FeatureCollection", "features": features}), encoding="utf-8")
    with records.open("w", encoding="utf-8", newline="") as file:
        rows = csv.writer(file)
        rows.writerow(["x", "y", "quarter"])
        rows.writerows([[*middle(0), "North West"], [*middle(1), "North West"], ["", "", "North West"]])
    command(
        records,
        boundaries=map_file,
        name="AREA",
        label="quarter",
        lon="x",
        lat="y",
        crs="WGS84",
        boundaries_crs="WGS84",
    )
    said = capsys.readouterr().out
    assert "North West (1) → North East (2)" in said
    assert "1 50.00%" in " ".join(said.split())


def test_the_report_has_a_line_for_every_count():
    lines = list(told(compared([middle(0)], ["North West"])))
    assert len(lines) >= 15
    assert any("100.00%" in line for line in lines)

"""Hostile and broken files: refused by name, within limits, without a network."""

import io
import json
import struct
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from anlan.access.tests.factories import AT
from anlan.places.boundaries import gdal_child
from anlan.places.boundaries.upload import stage
from anlan.places.errors import CrsUnknown, FileTooLarge, FileUnreadable
from anlan.places.public import LIMITS, Fields, Limits, add_place, inspect_boundaries
from anlan.places.tests.sources import CODE, DISTRICT, geojson, street_and_grids, written, zipped

FIELDS = Fields(name_zh="name", name_en="en", code="code")


def bomb(size):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("places.geojson", b" " * size)
    out.seek(0)
    return out


def lying_zip(size):
    """A zip whose directory declares 100 bytes for a member that unpacks to `size`."""
    data = bytearray(bomb(size).read())
    for mark, at in ((b"PK\x01\x02", 24), (b"PK\x03\x04", 22)):
        place = data.find(mark) + at
        data[place : place + 4] = struct.pack("<I", 100)
    return io.BytesIO(bytes(data))


def test_an_upload_is_counted_while_it_is_copied(tmp_path):
    with pytest.raises(FileTooLarge):
        stage(io.BytesIO(b"{" + b" " * 3000), tmp_path, Limits(upload=2000))


def test_a_zip_bomb_is_refused_by_what_it_declares(tmp_path):
    with pytest.raises(FileTooLarge):
        stage(bomb(50_000_000), tmp_path, LIMITS)
    assert sum(file.stat().st_size for file in tmp_path.iterdir()) < 100_000


def test_a_zip_that_lies_about_its_size_is_cut_off(tmp_path):
    with pytest.raises((FileTooLarge, FileUnreadable)):
        stage(lying_zip(3_000_000), tmp_path, Limits(unpacked=1_000_000))
    assert sum(file.stat().st_size for file in tmp_path.iterdir()) < 1_100_000


def test_too_many_members_are_refused(tmp_path):
    with pytest.raises(FileTooLarge):
        stage(zipped([], more=[(f"{n}.txt", b"x") for n in range(100)]), tmp_path, LIMITS)


def test_members_cannot_climb_out_of_the_folder(tmp_path):
    folder = tmp_path / "inner"
    folder.mkdir()
    found = stage(zipped([], more=[("../../evil.geojson", b'{"type": 1}')]), folder, LIMITS)
    assert found.parent == folder
    assert [file.name for file in tmp_path.iterdir()] == ["inner"]


@pytest.mark.parametrize(
    "content",
    [b"", b"   ", b"hello", b"<?xml version='1.0'?><!DOCTYPE x [<!ENTITY a 'b'>]><gml/>", b"PK\x03\x04broken",
     b"\x00\x00\x27\x0a" + b"\x00" * 100, b"%PDF-1.7", b"<OGRVRTDataSource/>"],
)  # fmt: skip
def test_what_is_none_of_the_three_is_refused(tmp_path, content):
    with pytest.raises(FileUnreadable) as refusal:
        stage(io.BytesIO(content), tmp_path, LIMITS)
    assert refusal.value.field == "file"


@pytest.mark.parametrize(
    "members",
    [[], [("a.shp", b"x")], [("a.geojson", b"{}"), ("b.geojson", b"{}")], [("a.geojson", b"<xml/>")]],
)
def test_a_zip_without_exactly_one_whole_layer_is_refused(tmp_path, members):
    with pytest.raises(FileUnreadable):
        stage(zipped([], more=members), tmp_path, LIMITS)


@pytest.mark.slow
@pytest.mark.parametrize(
    "content",
    [
        b"{",
        b"{}",
        b'{"type": "FeatureCollection", "features": 3}',
        b'{"type": "Topology", "objects": {}, "arcs": []}',
        b'{"displayFieldName": "", "geometryType": "esriGeometryPolygon", "features": []}',
        b'{"type": "Feature"' + b"[" * 100_000,
        b"SQLite format 3\x00" + b"\x00" * 4000,
    ],
)
def test_a_broken_file_is_unreadable_and_harms_nobody(db, content):
    with pytest.raises((FileUnreadable, FileTooLarge)):
        inspect_boundaries(io.BytesIO(content), district=DISTRICT, fields=FIELDS, crs="WGS84")


@pytest.mark.slow
def test_too_many_features_are_refused(db):
    with pytest.raises(FileTooLarge):
        inspect_boundaries(
            geojson(street_and_grids()), district=DISTRICT, fields=FIELDS, limits=Limits(features=2)
        )


@pytest.mark.slow
def test_a_file_that_needs_too_much_memory_stops_its_own_process_only(db):
    rows = [({"code": str(n), "name": "x" * 3000}, None) for n in range(15_000)]
    small = Limits(memory=260 * 1024**2)
    with pytest.raises(FileUnreadable):
        inspect_boundaries(geojson(rows), district=DISTRICT, fields=FIELDS, crs="WGS84", limits=small)


def test_an_unknown_frame_is_told_before_the_file_is_read(db):
    with pytest.raises(CrsUnknown):
        inspect_boundaries(io.BytesIO(b"not even read"), district=DISTRICT, fields=FIELDS, crs="火星坐标")


@pytest.mark.slow
def test_gdal_keeps_three_drivers_and_none_that_reaches_a_network():
    code = (
        "import runpy, sys; child = runpy.run_path(sys.argv[1], run_name='child'); child['restrict']();"
        "import pyogrio; print(','.join(sorted(pyogrio.list_drivers())))"
    )
    told = subprocess.run(
        [sys.executable, "-I", "-c", code, gdal_child.__file__], capture_output=True, text=True, check=True
    )
    assert told.stdout.strip() == "ESRI Shapefile,GPKG,GeoJSON"


@pytest.mark.slow
def test_the_reading_process_sees_none_of_our_environment(db, tmp_path, monkeypatch):
    """A secret of ours must not be where a hole in GDAL could read it."""
    seen = {}
    real = subprocess.run

    def spy(command, **given):
        seen.update(given["env"])
        return real(command, **given)

    monkeypatch.setenv("ANLAN_SECRET_KEY", "hush")
    monkeypatch.setattr(subprocess, "run", spy)
    path = written(tmp_path, "GPKG", ".gpkg", street_and_grids())
    inspect_boundaries(io.BytesIO(path.read_bytes()), district=DISTRICT, fields=FIELDS)
    assert not [name for name in seen if name.startswith("ANLAN")]


@pytest.mark.slow
def test_chinese_names_survive_a_shapefile_in_gbk(db, by, tmp_path):
    add_place(code=CODE, name_zh="某区", name_en="Some District", by=by, at=AT)
    path = written(tmp_path, "ESRI Shapefile", ".shp", street_and_grids(), encoding="GBK")
    report = inspect_boundaries(
        zipped(sorted(Path(path).parent.glob("layer.*"))), district=DISTRICT, fields=FIELDS
    )
    assert report.drafts[0].name_zh == "测试街道"


def test_geojson_keys_that_look_like_commands_stay_text(tmp_path):
    source = io.BytesIO(
        json.dumps({"type": "FeatureCollection", "features": [], "x": "/vsicurl/http://a"}).encode()
    )
    assert stage(source, tmp_path, LIMITS).name == "boundaries.geojson"

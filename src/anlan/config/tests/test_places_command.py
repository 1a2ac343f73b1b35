"""`anlan places`: the same verbs from a terminal."""

import json

import pytest
from typer.testing import CliRunner

from anlan.access.public import service
from anlan.access.tests.factories import AT
from anlan.config.cli import places as command
from anlan.config.cli import places_room
from anlan.places.public import BoundaryVersion, Place, add_place, make_district
from anlan.places.tests.sources import CODE, geojson, square, street_and_grids


@pytest.fixture
def by(settings, tmp_path):
    settings.STATE = tmp_path
    return service("import")


@pytest.fixture
def sample(db, by):
    return make_district(by=by, at=AT)


@pytest.fixture
def anlan(monkeypatch, db):
    import typer

    monkeypatch.setattr(places_room, "start_django", lambda **given: None)
    monkeypatch.setenv("ANLAN_LANGUAGE", "en")
    app = typer.Typer()
    command.register(app)
    return lambda *words: CliRunner().invoke(app, ["places", *map(str, words)])


@pytest.fixture
def file(tmp_path, by):
    add_place(code=CODE, name_zh="某区", name_en="Some District", by=by, at=AT)
    path = tmp_path / "grids.geojson"
    path.write_bytes(geojson(street_and_grids()).read())
    return path


@pytest.mark.slow
def test_a_file_is_inspected_first_and_saved_on_demand(anlan, file):
    looked = anlan("import", file, "--name-en", "en")
    assert (looked.exit_code, BoundaryVersion.objects.count()) == (0, 0)
    assert "3 new" in looked.output
    saved = anlan("import", file, "--name-en", "en", "--save")
    assert (saved.exit_code, BoundaryVersion.objects.count()) == (0, 1)
    spot = square(0, 0).centroid
    assert "Some District / Test Subdistrict / Grid 1" in anlan("locate", spot.x, spot.y).output
    assert "Grid 2" in anlan("list").output


@pytest.mark.slow
def test_faults_are_told_and_drawn(anlan, file, tmp_path):
    file.write_bytes(geojson(street_and_grids([square(0, 0), square(0.5, 0)])).read())
    drawn = tmp_path / "faults.geojson"
    told = anlan("import", file, "--report", drawn)
    assert "overlap by" in told.output
    assert json.loads(drawn.read_text())["features"][0]["properties"]["kind"] == "overlap"


@pytest.mark.slow
def test_a_broken_file_ends_with_code_1_and_saves_nothing(anlan, file):
    file.write_bytes(
        geojson([({"code": "310105001001001", "name": "x"}, {"type": "Point", "coordinates": [1, 2]})]).read()
    )
    assert anlan("import", file, "--save").exit_code == 1
    assert Place.objects.filter(holding=False).count() == 1


def test_a_district_is_added_by_its_six_digits(anlan, by):
    assert anlan("add", 310105, "--zh", "某区", "--en", "Some District").exit_code == 0
    assert Place.objects.get(pk=CODE).name_zh == "某区"


def test_a_refusal_is_words_not_a_traceback(anlan, by, sample):
    refused = anlan("locate", 31.2, 121.4)
    assert refused.exit_code == 1
    assert "Traceback" not in refused.output

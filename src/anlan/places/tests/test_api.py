"""Places over HTTP: reading is open, managing is not, every refusal has a name."""

import json

import pytest
from django.test import Client

from anlan.access.tests.factories import AT
from anlan.access.tests.factories import DISTRICT as CODE
from anlan.access.tests.test_api import client_of, post
from anlan.places.public import BoundaryVersion, Place, add_place, outside
from anlan.places.sample import DISTRICT
from anlan.places.tests.sources import geojson, square, street_and_grids

pytestmark = [pytest.mark.django_db, pytest.mark.slow]


@pytest.fixture
def manager(sample):
    return client_of("system_admin", CODE)[0]


def get(path, client=None):
    return (client or Client()).get(f"/api/{path}")


def test_anybody_reads_the_tree_and_its_boundaries(sample):
    tree = get("places").json()
    assert len(tree) == 19
    assert tree[0]["code"] == sample.code
    assert len(get(f"places/{sample.communities[0]}/children").json()) == 3
    assert len(get(f"places/{sample.communities[0]}/boundaries").json()["features"]) == 3
    assert get(f"places/{sample.grids[0]}").json()["located"] is True
    assert get(f"places/{sample.grids[0]}/successor").json()["code"] == sample.grids[0]


@pytest.mark.parametrize("tail", ["", "/children", "/boundaries", "/successor"])
def test_an_unknown_place_is_a_404(sample, tail):
    for code in (310105001009009, 5, 10**17):
        assert get(f"places/{code}{tail}").json()["error"] == "place_unknown"


def test_a_point_is_located_with_its_path(sample):
    lon, lat = sample.points[sample.grids[0]]
    found = get(f"locate?lon={lon}&lat={lat}").json()
    assert found["place"] == sample.grids[0]
    assert [one["level"] for one in found["path"]] == ["district", "street", "community", "grid"]


def test_a_point_outside_the_district_is_an_answer_not_an_error(sample):
    found = get("locate?lon=116.4&lat=39.9").json()
    assert (found["place"], found["outside"], found["path"]) == (outside(DISTRICT), True, [])


@pytest.mark.parametrize(
    ("asked", "error"),
    [
        ("lon=31.2&lat=121.4", "point_swapped"),
        ("lon=nan&lat=31.2", "point_invalid"),
        ("lon=121.4&lat=inf", "point_invalid"),
        ("lon=200&lat=31.2", "point_out_of_range"),
        ("lon=121.4&lat=31.2&crs=mars", "crs_unknown"),
        ("lon=abc&lat=31.2", "body_invalid"),
        ("lat=31.2", "body_invalid"),
    ],
)
def test_what_is_no_point_is_a_422_with_a_name(sample, asked, error):
    answer = get(f"locate?{asked}")
    assert (answer.status_code, answer.json()["error"]) == (422, error)


def test_a_manager_adds_renames_follows_and_closes(sample, manager):
    code = sample.communities[0] + 9
    assert post(manager, "places", code=code, name_zh="新", name_en="New").status_code == 201
    renamed = post(manager, f"places/{code}/rename", name_zh="更新", name_en="Newer", reason="笔误")
    assert renamed.json()["name_zh"] == "更新"
    rows = post(
        manager, "places/succeed", old=list(sample.grids[:2]), new=[code], kind="merge", reason="合并"
    )
    assert [row["new"] for row in rows.json()] == [code, code]
    assert get(f"places/{sample.grids[0]}/successor").json()["code"] == code
    closed = post(manager, f"places/{sample.grids[2]}/close")
    assert closed.json()["valid_to"]


@pytest.mark.parametrize("role", [None, "operator", "handler", "security_admin", "leader"])
@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("places", {"code": 310105001001009, "name_zh": "x", "name_en": "x"}),
        ("places/310105001001001/rename", {"name_zh": "x", "name_en": "x", "reason": "x"}),
        ("places/310105001001001/close", {}),
        (
            "places/succeed",
            {"old": [310105001001001], "new": [310105001001002], "kind": "recode", "reason": "x"},
        ),
    ],
)
def test_nobody_else_manages(sample, role, path, body):
    client = client_of(role, CODE)[0] if role and role != "handler" else Client()
    assert post(client, path, **body).status_code == 403


def test_unknown_keys_are_refused(sample, manager):
    answer = post(manager, "places", code=310105001001009, name_zh="x", name_en="x", valid_to="2020-01-01")
    assert (answer.status_code, Place.objects.filter(pk=310105001001009).exists()) == (422, False)


def form(source, **more):
    source.name = "places.geojson"
    return {"district": DISTRICT, "name_zh": "name", "name_en": "en", "code": "code", "file": source, **more}


def test_boundaries_are_seen_then_saved(db, by):
    add_place(code=CODE, name_zh="某区", name_en="Some District", by=by, at=AT)
    client = client_of("system_admin", CODE)[0]
    shapes = [square(0, 0), square(0.5, 0)]
    seen = client.post("/api/places/boundaries/inspect", form(geojson(street_and_grids(shapes)))).json()
    assert seen["counts"]["overlap"] == 1
    assert seen["map"]["features"]
    assert not BoundaryVersion.objects.exists()
    other = client.post("/api/places/boundaries", form(geojson(street_and_grids()), digest=seen["digest"]))
    assert (other.status_code, other.json()["error"]) == (409, "boundaries_moved")
    saved = client.post(
        "/api/places/boundaries", form(geojson(street_and_grids(shapes)), digest=seen["digest"])
    )
    assert (saved.status_code, saved.json()["number"]) == (201, 1)


def test_a_broken_ring_is_not_saved_over_http(db, by):
    add_place(code=CODE, name_zh="某区", name_en="Some District", by=by, at=AT)
    client = client_of("system_admin", CODE)[0]
    bow = {
        "type": "Polygon",
        "coordinates": [[[121.36, 31.19], [121.37, 31.2], [121.37, 31.19], [121.36, 31.2], [121.36, 31.19]]],
    }
    rows = [({"code": "310105008001", "name": "坏", "en": "Bad"}, bow)]
    seen = client.post("/api/places/boundaries/inspect", form(geojson(rows))).json()
    assert (seen["sound"], seen["counts"]["ring_invalid"]) == (False, 1)
    refused = client.post("/api/places/boundaries", form(geojson(rows), digest=seen["digest"]))
    assert (refused.status_code, refused.json()["error"]) == (422, "boundaries_unsound")


@pytest.mark.parametrize("path", ["places/boundaries/inspect", "places/boundaries"])
@pytest.mark.parametrize("role", [None, "operator"])
def test_only_managers_inspect_or_save(sample, path, role):
    client = client_of(role, CODE)[0] if role else Client()
    answer = client.post(
        f"/api/{path}",
        form(geojson(street_and_grids()), digest="0" * 64) if path.endswith("s") else form(geojson([])),
    )
    assert answer.status_code == 403


def test_the_refusal_is_in_the_reader_s_language(sample):
    chinese = Client().get("/api/locate?lon=31.2&lat=121.4", headers={"accept-language": "zh-hans"}).json()
    english = Client().get("/api/locate?lon=31.2&lat=121.4", headers={"accept-language": "en"}).json()
    assert "颠倒" in chinese["message"]
    assert "exchanged" in english["message"]
    json.dumps(chinese)

"""Units and premises over HTTP: staff read, managers change, foreign ones are not there."""

import json

import pytest
from django.test import Client

from anlan.access.tests.factories import AT
from anlan.access.tests.test_api import client_of, post
from anlan.parties.public import add_premises

pytestmark = [pytest.mark.django_db, pytest.mark.slow]


def put(client, path, **body):
    return client.put(f"/api/{path}", json.dumps(body, default=str), content_type="application/json")


@pytest.fixture
def manager(sample):
    return client_of("system_admin", sample.streets[0])[0]


@pytest.fixture
def noodles(sample, by):
    return add_premises(code="p-1", name="面馆", kind="restaurant", place=sample.grids[0], by=by, at=AT)


def test_staff_read_units_and_residents_do_not(sample, units):
    staff = client_of("grid_worker", sample.grids[11])[0]
    assert len(staff.get("/api/units").json()) == 17
    assert len(staff.get(f"/api/units?role=fire&place_code={sample.code}").json()) == 1
    assert staff.get(f"/api/units/{units['street1.police'].id}").json()["roles"] == ["police_station"]
    led = staff.get(f"/api/units/for?role=water&place_code={sample.grids[0]}")
    assert led.json()["code"] == "district.water"
    assert staff.get(f"/api/units/for?role=nothing&place_code={sample.grids[0]}").json() is None
    assert len(staff.get("/api/organisations").json()) == 17
    for path in (
        "units",
        f"units/{units['street1.police'].id}",
        "organisations",
        "units/for?role=fire&place_code=310105000000000",
    ):
        assert Client().get(f"/api/{path}").status_code == 403
        assert client_of(None)[0].get(f"/api/{path}").status_code == 403


def test_a_manager_adds_changes_and_closes_a_unit(sample, units, manager):
    body = {
        "code": "team",
        "name_zh": "队",
        "name_en": "Team",
        "roles": ["water"],
        "place": sample.streets[0],
    }
    made = post(manager, "units", **body, organisation=units["street1.urban"].organisation_id)
    assert made.status_code == 201
    unit = made.json()
    changed = put(
        manager, f"units/{unit['id']}", version=1, name_zh="队", name_en="Team", roles=["fire"], shield=[]
    )
    assert (changed.json()["roles"], changed.json()["version"]) == (["fire"], 2)
    stale = put(
        manager, f"units/{unit['id']}", version=1, name_zh="队", name_en="Team", roles=["fire"], shield=[]
    )
    assert (stale.status_code, stale.json()["error"]) == (409, "changed_meanwhile")
    assert post(manager, f"units/{unit['id']}/close").status_code == 204
    assert post(manager, f"units/{unit['id']}/close").json()["error"] == "already_closed"


def test_foreign_units_are_not_there(sample, units, manager):
    foreign = units["street2.urban"].id
    assert post(manager, f"units/{foreign}/close").status_code == 404
    assert (
        put(
            manager, f"units/{foreign}", version=1, name_zh="x", name_en="x", roles=["x"], shield=[]
        ).status_code
        == 404
    )
    assert post(Client(), f"units/{foreign}/close").status_code == 404


def test_organisations_are_the_district_s_to_manage(sample, units, manager):
    district = client_of("system_admin", sample.code)[0]
    body = {"code": "ngo", "name_zh": "社", "name_en": "NGO", "kind": "social"}
    assert post(manager, "organisations", **body).status_code == 403
    made = post(district, "organisations", **body)
    assert made.status_code == 201
    assert post(district, f"organisations/{made.json()['id']}/close").status_code == 204


def test_unknown_keys_are_refused(sample, units, manager):
    body = {"code": "t", "name_zh": "队", "name_en": "T", "roles": ["water"], "place": sample.streets[0]}
    organisation = units["street1.urban"].organisation_id
    assert post(manager, "units", **body, organisation=organisation, valid_to="2020-01-01").status_code == 422


def test_premises_are_listed_where_one_works(sample, noodles, manager):
    here, elsewhere = client_of("operator", sample.streets[0])[0], client_of("operator", sample.streets[1])[0]
    assert [one["code"] for one in here.get("/api/premises?kind=restaurant").json()] == ["p-1"]
    assert [one["code"] for one in manager.get(f"/api/premises?place_code={sample.grids[0]}").json()] == [
        "p-1"
    ]
    assert here.get("/api/premises?after=p-1").json() == []
    for client in (elsewhere, Client(), client_of("auditor", sample.code)[0]):
        assert client.get("/api/premises").json() == []
        assert client.get(f"/api/premises/{noodles.id}").status_code == 404
        assert client.get(f"/api/premises/{noodles.id}/qr.svg").status_code == 404
    assert "token" not in here.get(f"/api/premises/{noodles.id}").json()


def test_the_qr_code_is_for_managers_and_downloads(noodles, sample, manager):
    answer = manager.get(f"/api/premises/{noodles.id}/qr.svg")
    assert answer.headers["Content-Type"] == "image/svg+xml"
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert (
        client_of("operator", sample.streets[0])[0].get(f"/api/premises/{noodles.id}/qr.svg").status_code
        == 403
    )


def test_a_manager_adds_moves_recodes_and_closes_premises(sample, manager):
    lon, lat = sample.points[sample.grids[1]]
    made = post(manager, "premises", code="p-7", name="店", kind="shop", lon=lon, lat=lat)
    assert (made.status_code, made.json()["place"]) == (201, sample.grids[1])
    path = f"premises/{made.json()['id']}"
    moved = put(manager, path, version=1, name="店", kind="shop", place=sample.grids[2])
    assert moved.json()["place"] == sample.grids[2]
    assert post(manager, f"{path}/token").json()["version"] == 3
    assert post(manager, f"{path}/close").status_code == 204


@pytest.mark.parametrize(
    ("more", "error"),
    [
        ({"lon": 31.2, "lat": 121.4}, "point_swapped"),
        ({"lon": float("inf"), "lat": 31.2}, "point_invalid"),
        ({"lon": 121.4}, "place_or_point_missing"),
        ({"place": 310105001009009}, "place_unknown"),
    ],
)
def test_a_bad_site_is_named(sample, manager, more, error):
    answer = post(manager, "premises", code="p-7", name="店", kind="shop", **more)
    assert answer.json()["error"] == error

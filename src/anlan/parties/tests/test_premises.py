"""Premises: a point, a place, a QR code that leads to the report form."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.test import Client

from anlan.access.errors import NotPermitted
from anlan.access.public import anonymous
from anlan.access.tests.factories import AT, an_actor
from anlan.ledger.public import history
from anlan.parties.errors import (
    AlreadyClosed,
    ChangedMeanwhile,
    CodeUnusable,
    KindUnusable,
    PlaceNotOpen,
    PlaceOrPointMissing,
    PointOutsidePlace,
    PremisesUnknown,
)
from anlan.parties.models import Premises
from anlan.parties.public import (
    add_premises,
    change_premises,
    close_premises,
    path_of,
    premises_by_token,
    qr_svg,
    replace_token,
)
from anlan.places.errors import CrsUnknown, PointInvalid, PointOutOfRange, PointSwapped
from anlan.places.public import from_wgs84, morton, outside

LATER = AT + timedelta(days=30)


def add(by, **more):
    given = {"code": "p-1", "name": "老王面馆", "kind": "restaurant", "by": by, "at": AT}
    return add_premises(**{**given, **more})


@pytest.fixture
def noodles(sample, by):
    lon, lat = sample.points[sample.grids[0]]
    return add(by, lon=lon, lat=lat)


def test_a_point_finds_its_grid(sample, noodles):
    lon, lat = sample.points[sample.grids[0]]
    assert (noodles.place_id, noodles.lon, noodles.morton) == (sample.grids[0], lon, morton(lon, lat))
    (fact,) = history(noodles.id)
    assert (fact.kind, fact.place) == ("parties.add_premises", sample.grids[0])
    assert "老王" not in str(fact.payload)


def test_a_point_from_a_web_map_is_shifted_back(sample, by):
    point = sample.points[sample.grids[5]]
    lon, lat = from_wgs84(point[0], point[1], "GCJ-02")
    made = add(by, lon=lon, lat=lat, crs="GCJ-02")
    assert made.place_id == sample.grids[5]
    assert (made.lon, made.lat) == pytest.approx(point, abs=1e-9)
    assert made.crs == "GCJ-02"


def test_a_place_without_a_point_will_do(sample, by):
    made = add(by, place=sample.communities[1])
    assert (made.place_id, made.lon, made.morton) == (sample.communities[1], None, None)


def test_place_and_point_must_agree_and_the_finer_one_is_kept(sample, by):
    lon, lat = sample.points[sample.grids[0]]
    assert add(by, place=sample.streets[0], lon=lon, lat=lat).place_id == sample.grids[0]
    with pytest.raises(PointOutsidePlace):
        add(by, code="p-2", place=sample.grids[11], lon=lon, lat=lat)


def test_a_point_beyond_every_boundary_needs_no_guess(sample, by):
    assert add(by, lon=116.4, lat=39.9).place_id == outside(310105)


@pytest.mark.parametrize(
    ("more", "error"),
    [
        ({}, PlaceOrPointMissing), ({"lon": 121.4}, PlaceOrPointMissing),
        ({"lon": float("nan"), "lat": 31.2}, PointInvalid), ({"lon": 31.2, "lat": 121.4}, PointSwapped),
        ({"lon": 500.0, "lat": 31.2}, PointOutOfRange), ({"lon": 121.4, "lat": 31.2, "crs": "x"}, CrsUnknown),
        ({"lon": 121.4, "lat": 31.2, "kind": "Noodle bar"}, KindUnusable),
        ({"lon": 121.4, "lat": 31.2, "code": "../etc"}, CodeUnusable),
    ],
)  # fmt: skip
def test_premises_that_cannot_be_are_refused(sample, by, more, error):
    with pytest.raises(error):
        add(by, **more)
    assert not Premises.objects.exists()


def test_tokens_are_random_and_cannot_be_guessed(sample, by):
    tokens = {add(by, code=f"p-{n}", place=sample.grids[0]).token for n in range(20)}
    assert len(tokens) == 20
    assert all(len(token) == 26 for token in tokens)


def test_the_qr_code_leads_to_the_report_form_with_the_premises_filled_in(noodles):
    assert path_of(noodles) == f"/p/{noodles.token}"
    svg = qr_svg(noodles, "https://anlan.example.org")
    assert svg.startswith("<svg")
    assert noodles.name not in svg
    answer = Client().get(path_of(noodles))
    assert (answer.status_code, answer["Location"]) == (302, f"/report/?premises={noodles.token}")


@pytest.mark.parametrize("token", ["aaaaaaaaaaaaaaaaaaaaaaaaaa", "x", "A" * 200])
def test_an_unknown_token_is_a_404_that_says_what_to_do(sample, token):
    answer = Client().get(f"/p/{token}", headers={"accept-language": "zh-hans"})
    assert answer.status_code == 404
    assert "场所" in answer.content.decode()


def test_a_replaced_token_stops_working_at_once(noodles, by):
    old = noodles.token
    fresh = replace_token(premises=noodles.id, by=by, at=LATER)
    assert fresh.token != old
    with pytest.raises(PremisesUnknown):
        premises_by_token(old, LATER)
    assert premises_by_token(fresh.token, LATER).id == noodles.id


def test_closed_premises_take_no_scans(noodles, by):
    close_premises(premises=noodles.id, by=by, at=LATER)
    with pytest.raises(PremisesUnknown):
        premises_by_token(noodles.token, LATER)
    for again in (replace_token, close_premises):
        with pytest.raises(AlreadyClosed):
            again(premises=noodles.id, by=by, at=LATER)


def test_a_change_moves_them_and_is_seen_by_version(sample, noodles, by):
    lon, lat = sample.points[sample.grids[7]]
    more = {
        "premises": noodles.id,
        "name": "新店",
        "kind": "shop",
        "by": by,
        "at": LATER,
        "lon": lon,
        "lat": lat,
    }
    moved = change_premises(version=1, **more)
    assert (moved.place_id, moved.name, moved.version, moved.token) == (
        sample.grids[7],
        "新店",
        2,
        noodles.token,
    )
    with pytest.raises(ChangedMeanwhile):
        change_premises(version=1, **more)


def test_only_managers_of_the_place_add_and_change(sample, noodles, by):
    operator, neighbour = an_actor("operator", sample.code), an_actor("system_admin", sample.streets[1])
    with pytest.raises(NotPermitted):
        add(operator, code="p-9", place=sample.grids[0])
    with pytest.raises(NotPermitted):
        add(neighbour, code="p-9", place=sample.grids[0])
    for verb in (close_premises, replace_token):
        with pytest.raises(NotPermitted):
            verb(premises=noodles.id, by=operator, at=LATER)
        for stranger in (neighbour, anonymous):
            with pytest.raises(PremisesUnknown):
                verb(premises=noodles.id, by=stranger, at=LATER)


def test_premises_are_not_moved_to_where_one_manages_nothing(sample, noodles):
    manager = an_actor("system_admin", sample.streets[0])
    with pytest.raises(NotPermitted):
        change_premises(
            premises=noodles.id,
            version=1,
            name="x",
            kind="shop",
            place=sample.grids[11],
            by=manager,
            at=LATER,
        )


def test_closed_places_take_no_premises(sample, by):
    from anlan.places.public import close_place

    close_place(code=sample.grids[0], by=by, at=LATER)
    with pytest.raises(PlaceNotOpen):
        add(by, place=sample.grids[0])


@pytest.mark.parametrize("more", [{"lon": 1.0}, {"lon": 1.0, "lat": 91.0, "morton": 1}, {"token": "short"}])
def test_the_database_refuses(sample, more):
    given = {"code": "p-1", "name": "x", "kind": "shop", "place_id": sample.grids[0], "valid_from": AT}
    with pytest.raises(IntegrityError), transaction.atomic():
        Premises.objects.create(**{**given, **more})

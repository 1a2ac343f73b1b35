"""Nobody gets from a tile what the list would not show them: not a case, not a number, not a count."""

import pytest

from anlan.cases.models import Case
from anlan.cases.public import visible
from anlan.cases.tests.tiles.conftest import narrowed, read, tiles_around, total
from anlan.cases.tiles import staff
from anlan.cases.tiles.pyramid import fold
from anlan.kit.tiles.address import Tile

WORLD = Tile(0, 0, 0)


def numbers(actor, cases):
    """Every number an actor finds by going close to each of these cases."""
    found = set()
    for lon, lat in cases.values_list("lon", "lat"):
        tile = tiles_around(lon, lat)[22]
        found |= {
            one["properties"]["number"]
            for one in read(staff.draw(tile, actor)).get("cases", [])
            if "number" in one["properties"]
        }
    return found


@pytest.mark.slow
@pytest.mark.parametrize("folded", [False, True])
def test_an_operator_of_one_street_finds_no_case_of_another_and_counts_none(scattered, folded):
    if folded:
        fold(scattered.at)
    first, second = scattered.district.streets
    here, there = scattered.actor("operator", place=first), scattered.actor("operator", place=second)
    foreign = visible(there).filter(morton__isnull=False)
    assert foreign.count() == 30
    assert numbers(here, foreign) == set()
    assert numbers(there, foreign) == set(foreign.values_list("number", flat=True))
    for tile in tiles_around(*foreign.values_list("lon", "lat")[0]):
        own = visible(here).filter(morton__range=tile.span).count()
        assert total(staff.draw(tile, here)) == own, tile


def test_a_handler_sees_only_what_is_assigned_to_the_unit(scattered):
    town = scattered
    town.settle()
    handler = town.actor("handler", unit="street1.urban")
    mine = visible(handler).filter(morton__isnull=False)
    assert 0 < mine.count() < Case.objects.count()
    assert total(staff.draw(WORLD, handler)) == mine.count()
    assert numbers(handler, Case.objects.all()) == set(mine.values_list("number", flat=True))


@pytest.mark.parametrize("role", ["auditor", "security_admin", "system_admin", "resident"])
def test_whoever_may_not_read_cases_gets_no_such_tile(scattered, role):
    actor = scattered.actor(role)
    assert not staff.seen_by(actor)
    assert staff.draw(WORLD, actor) == b""


def test_a_grant_for_one_capability_counts_no_other(scattered):
    fold(scattered.at)
    operator = scattered.actor("operator")
    assert total(staff.draw(WORLD, narrowed(operator, capabilities=frozenset({"hotline"})))) == 60
    assert total(staff.draw(WORLD, narrowed(operator, capabilities=frozenset({"hazards"})))) == 0


@pytest.mark.slow
def test_a_tile_over_http_is_for_one_account_only(gallery, browser):
    case = Case.objects.get(pk=gallery.cases["handling"])
    Case.objects.filter(pk=case.pk).update(lon=121.39, lat=31.22, morton=Tile(20, 877000, 428000).span[0])
    own, far, nobody = browser("operator"), browser("far:operator"), browser(None)
    where = "/tiles/cases/0/0/0.mvt"
    first = own.get(where)
    assert total(first.content) == 1
    assert first.headers["Cache-Control"] == "private, no-cache"
    assert "Cookie" in first.headers["Vary"]
    mark = {"If-None-Match": first.headers["ETag"]}
    assert own.get(where, headers=mark).status_code == 304
    other = far.get(where, headers=mark)
    assert (other.status_code, total(other.content)) == (200, 0)
    assert nobody.get(where, headers=mark).status_code == 404
    empty = "/tiles/cases/3/1/1.mvt"  # the same bytes, and yet the mark of one is not the mark of the other
    assert own.get(empty).headers["ETag"] != far.get(empty).headers["ETag"]


@pytest.mark.slow
def test_the_map_offers_staff_their_cases_and_strangers_what_is_public(gallery, browser):
    assert browser("operator").get("/tiles/map.json").json()["layers"]["cases"]["name"] == "cases"
    assert browser(None).get("/tiles/map.json").json()["layers"]["cases"]["name"] == "public"
    assert browser("far:auditor").get("/tiles/map.json").json()["layers"]["cases"]["name"] == "public"

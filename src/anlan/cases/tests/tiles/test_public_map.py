"""What residents see of open matters: never fewer than five together, never a door, never what is not for the map."""

import json
import random
from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest
from django.db import connection
from hypothesis import given, settings
from hypothesis import strategies as st

from anlan.cases.models import Case
from anlan.cases.tests.tiles.conftest import read, tiles_around
from anlan.cases.tiles import published, residents
from anlan.cases.tiles.kinds import shown_kinds
from anlan.cases.tiles.squares import COARSEST, FINEST, Square, counted, tellable
from anlan.kit.suppression import LEAST
from anlan.kit.tiles.address import Tile
from anlan.places.tiles import web

WORLD = Tile(0, 0, 0)


@pytest.fixture(autouse=True)
def _anew():
    published._snapshot.cache_clear()


def shown(tile=WORLD):
    return [one["properties"] for one in read(residents.draw(tile, None)).get("public", [])]


def report_many(town, count, *, lon=121.371, lat=31.221, **given):
    for _ in range(count):
        town.report(lon=lon, lat=lat, place=None, **given)


def test_four_matters_are_not_told_and_five_are(town):
    report_many(town, 4)
    published.publish(town.at)
    assert shown() == []
    report_many(town, 1)
    published.publish(town.at)
    assert shown() == [{"n": 5, "kind": "hotline:parking", "state": "waiting", "age": "week"}]


def test_what_a_capability_does_not_put_on_the_map_is_not_there(town):
    report_many(town, 9, category="neighbours")
    published.publish(town.at)
    assert shown() == []
    assert ("hotline", "neighbours") not in shown_kinds()
    assert ("hotline", "parking") in shown_kinds()


def test_a_kind_is_named_only_where_five_share_it(town):
    report_many(town, 4, category="parking")
    report_many(town, 3, category="noise")
    published.publish(town.at)
    assert shown() == [{"n": 5, "state": "waiting", "age": "week"}]


def test_the_point_is_the_middle_of_half_a_kilometre_wherever_the_home_is(town):
    report_many(town, 5)
    published.publish(town.at)
    first = [read(residents.draw(tile, None)) for tile in tiles_around(121.371, 31.221)[:19]]
    Case.objects.update(lon=121.3705, lat=31.2212, morton=Case.objects.first().morton + 4096)
    published.publish(town.at)
    assert [read(residents.draw(tile, None)) for tile in tiles_around(121.371, 31.221)[:19]] == first
    assert not any(read(residents.draw(tile, None)) for tile in tiles_around(121.371, 31.221)[20:])


def test_closed_and_unlocated_matters_are_not_told(town):
    report_many(town, 6)
    for _ in range(6):
        town.report()
    Case.objects.filter(number=Case.objects.order_by("number").first().number).update(
        state="closed", closed_at=town.at
    )
    published.publish(town.at)
    assert [one["n"] for one in shown()] == [5]


def test_it_is_counted_anew_on_the_next_local_day_and_not_before(town):
    begun = town.at.astimezone(ZoneInfo("Asia/Shanghai")).replace(hour=0, minute=0)
    assert published.publish_if_due(begun) is not None
    report_many(town, 5)
    assert published.publish_if_due(begun + timedelta(hours=23, minutes=59)) is None
    assert shown() == []
    assert published.publish_if_due(begun + timedelta(hours=24)) is not None
    assert [one["n"] for one in shown()] == [5]


def test_a_kind_that_is_taken_off_the_map_is_off_at_once(town, monkeypatch):
    report_many(town, 5)
    published.publish_if_due(town.at)
    assert shown() != []
    left = [kind for kind in shown_kinds() if kind != ("hotline", "parking")]
    monkeypatch.setattr(published, "shown_kinds", lambda: left)
    assert published.publish_if_due(town.at + timedelta(minutes=1)) is not None
    assert shown() == []


CELLS = st.dictionaries(st.integers(0, 4**4 - 1), st.integers(1, 12), max_size=40)


@settings(max_examples=60, deadline=None)
@given(CELLS)
def test_what_is_told_is_disjoint_and_never_about_fewer_than_five(cells):
    base = 123456 << 8
    told = tellable(counted((base + cell, f"k{cell % 3}", "waiting", "week", n) for cell, n in cells.items()))
    assert all(int(one.said["n"]) >= LEAST and int(one.said["n"]) % LEAST == 0 for one in told)
    assert sum(int(one.said["n"]) for one in told) <= sum(cells.values())
    counted_once = []
    for one in told:
        assert COARSEST <= one.level <= FINEST
        counted_once.append((one.level, one.cell))
    assert len(counted_once) == len(set(counted_once))
    few = [cell for cell, n in cells.items() if n < LEAST]
    exact = {one.cell - base for one in told if one.level == FINEST}
    assert not exact & set(few)


def test_every_zoom_tells_the_same_matters(town):
    dice = random.Random(3)
    for _ in range(60):
        town.report(lon=dice.uniform(121.36, 121.38), lat=dice.uniform(31.21, 31.23), place=None)
    published.publish(town.at)
    whole = sum(one["n"] for one in shown())
    assert 0 < whole <= 60
    for z in (8, 11, 13, 16):
        found = 0
        for x in range(int((121.3 + 180) / 360 * 2**z), int((121.45 + 180) / 360 * 2**z) + 1):
            for y in range(int(0.40 * 2**z), int(0.42 * 2**z) + 1):
                if z < 14 or residents.draw(Tile(z, x, y), None):
                    tile = read(residents.draw(Tile(z, x, y), None)).get("public", [])
                    found += sum(one["properties"]["n"] for one in tile)
                    assert all(one["properties"]["n"] >= LEAST for one in tile)
        assert found == whole, z


def test_a_square_says_only_what_five_share():
    square = Square()
    square.add(counted([(1, "a", "waiting", "week", 4)])[1])
    square.add(counted([(1, "b", "working", "week", 4)])[1])
    assert square.told(5) == {"n": 5, "age": "week"}


def test_the_kept_squares_hold_no_case(town):
    report_many(town, 6)
    published.publish(town.at)
    with connection.cursor() as cursor:
        cursor.execute("SELECT told FROM cases_public_map")
        kept = cursor.fetchone()[0]
    kept = json.dumps(kept) if not isinstance(kept, str) else kept
    for number in Case.objects.values_list("number", flat=True):
        assert str(number) not in kept


def test_over_http_it_may_be_kept_by_anybody_and_changes_its_address(town, client):
    web.DRAWN.forget()
    report_many(town, 5)
    published.publish(town.at)
    told = client.get("/tiles/map.json").json()["layers"]["public"]
    where = told["tiles"].replace("{z}/{x}/{y}", "0/0/0")
    answer = client.get(where)
    assert "public" in answer.headers["Cache-Control"]
    assert read(answer.content)["public"][0]["properties"]["n"] == 5
    report_many(town, 5)
    published.publish(town.at)
    assert client.get("/tiles/map.json").json()["layers"]["public"]["tiles"] != told["tiles"]

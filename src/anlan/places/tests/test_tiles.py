"""The map's tiles over HTTP: what is drawn, what is refused, what may be kept."""

import gzip
import json

import mapbox_vector_tile
import pytest

from anlan.kit.tiles.address import Tile
from anlan.kit.tiles.morton import BITS, world
from anlan.places.models import Place
from anlan.places.public import TileLayer, rename_place, tile_layers
from anlan.places.tiles import boundaries, web


@pytest.fixture(autouse=True)
def _anew():
    web.DRAWN.forget()


def tile_over(place, z):
    x, y = world((place.west + place.east) / 2, (place.south + place.north) / 2)
    return Tile(z, int(x) >> (BITS - z), int(y) >> (BITS - z))


def address(tile, layer="boundaries"):
    return f"/tiles/{layer}/{tile.z}/{tile.x}/{tile.y}.mvt"


def read(answer):
    body = answer.content
    if answer.headers.get("Content-Encoding") == "gzip":
        body = gzip.decompress(body)
    return mapbox_vector_tile.decode(body, default_options={"y_coord_down": True}) if body else {}


@pytest.fixture
def street(town):
    return Place.objects.get(pk=town.district.streets[0])


def test_anybody_gets_the_streets_with_both_names(town, client, street):
    told = read(client.get(address(tile_over(street, 11))))
    codes = {one["properties"]["code"]: one["properties"] for one in told["areas"]["features"]}
    assert codes[str(street.code)] == {
        "code": str(street.code), "level": "street", "zh": street.name_zh, "en": street.name_en,
    }  # fmt: skip
    assert {one["properties"]["level"] for one in told["areas"]["features"]} <= {"district", "street"}


def test_grids_come_only_when_one_is_near(town, client, street):
    near = read(client.get(address(tile_over(street, 15))))
    assert "grid" in {one["properties"]["level"] for one in near["areas"]["features"]}


def test_a_name_stands_in_exactly_one_tile(town):
    grid = Place.objects.get(pk=town.grid)
    middle = tile_over(grid, 16)
    found = []
    for x in range(middle.x - 6, middle.x + 7):
        for y in range(middle.y - 6, middle.y + 7):
            told = mapbox_vector_tile.decode(boundaries.draw(Tile(16, x, y), None) or b"")
            found += told.get("names", {}).get("features", [])
    assert [one["properties"]["code"] for one in found].count(str(grid.code)) == 1


def test_a_tile_without_anything_is_empty_and_not_an_error(town, client):
    answer = client.get("/tiles/boundaries/14/1/1.mvt")
    assert (answer.status_code, answer.content) == (200, b"")


@pytest.mark.parametrize(
    ("where", "status"),
    [
        ("boundaries/3/8/1", 404), ("boundaries/23/0/0", 404), ("boundaries/0/0/1", 404),
        ("boundaries/-1/0/0", 400), ("boundaries/3/-1/1", 400), ("boundaries/3/NaN/1", 400),
        ("boundaries/x/1/1", 400), ("boundaries/3/1/1e3", 400), ("boundaries/3/1.0/1", 400),
        (f"boundaries/3/{'9' * 4000}/1", 400), ("nothing/3/1/1", 404), ("boundaries/３/1/1", 400),
    ],
)  # fmt: skip
def test_a_tile_outside_the_world_is_refused_without_a_query(
    town, client, django_assert_num_queries, where, status
):
    with django_assert_num_queries(0):
        answer = client.get(f"/tiles/{where}.mvt")
    assert answer.status_code == status
    assert set(json.loads(answer.content)) == {"error", "message", "field", "details"}


def test_only_reading_is_possible(town, client):
    assert client.post("/tiles/boundaries/1/1/1.mvt").status_code == 405


def test_what_the_browser_holds_is_not_sent_again(town, client, street):
    where = address(tile_over(street, 12))
    first = client.get(where)
    again = client.get(where, headers={"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert again.headers["ETag"] == first.headers["ETag"]
    assert "Cookie" not in first.headers["Vary"]


def test_an_address_with_the_present_version_may_be_kept_for_ever_and_no_other(town, client, street):
    where = address(tile_over(street, 12))
    assert "immutable" in client.get(f"{where}?v={boundaries.version()}").headers["Cache-Control"]
    assert client.get(f"{where}?v=old").headers["Cache-Control"] == "public, max-age=60"


def test_a_new_name_makes_a_new_version(town, client, street):
    where = address(tile_over(street, 11))
    held = client.get(where).headers["ETag"]
    admin = town.actor("system_admin")
    rename_place(
        code=street.code, name_zh="新名街道", name_en="New Name", reason="区划调整", by=admin, at=town.at
    )
    answer = client.get(where, headers={"If-None-Match": held})
    assert answer.status_code == 200
    assert "新名街道" in {one["properties"]["zh"] for one in read(answer)["areas"]["features"]}


def test_it_is_packed_for_whoever_can_unpack(town, client, street):
    where = address(tile_over(street, 15))
    packed = client.get(where, headers={"Accept-Encoding": "gzip"})
    plain = client.get(where)
    assert packed.headers["Content-Encoding"] == "gzip"
    assert gzip.decompress(packed.content) == plain.content
    assert len(packed.content) < len(plain.content)


def test_drawing_is_paced_for_strangers_and_what_is_drawn_already_is_not(town, client, street, monkeypatch):
    monkeypatch.setattr(web.DRAWN, "times", 2)
    web.DRAWN.forget()
    web.KEPT.__init__(most=web.KEPT.most)
    tiles = [Tile(16, 5000 + step, 9) for step in range(3)]
    assert [client.get(address(one)).status_code for one in tiles] == [200, 200, 429]
    assert client.get(address(tiles[0])).status_code == 200


def test_a_layer_of_ones_own_answers_nobody_else(town, client):
    asked = []

    def draw(tile, actor):
        asked.append(actor.ref)
        return b"same bytes"

    with tile_layers.fresh() as layers:
        layers.add("own", TileLayer(draw, seen_by=lambda actor: True))
        layers.add("hidden", TileLayer(draw, seen_by=lambda actor: False))
        answer = client.get("/tiles/own/0/0/0.mvt")
        assert answer.headers["Cache-Control"] == "private, no-cache"
        assert "Cookie" in answer.headers["Vary"]
        assert client.get("/tiles/hidden/0/0/0.mvt").status_code == 404
    assert len(asked) == 1


def test_the_map_is_told_where_the_district_lies_and_which_tiles_there_are(town, client):
    told = client.get("/tiles/map.json").json()
    west, south, east, north = told["bounds"]
    assert west < east
    assert south < north
    assert told["layers"]["boundaries"]["tiles"].startswith("/tiles/boundaries/{z}/{x}/{y}.mvt?v=")
    assert told["base"]["kind"] == "none"
    assert told["words"]["map"] == "地图"


def test_simplified_neighbours_leave_no_gap(town):
    import shapely

    version = boundaries.version()
    held = boundaries._simplified(town.district.code // 10**9, version, "grid", 14)
    assert shapely.coverage_is_valid(held.shapes)

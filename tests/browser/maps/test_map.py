"""The map in a real browser: it draws, it can be picked from, it asks nobody outside, and without it all works."""

import random
from typing import Any

import pytest
from tests.browser.maps.drawing import SEEN, drawn, picking_page, until


@pytest.fixture
def busy(site: Any) -> Any:
    """Sixty open matters about the first street, counted for the public map."""
    from anlan.cases.tiles.published import publish
    from anlan.kit import clock

    dice, town = random.Random(5), site.peopled.town
    town.at = clock.now()
    for _ in range(60):
        town.report(lon=dice.uniform(121.366, 121.38), lat=dice.uniform(31.215, 31.225), place=None)
    publish(town.at)
    return site


@pytest.mark.parametrize("language", ["zh-hans", "en"])
@pytest.mark.parametrize("width", [390, 1440])
def test_anybody_sees_the_streets_and_the_squares_and_the_same_as_a_table(
    busy: Any, looker: Any, language: str, width: int
) -> None:
    reader = looker(language=language, width=width)
    reader.open("/map/")
    drawn(reader)
    names = reader.page.evaluate(SEEN, ["name-street"])
    assert {name["level"] for name in names} == {"street"}
    squares = reader.page.evaluate(SEEN, ["public-many"])
    assert squares
    assert all(one["n"] >= 5 and "number" not in one for one in squares)
    counts = reader.page.locator("table td").all_inner_texts()
    assert sum(int(count.removesuffix("+")) for count in counts) == sum(one["n"] for one in squares)
    reader.looks(f"map-public-{language}")
    canvas = reader.page.locator(".maplibregl-canvas")
    assert canvas.get_attribute("aria-label") == ("地图" if language == "zh-hans" else "Map")


@pytest.mark.parametrize("width", [390, 1440])
def test_an_operator_sees_their_street_and_opens_a_case_from_the_list(
    busy: Any, looker: Any, width: int
) -> None:
    reader = looker(width=width)
    reader.known_as("wang.jing")
    reader.open("/desk/map/")
    drawn(reader)
    shown = reader.page.evaluate(SEEN, ["cases-many", "cases-one"])
    assert sum(one["n"] for one in shown) > 5
    reader.page.wait_for_selector(".map-list li")
    switch = reader.page.get_by_role("checkbox", name="在办事项")
    switch.focus()
    reader.page.keyboard.press("Space")
    until(
        reader,
        "!document.querySelector('[data-map]').anlanMap.queryRenderedFeatures({layers: ['cases-many']}).length",
    )
    reader.page.keyboard.press("Space")
    drawn(reader)
    until(
        reader,
        "document.querySelector('[data-map]').anlanMap.queryRenderedFeatures({layers: ['cases-many']}).length > 0",
    )
    # From afar they would hide the matters.
    assert reader.page.evaluate(SEEN, ["premises-many", "premises-one"]) == []
    reader.looks("map-desk")
    with reader.page.expect_navigation():
        reader.page.locator(".map-list a").first.click()
    assert "/desk/1" in reader.page.url


def test_a_click_on_a_circle_goes_closer(busy: Any, looker: Any) -> None:
    reader = looker()
    reader.known_as("wang.jing")
    reader.open("/desk/map/")
    drawn(reader)
    spot = reader.page.evaluate(
        """() => {
          const map = document.querySelector("[data-map]").anlanMap;
          const found = map.queryRenderedFeatures({ layers: ["cases-many"] });
          const one = found.sort((a, b) => b.properties.n - a.properties.n)[0];
          const at = map.project(one.geometry.coordinates);
          return { x: at.x, y: at.y, zoom: map.getZoom() };
        }"""
    )
    reader.page.locator(".maplibregl-canvas").click(position={"x": spot["x"], "y": spot["y"]})
    until(reader, f"document.querySelector('[data-map]').anlanMap.getZoom() > {spot['zoom'] + 1}")
    drawn(reader)
    assert reader.page.evaluate("document.querySelector('[data-map]').anlanMap.getZoom()") > spot["zoom"] + 1
    assert not reader.complaints


def test_moving_the_map_under_the_cross_sets_the_fields_also_by_keyboard(site: Any, looker: Any) -> None:
    reader = looker(width=390)
    picking_page(reader)
    drawn(reader)
    lon, lat = reader.page.locator("#id_lon"), reader.page.locator("#id_lat")
    assert (lon.input_value(), lat.input_value()) == ("", "")  # nobody has chosen anything yet
    assert reader.page.locator("#instead").is_hidden()
    reader.page.focus(".maplibregl-canvas")
    reader.page.keyboard.press("ArrowRight")
    until(reader, "document.getElementById('id_lon').value !== ''")
    first = float(lon.input_value())
    assert first > 121.373
    assert float(lat.input_value()) == pytest.approx(31.22, abs=1e-5)
    box = reader.page.locator(".maplibregl-canvas").bounding_box()
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    reader.page.mouse.move(x, y)
    reader.page.mouse.down()
    reader.page.mouse.move(x + 60, y + 40, steps=5)
    reader.page.mouse.up()
    until(reader, f"Number(document.getElementById('id_lon').value) < {first}")
    assert float(lat.input_value()) > 31.22
    until(reader, "document.querySelector('.map-said').textContent.includes('街道')")
    assert not reader.complaints


def test_where_i_am_sets_the_fields(site: Any, looker: Any) -> None:
    reader = looker(geolocation={"longitude": 121.3712, "latitude": 31.2187}, permissions=["geolocation"])
    picking_page(reader)
    drawn(reader)
    reader.page.click(".map-tools button[aria-label='我的位置']")
    until(reader, "document.getElementById('id_lon').value !== ''")
    assert float(reader.page.input_value("#id_lon")) == pytest.approx(121.3712, abs=1e-5)
    assert float(reader.page.input_value("#id_lat")) == pytest.approx(31.2187, abs=1e-5)


def test_fields_that_are_filled_already_move_the_map(site: Any, looker: Any) -> None:
    reader = looker()
    picking_page(reader)
    drawn(reader)
    reader.page.fill("#id_lat", "31.2178")
    reader.page.fill("#id_lon", "121.3701")
    reader.page.locator("#id_lon").blur()
    centre = reader.page.evaluate("document.querySelector('[data-map]').anlanMap.getCenter()")
    assert (centre["lng"], centre["lat"]) == (
        pytest.approx(121.3701, abs=1e-5),
        pytest.approx(31.2178, abs=1e-5),
    )


def test_without_webgl_what_stands_inside_stays(site: Any, looker: Any) -> None:
    reader = looker()
    reader.page.add_init_script("HTMLCanvasElement.prototype.getContext = () => null")
    picking_page(reader)
    reader.page.wait_for_selector("[data-map][data-state=without]")
    assert reader.page.locator("#instead").is_visible()
    assert not [url for url in reader.asked if "maplibre" in url]


def test_the_library_comes_after_the_page_and_only_where_a_map_is(site: Any, looker: Any) -> None:
    reader = looker()
    reader.open("/")
    reader.page.wait_for_timeout(500)
    assert not [url for url in reader.asked if "maplibre" in url]


def test_the_shifted_frame_has_the_numbers_of_the_server(site: Any, looker: Any) -> None:
    from anlan.places.public import from_wgs84, to_wgs84

    dice, reader = random.Random(11), looker()
    reader.open("/")
    points = [[dice.uniform(73, 137), dice.uniform(1, 55)] for _ in range(200)] + [[0.0, 0.0], [121.4, 31.2]]
    there, back = reader.page.evaluate(
        """async (points) => {
          const { gcj, wgs } = await import("/static/kit/map-gcj.js");
          return [points.map(([x, y]) => gcj(x, y)), points.map(([x, y]) => wgs(...gcj(x, y)))];
        }""",
        points,
    )
    for point, shifted, again in zip(points, there, back, strict=True):
        assert shifted == pytest.approx(from_wgs84(*point, "GCJ-02"), abs=1e-9)
        assert again == pytest.approx(point, abs=1e-9)
        assert again == pytest.approx(to_wgs84(*shifted, "GCJ-02"), abs=1e-9)

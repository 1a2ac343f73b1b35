"""The inbox with its map: a row shows its point, the list can be kept to the map, a phone has one of both at a time."""

import pytest
from tests.browser.test_desk import signed_in
from tests.browser.test_walks import until

from anlan.cases.models import Case
from anlan.kit import clock

NEAR, FAR = (121.371, 31.221), (121.391, 31.222)


@pytest.fixture
def placed(site) -> dict[str, int]:
    """Two cases with a point and one without, and where those lie in the district."""
    town = site.peopled.town
    found = {
        name: town.report(at=clock.now(), lon=lon, lat=lat, place=None).number
        for name, (lon, lat) in {"near": NEAR, "far": FAR}.items()
    }
    return {**found, "bare": town.report(at=clock.now()).number}


def ready(page) -> None:
    page.wait_for_selector("[data-map][data-beside=ready]", timeout=20_000)


def lit(page) -> str:
    return str(page.get_attribute("[data-map]", "data-lit"))


def test_a_row_shows_its_point_and_the_map_is_toggled_by_key(looker, site, placed) -> None:
    one = signed_in(looker, "zhou.hai")
    one.open("/desk/")
    page = one.page
    with page.expect_navigation():
        page.keyboard.press("m")
    assert "map=1" in page.url
    assert page.locator("tr[data-number]").count() == 3  # the list is there before the map
    ready(page)
    page.hover(f"tr[data-number='{placed['near']}']")
    until(page, f"document.querySelector('[data-map]').dataset.lit === '{placed['near']}'")
    page.mouse.move(0, 0)
    page.keyboard.press("j")
    page.keyboard.press("j")
    until(page, f"document.querySelector('[data-map]').dataset.lit === '{placed['far']}'")
    assert "1" in page.text_content("[data-said]")  # one has no point
    one.looks("beside")
    with page.expect_navigation():
        page.keyboard.press("m")
    assert "map=1" not in page.url


def test_the_list_follows_the_map_and_its_address_says_so(looker, site, placed) -> None:
    one = signed_in(looker, "zhou.hai", language="en")
    one.open("/desk/?map=1")
    page = one.page
    ready(page)
    page.evaluate(
        "([lon, lat]) => document.querySelector('[data-map]').anlanMap.jumpTo({center: [lon, lat], zoom: 17})",
        list(NEAR),
    )
    page.check("#only-here")
    until(page, "document.querySelectorAll('tr[data-number]').length === 1")
    assert "box=" in page.url
    assert page.get_attribute("tr[data-number]", "data-number") == str(placed["near"])
    page.check("tbody input[name=case]")
    assert page.is_visible("#many-action")  # what came anew works as before
    one.looks("beside-only")
    page.reload()
    ready(page)
    assert page.locator("tr[data-number]").count() == 1
    page.evaluate(
        "document.querySelector('[data-map]').anlanMap.jumpTo({center: [121.381, 31.2215], zoom: 18})"
    )
    until(page, "document.querySelectorAll('tr[data-number]').length === 0")
    one.looks("beside-nothing")
    page.uncheck("#only-here")
    until(page, "document.querySelectorAll('tr[data-number]').length === 3")
    assert "box=" not in page.url


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_a_phone_has_the_list_or_the_map(looker, site, placed, language: str) -> None:
    one = signed_in(looker, "zhou.hai", language=language, width=390)
    one.open("/desk/?map=1")
    page = one.page
    assert page.is_visible("#list")
    assert not page.is_visible("#beside-map")
    one.looks("beside-list")
    page.focus("#tab-list")
    page.keyboard.press("ArrowRight")
    assert page.is_visible("#beside-map")
    assert not page.is_visible("#list")
    ready(page)
    one.looks("beside-map")


def test_without_a_map_there_is_the_list(looker, site, placed) -> None:
    one = signed_in(looker, "zhou.hai", java_script_enabled=False)
    one.open("/desk/?map=1")
    assert one.page.locator("tr[data-number]").count() == 3
    assert Case.objects.count() == 3

"""Residents on small phones: large letters at 320 px, a camera that gives one picture at a time, no script."""

from tests.browser.test_pages import reported
from tests.browser.test_walks import WORDS, picture, until

CHOSEN = "[...document.getElementById('id_photos').files].map(file => file.name).join()"
BROKEN_WORDS = """[...document.querySelectorAll('.stages li')]
  .filter(one => one.scrollWidth > one.clientWidth || one.getClientRects().length > 1).length"""


def named(name: str) -> dict[str, object]:
    """A photograph under a name of its own."""
    return {**picture(), "name": name}


def test_large_letters_fit_the_smallest_phone(reader, site) -> None:
    values = reported(site)
    resident = reader(width=320, language="en")
    resident.open("/")
    resident.press("button[name=size]")
    for path in ("/", "/map/", f"/receipt/{values['token']}/", f"/track/{values['token']}/"):
        resident.open(path)
        resident.looks(f"large{path.replace('/', '-')[:12]}")
    brand, tools = (resident.page.locator(part).bounding_box() for part in (".brand", ".tools"))
    assert tools["y"] < brand["y"] + brand["height"]  # they share a row


def test_the_stages_of_a_report_are_whole_words_on_the_smallest_phone(reader, site) -> None:
    values = reported(site)
    resident = reader(width=320, language="en")
    resident.open(f"/track/{values['token']}/")
    assert resident.page.evaluate(BROKEN_WORDS) == 0
    resident.looks("story-smallest")


def test_photographs_add_up_and_each_can_be_taken_out(reader) -> None:
    resident = reader(width=390)
    page = resident.page
    resident.open("/report/")
    page.set_input_files("#id_photos", [named("one.jpg")])
    page.wait_for_selector("[data-previews] img")
    page.set_input_files("#id_photos", [named("two.jpg")])
    until(page, "document.querySelectorAll('[data-previews] img').length === 2")
    assert page.evaluate(CHOSEN) == "one.jpg,two.jpg"
    resident.looks("photographs")
    page.focus("[data-previews] li:first-child button")
    page.keyboard.press("Enter")
    assert page.evaluate(CHOSEN) == "two.jpg"
    assert page.evaluate("document.activeElement.getAttribute('aria-label')") == "移除 two.jpg"
    page.set_input_files("#id_photos", [named(f"{number}.jpg") for number in range(6)])
    until(page, "document.querySelectorAll('[data-previews] img').length === 6")
    assert "最多 6 张照片" in page.text_content("[data-photos-said]")
    page.fill("#id_words", WORDS)
    page.select_option("#id_place", index=1)
    resident.press("main form > button")
    assert page.locator(".previews img").count() == 6


def test_without_javascript_no_map_is_promised_and_the_numbers_are_at_hand(reader) -> None:
    resident = reader(width=320, language="en", java_script_enabled=False)
    page = resident.page
    resident.open("/report/")
    page.click("main details summary")
    assert page.is_visible("#id_lon")
    assert not page.is_visible(".map-frame")
    assert "Give a point in degrees" in page.inner_text("[data-point-map] > summary")

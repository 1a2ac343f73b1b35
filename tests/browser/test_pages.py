"""Every page, in both languages, on a phone and on a desk: no axe finding, nothing sticks out, no other window."""

import pytest
from playwright.sync_api import Error
from tests.browser.addresses import examples
from tests.browser.test_walks import WORDS

TWO_WAYS = pytest.mark.parametrize(("language", "width"), [("zh-hans", 1440), ("en", 390)])
PUBLIC = ("/", "/report/", "/ask/?q=路灯", "/track/", "/community/", "/design/", "/design/?as=print")
NOT_FOR_OPERATORS, POST_ONLY = {403, 404}, 405
MEASURE = """selector => [...document.querySelectorAll(selector)]
  .filter(one => one.checkVisibility() && !one.closest('.sr'))
  .map(one => {
    const style = getComputedStyle(one), size = parseFloat(style.fontSize);
    return [one.outerHTML.slice(0, 90), size, parseFloat(style.lineHeight) / size, one.getBoundingClientRect().height];
  })"""
TARGETS = (
    "main button, main .button, main select, .nav a, .tools button, main summary, "
    "main input:not([type=hidden], [type=radio], [type=checkbox], [type=file])"
)


def reported(site, **given) -> dict[str, object]:
    """A report in the town, and values for the addresses that name one."""
    from anlan.cases.public import Case
    from anlan.kit import clock

    town = site.peopled.town
    receipt = town.report(**{"at": clock.now(), **given})
    case = Case.objects.get(pk=receipt.case)
    return {
        "token": receipt.token,
        "number": case.number,
        "receipt": case.receipt,
        "code": town.district.communities[0],
    }


def answered(reader, path: str):
    """Open a page and give its answer; what a browser cannot show (no body, a file) is asked for without a page."""
    try:
        return reader.page.goto(reader.address + path)
    except Error:
        return reader.context.request.get(reader.address + path)


@TWO_WAYS
def test_every_page_can_be_used_by_everybody(reader, site, language: str, width: int) -> None:
    values = reported(site)
    people = {
        "resident": reader(language=language, width=width),
        "operator": reader(language=language, width=width),
    }
    people["operator"].known_as("wang.jing")
    seen = 0
    for path, who in examples(values):
        answer = answered(people[who], path)
        if answer.status == POST_ONLY or (answer.status in NOT_FOR_OPERATORS and who == "operator"):
            continue
        assert answer.status < 400, f"{path}: {answer.status}"
        if "text/html" in answer.headers.get("content-type", ""):
            people[who].looks(f"every{path.replace('/', '-')}"[:60])
            seen += 1
    assert seen >= 15


def test_public_pages_hold_on_the_smallest_phone(reader, site) -> None:
    small = reader(width=320, reduced_motion="reduce")  # no colour is caught on its way from light to dark
    code = site.peopled.town.district.communities[0]
    for path in (*PUBLIC, f"/community/{code}/", f"/community/{code // 10**6 * 10**6}/", "/nowhere/"):
        small.open(path)
        for scheme in ("light", "dark"):
            small.page.emulate_media(color_scheme=scheme)
            small.looks(f"{scheme}-320{path.replace('/', '-')}"[:50])


def test_large_text_holds_on_every_public_page(reader, site) -> None:
    """适老化: 18 pt and more, lines 1.3 apart and more, targets of 60 px and more."""
    elder = reader(width=390)
    elder.context.add_cookies([{"name": "anlan_reading", "value": "large", "url": site.url}])
    code = site.peopled.town.district.communities[0]
    for path in (*PUBLIC[:5], f"/community/{code}/"):
        elder.open(path)
        elder.looks(f"elder{path.replace('/', '-')}"[:40])
        for name, size, leading, _height in elder.page.evaluate(
            MEASURE, "main p, main li, main label, main dd, main td"
        ):
            assert size >= 24, (path, name, size)
            assert leading >= 1.3, (path, name, leading)
        for name, _size, _leading, height in elder.page.evaluate(MEASURE, TARGETS):
            assert height >= 60, (path, name, height)


def test_no_page_opens_another_window(reader, site) -> None:
    """In-app browsers have no second window: a link that asks for one does nothing there."""
    resident = reader(width=390)
    for path in PUBLIC:
        resident.open(path)
        assert resident.page.locator("[target]").count() == 0, path


WECHAT = (
    "Mozilla/5.0 (Linux; Android 14; V2309A) AppleWebKit/537.36 (KHTML, like Gecko) Version/4.0 Chrome/116.0.0.0 "
    "Mobile Safari/537.36 XWEB/1160065 MMWEBSDK/20231202 MicroMessenger/8.0.47.2560(0x28002F3B) Process/tools "
    "WeChat/arm64 Weixin NetType/4G Language/zh_CN ABI/arm64"
)


def test_the_whole_way_works_inside_wechat(reader) -> None:
    """No second window, no service worker, no clipboard, no place: what an in-app browser withholds."""
    inside = reader(width=360, user_agent=WECHAT, service_workers="block", has_touch=True, is_mobile=True)
    inside.context.add_init_script(
        "window.open = () => { throw new Error('no second window here'); };"
        "Object.defineProperty(navigator, 'clipboard', {value: undefined});"
        "Object.defineProperty(navigator, 'geolocation', {value: undefined});"
    )
    page = inside.page
    inside.open("/report/")
    assert page.get_attribute("#id_photos", "accept") == "image/*"
    page.fill("#id_words", WORDS)
    page.wait_for_selector(".chip")
    page.click(".chip")
    assert page.input_value("#id_category") == "hotline:lighting"
    page.select_option("#id_place", index=1)
    inside.press("main form > button")
    inside.looks("wechat-check")
    inside.press("button[value=send]")
    inside.looks("wechat-receipt")
    inside.press("main a.button")
    assert "/track/" in page.url


def test_a_suggestion_is_announced_and_taken_with_the_keyboard(reader) -> None:
    resident = reader(width=390, language="en")
    page = resident.page
    resident.open("/report/")
    page.focus("#id_words")
    page.keyboard.insert_text("The street light at the corner is out")
    page.wait_for_selector(".suggest .chip")
    assert page.get_attribute(".suggest", "role") == "status"
    resident.looks("report-suggested")
    for _ in range(12):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.className") == "chip":
            break
    page.keyboard.press("Enter")
    assert page.input_value("#id_category") == "hotline:lighting"
    assert "Chosen" in page.text_content(".suggest")


def test_a_neighbour_says_me_too_with_the_keyboard(reader, site) -> None:
    from anlan.cases.public import Case, joined

    town = site.peopled.town
    lon, lat = town.district.points[town.grid]
    reported(site, words=WORDS, category="lighting", lon=lon, lat=lat, place=None)
    resident = reader(width=390)
    page = resident.page
    resident.open("/report/")
    page.fill("#id_words", WORDS)
    page.click("main details summary")
    page.click(".degrees > summary")
    page.fill("#id_lon", str(lon))
    page.fill("#id_lat", str(lat))
    resident.press("main form > button")
    resident.looks("check-alike")
    page.focus("form[action='/report/join/'] button")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    resident.looks("joined")
    assert joined(Case.objects.latest("number").pk) == 1


def test_long_words_and_hostile_ones_push_nothing_off_the_page(reader) -> None:
    resident = reader(width=320)
    page = resident.page
    resident.open("/report/")
    page.fill("#id_words", "<img src=x onerror=alert(1)>" + "安" * 1500 + "x" * 2000)
    page.fill("#id_address", "y" * 200)
    page.select_option("#id_place", index=1)
    resident.press("main form > button")
    resident.looks("check-long")
    resident.press("button[value=send]")
    resident.looks("receipt-long")
    resident.press("main a.button")
    resident.looks("story-long")

"""The main job, with eyes and fingers: a matter goes from a resident's phone to closed and rated."""

import io

import pytest
from PIL import Image, ImageDraw
from tests.browser.town import PASSWORD

WORDS = "门口的路灯从上周三开始就不亮了，晚上看不清台阶。"
TWO_WAYS = pytest.mark.parametrize(("language", "width"), [("zh-hans", 1440), ("en", 390)])


def picture() -> dict[str, object]:
    """A photograph of a lamp, more or less."""
    drawn = Image.new("RGB", (480, 320), "#8fb3b0")
    ImageDraw.Draw(drawn).rectangle((200, 60, 280, 280), fill="#334")
    held = io.BytesIO()
    drawn.save(held, "JPEG")
    return {"name": "lamp.jpg", "mimeType": "image/jpeg", "buffer": held.getvalue()}


def until(page, said: str) -> None:
    """Wait for a condition; playwright's own way evaluates inside the page, which its policy refuses."""
    for _ in range(200):
        if page.evaluate(said):
            return
        page.wait_for_timeout(40)
    raise AssertionError(said)


def point(page) -> None:
    """Set a point: on the map where it can be drawn (with the keyboard), else on the outline (with a finger)."""
    page.wait_for_selector("[data-map][data-state]", timeout=20_000)
    if page.get_attribute("[data-map]", "data-state") == "ready":
        page.focus(".maplibregl-canvas")
        page.keyboard.press("ArrowLeft")
        until(page, "document.getElementById('id_lon').value !== ''")
        return
    until(page, "document.querySelector('.picker img').naturalWidth > 0")
    frame = page.locator(".picker").bounding_box()
    page.click(".picker", position={"x": frame["width"] * 0.12, "y": frame["height"] * 0.5})


def reported(resident) -> str:
    """Fill in, check and send a report with a photograph and a point on the map; returns its code."""
    page = resident.page
    resident.open("/report/")
    resident.looks("report")
    page.set_input_files("#id_photos", [picture()])
    page.wait_for_selector("[data-previews] img")
    page.fill("#id_words", WORDS)
    page.select_option("#id_category", "hotline:lighting")
    page.click("main details summary")
    point(page)
    assert page.input_value("#id_lon").startswith("121.3")
    resident.looks("report-filled")
    page.fill("#id_name", "王小明")
    page.fill("#id_phone", "13800001234")
    resident.press("main form > button")
    resident.looks("check")
    resident.press("button[value=send]")
    resident.looks("receipt")
    code = page.text_content("#token")
    assert code in page.url
    return code


def handled(handler, case: str) -> None:
    """Accept what was dispatched, go through its steps and finish it."""
    handler.page.goto(case)
    handler.looks("case-offered")
    handler.do("accept")
    handler.do("act", answer_reached="yes", words="已电话联系")
    handler.looks("case-working")
    handler.page.goto(case)
    handler.page.locator("details.verb input[value=reply]").locator("xpath=../..").locator("summary").click()
    with handler.page.expect_navigation():
        handler.page.locator("form:has(input[value=reply]) button").click()
    handler.do("finish", words="更换灯具，已恢复照明")
    handler.looks("case-handled")


@TWO_WAYS
def test_a_report_goes_from_a_phone_to_closed_and_rated(reader, site, language: str, width: int) -> None:
    resident = reader(language=language, width=width)
    resident.open("/")
    resident.looks("home")
    code = reported(resident)
    resident.press("a.hash")
    resident.looks("verify")
    resident.open(f"/track/{code}/")
    resident.looks("story")

    operator = reader(language=language, width=width)
    operator.sign_in("wang.jing", PASSWORD)
    operator.looks("inbox")
    operator.press("tbody a")
    case = operator.page.url
    operator.looks("case")
    operator.do("dispatch")

    handler = reader(language=language, width=width)
    handler.sign_in("li.qiang", PASSWORD)
    handled(handler, case)

    checker = reader(language=language, width=width)
    checker.sign_in("chen.yu", PASSWORD)
    checker.page.goto(case)
    checker.do("verify", answer_reached="yes", answer_satisfied="very")

    operator.page.goto(case)
    operator.do("close", outcome="solved", words="路灯已于今日修好，如再有问题请随时反映。")
    operator.looks("case-closed")

    resident.open(f"/track/{code}/")
    resident.looks("story-closed")
    resident.page.check("[name=score][value='5']")
    resident.press("form:has([name=score]) button")
    resident.looks("story-rated")
    assert "5 / 5" in resident.page.text_content("main") or "5 of 5" in resident.page.text_content("main")


def test_a_report_can_be_sent_with_the_keyboard_alone(reader) -> None:
    resident = reader(width=390)
    keys, page = resident.page.keyboard, resident.page
    resident.open("/report/")
    keys.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    keys.press("Enter")
    for _ in range(40):
        name = page.evaluate("document.activeElement.name || ''")
        if name == "words":
            keys.insert_text(WORDS)
        elif name == "place":
            keys.press("ArrowDown")
        elif page.evaluate("document.activeElement.matches('main form > button')"):
            break
        keys.press("Tab")
    with page.expect_navigation():
        keys.press("Enter")
    for _ in range(20):
        if page.evaluate("document.activeElement.value") == "send":
            break
        keys.press("Tab")
    with page.expect_navigation():
        keys.press("Enter")
    assert "/receipt/" in page.url


def test_errors_take_the_focus_and_lead_to_their_fields(reader) -> None:
    resident = reader(width=390)
    resident.open("/report/")
    resident.press("main form > button")
    page = resident.page
    assert page.evaluate("document.activeElement.hasAttribute('data-summary')")
    page.click(".summary a")
    assert page.evaluate("document.activeElement.id") == "id_words"
    resident.looks("report-errors")


def test_large_text_is_large_and_its_targets_can_be_hit(reader) -> None:
    resident = reader(width=390)
    resident.open("/report/")
    resident.press("button[name=size]")
    resident.looks("report-elder")
    size = "element => parseFloat(getComputedStyle(element).fontSize)"
    sizes = resident.page.locator("main p, main label, main button, .nav a").evaluate_all(
        f"all => all.map({size})"
    )
    assert min(sizes) >= 24
    boxes = resident.page.locator(
        "main button:visible, main input:visible, main select:visible, .nav a, .tools button"
    )
    heights = boxes.evaluate_all("all => all.map(element => element.getBoundingClientRect().height)")
    assert min(heights) >= 60
    resident.open("/")
    resident.looks("home-elder")


def test_nothing_breaks_on_the_smallest_phone_or_in_the_dark(reader, site) -> None:
    small = reader(width=320, color_scheme="dark")
    for path in ("/", "/report/", "/track/", "/community/", "/accounts/login/", "/nowhere/"):
        small.open(path)
        small.looks(f"dark{path.replace('/', '-')}")
    small.sign_in("wang.jing", PASSWORD)
    small.looks("dark-inbox")


def test_it_works_without_javascript(reader) -> None:
    resident = reader(width=390, java_script_enabled=False)
    page = resident.page
    resident.open("/report/")
    page.fill("#id_words", WORDS)
    page.select_option("#id_place", index=1)
    page.click("main form > button")
    page.click("button[value=send]")
    assert "/receipt/" in page.url

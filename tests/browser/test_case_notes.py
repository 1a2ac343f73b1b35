"""A name in a note by keyboard, a name that fits nobody, and a note taken back; looked at in both languages."""

from tests.browser.test_desk import signed_in
from tests.browser.test_walks import TWO_WAYS

from anlan.kit import clock


@TWO_WAYS
def test_a_note_names_a_colleague_and_is_taken_back(reader, site, language: str, width: int) -> None:
    case = site.peopled.town.report(at=clock.now(), category="lighting")
    operator = signed_in(reader, language=language, width=width)
    operator.open(f"/desk/{case.number}/")
    page = operator.page
    page.click("#do-add_note > summary")
    page.focus("#add_note_words")
    page.keyboard.type("@周")
    page.wait_for_selector("#colleagues li[aria-selected=true]")
    operator.looks("case-names")
    page.keyboard.press("Enter")
    page.keyboard.type("明天到场")
    assert page.input_value("#add_note_words") == "@周海 明天到场"
    with page.expect_navigation():
        page.keyboard.press("Control+Enter")
    assert page.text_content(".timeline .mention") == "@周海"
    operator.looks("case-note")
    page.click("#do-add_note > summary")
    page.fill("#add_note_words", "@赵敏 看一下")
    with page.expect_navigation():
        page.click("#do-add_note form > button")
    assert "@赵敏" in page.text_content(".summary")
    operator.open(f"/desk/{case.number}/")
    with page.expect_navigation():
        page.click(".timeline button.link")
    assert page.query_selector(".timeline .mention") is None
    operator.looks("case-note-withdrawn")

"""Many at once, by keyboard and by hand, and what is said when somebody was quicker."""

import re

import pytest
from tests.browser.test_desk import signed_in
from tests.browser.test_walks import TWO_WAYS, until
from tests.browser.town import PASSWORD

from anlan.cases.models import Case
from anlan.cases.public import add_note, triage
from anlan.kit import clock


def waiting(site, count: int) -> list[int]:
    return [site.peopled.town.report(at=clock.now(), category="").number for _ in range(count)]


def sent(page, selector: str) -> None:
    with page.expect_navigation():
        page.click(selector)


@TWO_WAYS
def test_cases_are_ticked_by_keyboard_looked_at_moved_and_put_back(
    reader, site, language: str, width: int
) -> None:
    numbers = waiting(site, 4)
    operator = signed_in(reader, language=language, width=width)
    operator.open("/desk/")
    page = operator.page
    assert not page.is_visible("#many-action")
    for key in ("j", "x", "j", "j", "Shift+X"):
        page.keyboard.press(key)
    assert page.locator("tbody input[name=case]:checked").count() == 3
    assert "3" in page.text_content(".many-count")
    operator.looks("inbox-ticked")
    page.keyboard.press("a")
    assert page.evaluate("document.activeElement.id") == "many-action"
    page.select_option("#many-action", "add_note")
    sent(page, "#many .button:not(.second)")
    operator.looks("batch-before")
    page.fill("#many_words", "请核实门牌号")
    sent(page, "form[action$='/begin/'] button")
    operator.looks("batch-through")
    assert Case.objects.filter(number__in=numbers, version=2).count() == 3
    sent(page, "form[action$='/undo/'] button")
    operator.looks("batch-undone")
    operator.open("/desk/batches/")
    assert page.locator(".card tbody tr").count() == 2
    operator.looks("batches")


def test_shift_and_a_click_the_whole_page_and_all_that_match(reader, site) -> None:
    waiting(site, 27)
    operator = signed_in(reader)
    operator.open("/desk/")
    page = operator.page
    boxes = page.locator("tbody input[name=case]")
    boxes.nth(2).click()
    boxes.nth(6).click(modifiers=["Shift"])
    assert page.locator("tbody input[name=case]:checked").count() == 5
    page.check("#tick-all")
    until(page, "document.querySelector('[data-all] span').textContent.includes('27')")
    operator.looks("inbox-all-ticked")
    page.check("input[name=all]")
    page.select_option("#many-action", "triage")
    sent(page, "#many .button:not(.second)")
    assert "27" in page.text_content("#dry-title ~ p")
    page.go_back()
    page.click("[data-untick]")
    assert page.locator("tbody input[name=case]:checked").count() == 0
    assert not page.is_visible("#many-action")


def test_a_run_under_way_is_followed_stopped_and_gone_on_with(reader, site) -> None:
    waiting(site, 30)
    operator = signed_in(reader, language="en")
    operator.open("/desk/?state=reported")
    page = operator.page
    page.check("#tick-all")
    page.check("input[name=all]")
    page.select_option("#many-action", "add_note")
    sent(page, "#many .button:not(.second)")
    page.fill("#many_words", "Check the address")
    sent(page, "form[action$='/begin/'] button")
    operator.looks("batch-under-way")
    page.focus("form[action$='/stop/'] button")
    page.evaluate("document.getElementById('batch').dataset.before = ''")
    until(page, "!('before' in document.getElementById('batch').dataset)")  # it has looked again by itself
    assert page.evaluate("document.activeElement.form.action").endswith("/stop/")
    sent(page, "form[action$='/stop/'] button")
    operator.looks("batch-stopped")
    sent(page, "form[action$='/go-on/'] button")
    assert page.get_attribute("progress", "value") == "30"


@TWO_WAYS
def test_somebody_was_quicker(reader, site, language: str, width: int) -> None:
    town = site.peopled.town
    number = waiting(site, 1)[0]
    case = Case.objects.get(number=number)
    operator = signed_in(reader, language=language, width=width)
    operator.open(f"/desk/{number}/")
    colleague = town.actor("operator")
    triage(by=colleague, at=clock.now(), case=case.pk, category="noise", words="电话里说是噪声")
    add_note(by=colleague, at=clock.now(), case=case.pk, words="已回电")
    operator.do("triage", category="lighting", words="路灯不亮，门牌 12 号")
    page = operator.page
    assert "电话里说是噪声" in page.text_content("main")
    assert "路灯不亮，门牌 12 号" in page.text_content(".yours.words:last-of-type, .was-now")
    operator.looks("conflict")
    sent(page, "form[action$='/do/triage/'] button")
    assert page.url.endswith(f"/desk/{number}/")
    case.refresh_from_db()
    assert case.category == "lighting"


def test_a_form_that_is_no_longer_possible_keeps_the_words(reader, site) -> None:
    number = waiting(site, 1)[0]
    case = Case.objects.get(number=number)
    operator = signed_in(reader, language="en", width=390)
    operator.open(f"/desk/{number}/")
    triage(by=site.peopled.town.actor("operator"), at=clock.now(), case=case.pk, category="noise")
    Case.objects.filter(pk=case.pk).update(state="handled")
    operator.do("triage", category="lighting", words="The lamp at number 12")
    assert operator.page.input_value("textarea[name=words]") == "The lamp at number 12"
    operator.looks("conflict-gone")
    sent(operator.page, "form[action*='/drop/'] button")
    assert operator.page.url.endswith(f"/desk/{number}/")


def test_a_session_that_ends_while_somebody_types_brings_the_words_back(reader, site) -> None:
    number = waiting(site, 1)[0]
    operator = signed_in(reader)
    operator.open(f"/desk/{number}/")
    page = operator.page
    operator.context.clear_cookies(name="sessionid")
    form = page.locator("details.verb:has(form[action$='/do/triage/'])")
    form.locator("[name=words]").fill("会话结束时写下的话")
    page.wait_for_selector(".draft")
    assert "只保存在本窗口" in page.text_content(".draft")
    with page.expect_navigation():
        form.locator("form button.wide").click()
    assert "/accounts/login/" in page.url
    page.fill("#id_login", "wang.jing")
    page.fill("#id_password", PASSWORD)
    sent(page, "main form button")
    assert re.search(r"/desk/\d+/typed/$", page.url)
    assert page.input_value("#triage_words") == "会话结束时写下的话"
    operator.looks("typed-back")


@pytest.mark.parametrize("asked", ["?q=%25_%25_%25", "?before=1", "?q=%E6%81%90%E9%BE%99%E5%8C%96%E7%9F%B3"])
def test_what_an_empty_list_says(reader, site, asked: str) -> None:
    waiting(site, 1)
    operator = signed_in(reader, language="en", width=390)
    operator.open(f"/desk/{asked}")
    operator.looks("inbox-empty-" + re.sub(r"\W", "", asked)[:6])

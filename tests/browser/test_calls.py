"""A telephone call by keyboard alone, from the empty screen to the receipt, in both languages and widths."""

import time

import pytest
from tests.browser.test_desk import signed_in, streaming

from anlan.cases.models import Case
from anlan.kit import clock
from anlan.ledger.models import FactRow
from anlan.ledger.public import assign_positions

BOTH = pytest.mark.parametrize("language", ["zh-hans", "en"])
WIDTHS = pytest.mark.parametrize("width", [390, 1440])


def a_community(page) -> str:
    """The first community's own name, as somebody would type it."""
    return page.eval_on_selector("#places option", "one => one.value").split(" · ")[-1]


@BOTH
@WIDTHS
def test_a_call_is_taken_by_keyboard_alone_in_under_a_minute(reader, site, language: str, width: int) -> None:
    operator = signed_in(reader, language=language, width=width)
    operator.open("/desk/calls/")
    page, keys = operator.page, operator.page.keyboard
    operator.looks(f"calls-empty-{language}")
    began = time.monotonic()
    keys.type("13812341234")
    keys.press("Enter")
    keys.press("Alt+KeyW")
    keys.type("小区门口消防通道被面包车堵住了")
    page.wait_for_selector("#call-kinds .chip")
    keys.press("Alt+Digit1")
    assert page.input_value("#id_category") != ""
    keys.press("Alt+KeyP")
    keys.type(a_community(page))
    operator.looks(f"calls-written-{language}")
    keys.press("Control+Enter")
    page.wait_for_selector("[data-receipt]")
    assert time.monotonic() - began < 60
    case = Case.objects.get(channel="phone")
    assert page.inner_text("[data-receipt]") == str(case.number)
    assert page.evaluate("document.activeElement.id") == "id_number"
    operator.looks(f"calls-taken-{language}")


def test_it_is_answered_from_an_article_by_keyboard(reader, site) -> None:
    operator = signed_in(reader)
    operator.open("/desk/calls/")
    page, keys = operator.page, operator.page.keyboard
    keys.press("Alt+KeyW")
    keys.type("楼上周末装修电钻太吵，几点以前不许施工")
    page.wait_for_selector("#call-help [data-key=K]")
    keys.press("Alt+KeyP")
    keys.type(a_community(page))
    keys.press("Alt+KeyK")
    assert "装修" in page.input_value("#id_answer")
    assert page.input_value("#id_outcome") == "explained"
    operator.looks("calls-answered")
    keys.press("Alt+Enter")
    page.wait_for_selector("[data-receipt]")
    case = Case.objects.get(channel="phone")
    assert case.state == "closed"
    assert FactRow.objects.filter(kind="cases.use_article", subject=case.pk).count() == 1


def test_a_number_handed_over_behind_the_hash_is_taken_and_leaves_the_address(reader, site) -> None:
    operator = signed_in(reader)
    asked = []
    operator.page.on(
        "request", lambda request: asked.append((request.url, request.headers.get("referer", "")))
    )
    operator.open("/desk/calls/#number=13812341234")
    assert operator.page.input_value("#id_number") == "13812341234"
    assert "13812341234" not in operator.page.url
    assert operator.page.evaluate("document.activeElement.id") == "id_words"
    operator.page.wait_for_selector("#call-draft:not(:empty)")
    assert not [one for one in asked if "13812341234" in "".join(one)]


def test_a_draft_is_there_again_after_a_crash(reader, site) -> None:
    operator = signed_in(reader)
    operator.open("/desk/calls/")
    operator.page.fill("#id_number", "13812341234")
    operator.page.fill("#id_words", "话说到一半")
    operator.page.wait_for_selector("#call-draft:not(:empty)")
    operator.page.goto("about:blank")
    operator.open("/desk/calls/")
    operator.looks("calls-unsent")
    operator.press("main .note a")
    assert operator.page.input_value("#id_words") == "话说到一半"
    assert operator.page.input_value("#id_number") == "13812341234"


def test_earlier_matters_show_after_the_yes_and_not_before(reader, site) -> None:
    from tests.fixtures.town import Town

    from anlan.cases.tests.calls.calling import call

    town: Town = site.peopled.town
    town.at = clock.now()
    case = call(town)
    operator = signed_in(reader)
    operator.open("/desk/calls/")
    page, keys = operator.page, operator.page.keyboard
    keys.type("138 1234 1234")
    page.click("button[value=earlier]")
    page.wait_for_selector("#call-earlier [role=alert]")
    keys.press("Alt+KeyY")
    keys.press("Tab")
    keys.press("Enter")
    page.wait_for_selector(f"#call-earlier a[href='/desk/{case.number}/']")
    operator.looks("calls-earlier")


@BOTH
@WIDTHS
def test_a_survey_is_asked_in_its_words_and_the_queue_shows_it(
    reader, site, language: str, width: int
) -> None:
    from anlan.cases.tests.calls.calling import answered, promised

    town = site.peopled.town
    town.at = clock.now()
    answered(town)
    promised(town, words="路灯不亮")
    town.settle()
    operator = signed_in(reader, language=language, width=width)
    operator.open("/desk/callbacks/")
    operator.looks(f"callbacks-{language}")
    operator.open("/desk/callbacks/?kind=survey")
    operator.press("tbody a")
    operator.press("button[value=take]")
    operator.looks(f"callback-survey-{language}")
    for group in operator.page.query_selector_all("fieldset"):
        group.query_selector("input").check()
    operator.press("button[value=survey]")
    assert "1 / 1" in operator.page.inner_text("aside")
    operator.looks(f"callbacks-after-{language}")
    operator.open("/desk/calls/knowledge/")
    operator.looks(f"knowledge-{language}")


def test_the_screen_works_without_javascript(reader, site) -> None:
    operator = signed_in(reader, java_script_enabled=False)
    operator.open("/desk/calls/")
    page = operator.page
    page.fill("#id_words", "小区门口消防通道被面包车堵住了")
    page.fill("#id_place", page.get_attribute("#places option", "value") or "")
    operator.press("button[value=look]")
    operator.press("#call-kinds button")
    operator.press("button[value=save]")
    assert page.inner_text("[data-receipt]") == str(Case.objects.get(channel="phone").number)


def test_the_list_follows_what_a_colleague_does(reader, site, settings) -> None:
    from tests.browser.town import account

    from anlan.access.public import actor_for
    from anlan.cases.calls.verbs.take_callback import take_callback
    from anlan.cases.tests.calls.calling import promised

    town = site.peopled.town
    town.at = clock.now()
    row = promised(town)
    town.settle()
    colleague = account(town, "qian.wei", "钱伟", "operator", town.at, place=town.district.streets[0])
    operator = signed_in(reader)
    with streaming(site, settings):
        operator.open("/desk/callbacks/")
        operator.page.wait_for_selector("#callback-news[data-state=open]", state="attached")
        take_callback(by=actor_for(colleague, at=clock.now()), at=clock.now(), callback=row.id)
        assign_positions()
        operator.page.wait_for_selector("#callback-list td:has-text('钱伟')", timeout=15000)
        operator.page.goto("about:blank")

"""Twenty matters (six on a telephone) from the inbox to their units, by keyboard alone: what it takes in keys, and that
the focus is seen.

    pytest tests/browser/test_keyboard_walk.py -s

prints seconds of the machine's own time a case and the keys; no time is asserted, keys are.
"""

import sys
import time
from typing import Any

import pytest
from tests.browser.test_desk import signed_in

from anlan.cases.public import Case
from anlan.kit import clock

MOST_KEYS = 5  # j ↵ a Ctrl+↵ u; a chord counts once
# What a mouse would leave behind; a click that the keyboard makes has no `detail`.
NO_MOUSE = """
const told = () => JSON.parse(sessionStorage.getItem("mouse") || "[]");
for (const kind of ["pointerdown", "mousedown", "touchstart", "wheel"])
  addEventListener(kind, () => sessionStorage.setItem("mouse", JSON.stringify([...told(), kind])), true);
addEventListener("click", (event) => {
  if (event.detail) sessionStorage.setItem("mouse", JSON.stringify([...told(), "click"]));
}, true);
"""
FOCUS = """() => {
  const one = document.activeElement;
  if (!one || one === document.body) return null;
  const box = one.getBoundingClientRect();
  const style = getComputedStyle(one);
  return {
    what: one.outerHTML.slice(0, 120),
    seen: box.width > 0 && box.bottom > 0 && box.top < innerHeight && box.right > 0 && box.left < innerWidth,
    marked: one.matches(":focus-visible") && (style.outlineStyle !== "none" || style.boxShadow !== "none"),
  };
}"""


class Hands:
    """Ten fingers: every key is counted, and after each the focus has to be seen where it is."""

    def __init__(self, page: Any) -> None:
        self.page, self.keys = page, 0

    def press(self, key: str) -> None:
        """One key, or one chord."""
        self.page.keyboard.press(key)
        self.keys += 1
        where = self.page.evaluate(FOCUS)
        assert where is None or (where["seen"] and where["marked"]), (key, where)

    def go(self, key: str) -> None:
        """A key that leads to another page."""
        with self.page.expect_navigation():
            self.page.keyboard.press(key)
        self.keys += 1


def reported(town: Any, count: int) -> list[int]:
    """Half not sorted yet, half sorted and routed, waiting to be dispatched."""
    numbers = []
    for number in range(count):
        category = "" if number % 2 else "lighting"
        words = f"{number}号楼门口的路灯不亮了，晚上看不清台阶"
        numbers.append(town.report(at=clock.now(), category=category, words=words).number)
    return numbers


@pytest.mark.parametrize(("language", "width", "count"), [("zh-hans", 1440, 20), ("en", 390, 6)])
def test_matters_are_sorted_and_dispatched_by_keyboard_alone(reader, site, language, width, count) -> None:
    town = site.peopled.town
    numbers = reported(town, count)
    operator = signed_in(reader, language=language, width=width)
    operator.context.add_init_script(NO_MOUSE)
    page, hands = operator.page, Hands(operator.page)
    spent, keys = [], []
    for state in ("routed", "reported"):
        operator.open(f"/desk/?state={state}")
        while page.locator("tbody [data-number] a[href]").count():
            began, before = time.monotonic(), hands.keys
            hands.press("j")
            hands.go("Enter")
            hands.press("a")
            hands.go("Control+Enter")
            page.wait_for_selector(".messages .good")
            if state == "reported":
                town.at = clock.now()
                town.settle()  # what the sequencer does meanwhile: a sorted matter is routed and dispatched
            hands.go("u")
            assert f"state={state}" in page.url
            spent.append(time.monotonic() - began)
            keys.append(hands.keys - before)
    found = Case.objects.filter(number__in=numbers).values_list("state", flat=True)
    assert set(found) == {"dispatched"}
    assert len(keys) == count
    assert max(keys) <= MOST_KEYS
    assert page.evaluate("sessionStorage.getItem('mouse')") is None
    middle = sorted(spent)[count // 2]
    sys.stdout.write(
        f"\n{language} {width} px: {count} cases, {sum(keys) / count:.1f} keys a case, "
        f"{middle:.2f} s of machine time a case (median; slowest {max(spent):.2f} s)\n"
    )


@pytest.mark.parametrize("width", [390, 1440])
def test_the_tab_key_walks_the_case_page_in_order_and_is_seen_at_every_step(reader, site, width: int) -> None:
    town = site.peopled.town
    case = town.report(at=clock.now(), category="lighting")
    operator = signed_in(reader, language="en", width=width)
    operator.open(f"/desk/{case.number}/")
    page = operator.page
    page.wait_for_selector(".similar, #similar-title + .muted")  # what comes later has come
    assert (
        page.evaluate(
            'document.querySelectorAll(\'[tabindex]:not([tabindex="-1"]):not([tabindex="0"])\').length'
        )
        == 0
    )
    order, places = [], []
    for _ in range(60):
        page.keyboard.press("Tab")
        where = page.evaluate(FOCUS)
        if where is None:
            break
        assert where["seen"], where
        assert where["marked"], where
        order.append(where["what"])
        places.append(page.evaluate("[...document.querySelectorAll('*')].indexOf(document.activeElement)"))
    assert places == sorted(places)
    assert "skip" in order[0]
    # The next step comes before everything else that can be done with the case.
    first = next(place for place, what in enumerate(order) if "<select" in what)
    assert "dispatch_lead" in order[first]
    assert not any("<textarea" in what for what in order[:first])

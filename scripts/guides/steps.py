"""What somebody does on a page before its picture is taken: one step, or several with `steps`."""

from collections.abc import Callable
from typing import Any

from guides.walk import Walk

Step = Callable[[Walk], None]


def steps(*several: Step) -> Step:
    """Several steps, one after another."""

    def each(walk: Walk) -> None:
        for one in several:
            one(walk)

    return each


def first(selector: str) -> Step:
    """Follow the first link that `selector` finds."""

    def follow(walk: Walk) -> None:
        with walk.page.expect_navigation(wait_until="load"):
            walk.page.locator(selector).first.click()
        walk.page.wait_for_timeout(800)

    return follow


def click(selector: str, wait: int = 300) -> Step:
    """Press what stays on the page; then give it `wait` milliseconds."""

    def press(walk: Walk) -> None:
        walk.page.locator(selector).first.click()
        walk.page.wait_for_timeout(wait)

    return press


def opened(selector: str) -> Step:
    """Open this fold, if it is closed."""

    def unfold(walk: Walk) -> None:
        walk.page.locator(selector).first.evaluate("one => { one.open = true; }")
        walk.page.wait_for_timeout(300)

    return unfold


def chosen(selector: str, **option: Any) -> Step:
    """Choose from a list: `value=`, `label=` or `index=`, as playwright takes them."""

    def choose(walk: Walk) -> None:
        walk.page.locator(selector).first.select_option(**option)
        walk.page.wait_for_timeout(300)

    return choose


def typed(selector: str, **words: str) -> Step:
    """Write here, in the language of the reader: `zh=`, `en=`."""

    def write(walk: Walk) -> None:
        walk.page.locator(selector).first.fill(words[walk.language])
        walk.page.wait_for_timeout(300)

    return write


def keys(*pressed: str) -> Step:
    """Press these keys, one after another."""

    def strike(walk: Walk) -> None:
        for key in pressed:
            walk.page.keyboard.press(key)
        walk.page.wait_for_timeout(300)

    return strike


def shown(selector: str) -> Step:
    """Wait until this is on the page."""

    def wait(walk: Walk) -> None:
        walk.page.locator(selector).first.wait_for(timeout=60_000)
        walk.page.wait_for_timeout(300)

    return wait


def having(selector: str) -> Step:
    """Open the cases of this list one after another until a page has this."""

    def look(walk: Walk) -> None:
        links = walk.page.locator("tbody a")
        for path in [links.nth(each).get_attribute("href") for each in range(links.count())]:
            walk.open(path)
            if walk.page.locator(selector).count():
                return
        raise LookupError(f"no case of this list has {selector}")

    return look

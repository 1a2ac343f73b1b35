"""Operators: the inbox, a case, many at once, calls. Log-ins of the demonstration: `anlan demo` prints them."""

from guides.shots import Shot
from guides.steps import chosen, click, first, having, keys, opened, shown, steps, typed
from guides.walk import DESK, Walk

UNSORTED = "弄堂口的路灯坏了两盏，晚上看不清台阶，老人走路要摸黑。"
STREET_OPERATOR = "operator01"
TOP = ("main .wrap",)
MAP = "[data-map][data-state=ready]:not([aria-busy])"
STORY, SIMILAR = ("section:has(> #story-title)",), ("section:has(> #similar-title)",)


def unsorted(walk: Walk) -> None:
    """A resident reports without a kind; the operator has the case open."""
    resident = Walk(walk.browser, walk.address, walk.language, DESK)
    page = resident.page
    resident.open("/report/")
    page.fill("#id_words", UNSORTED)
    page.locator("#id_place").select_option(index=1)
    resident.press("main form > button")
    resident.press("button[value=send]")
    resident.context.close()
    walk.open("/desk/?state=reported")
    first("tbody a")(walk)


def quicker(walk: Walk) -> None:
    """While one writes, a colleague of the street sorts the same case otherwise."""
    unsorted(walk)
    walk.page.locator("#triage_category").select_option(index=2)
    typed(
        "#triage_words", zh="物业说已经报修过一次。", en="The property company says it was reported before."
    )(walk)
    other = walk.colleague(STREET_OPERATOR)
    other.open(walk.page.url.removeprefix(walk.address))
    other.page.locator("#triage_category").select_option(index=4)
    typed("#triage_words", zh="现场看过，是路面塌陷。", en="Looked at it: the pavement has sunk.")(other)
    other.press("#do-triage form > button")
    other.context.close()
    walk.press("#do-triage form > button")


def similar(walk: Walk) -> None:
    """Two residents report the same."""
    unsorted(walk)
    unsorted(walk)
    shown("ul.similar")(walk)


def looked(walk: Walk) -> None:
    """The page before a run."""
    walk.page.check("#tick-all")
    walk.page.locator("#many-action").select_option("suspend")
    walk.press("#many .button:not(.second)")


def ticked(walk: Walk) -> None:
    """Five cases, and what is to be done with them."""
    for box in range(5):
        walk.page.locator("tbody input[name=case]").nth(box).check()
    walk.page.locator("#many-action").select_option("add_note")
    walk.page.wait_for_timeout(300)


def run(walk: Walk) -> None:
    """The page after one."""
    ticked(walk)
    walk.press("#many .button:not(.second)")
    typed("#many_words", zh="请在周五前补充现场照片。", en="Please add photographs of the place by Friday.")(
        walk
    )
    walk.press("form[action$='/begin/'] button")


def on_the_line(walk: Walk) -> None:
    """A call half way through, on a screen where none is left unsent."""
    page = walk.page
    while page.locator("main .note.wait a").count():
        walk.press("main .note.wait a")
        walk.press("button[value=discard]")
        walk.open("/desk/calls/")
    page.fill("#id_number", "13800001234")
    page.fill("#id_words", "楼上周末一早就用电钻装修，几点以前不许施工")
    page.wait_for_selector("#call-kinds .chip")
    page.keyboard.press("Alt+Digit1")
    page.fill("#id_place", page.eval_on_selector("#places option", "one => one.value"))
    page.wait_for_selector("#call-help [data-key=K]")
    page.wait_for_timeout(1500)


def taken(walk: Walk) -> None:
    """The call that is due first is this operator's."""
    first("tbody a")(walk)
    if walk.page.locator("button[value=take]").count():
        walk.press("button[value=take]")


SHOTS: tuple[Shot, ...] = (
    Shot("operator-inbox", "operator", "/desk/"),
    Shot(
        "operator-filters",
        "operator",
        "/desk/?state=handling&soon=24",
        steps(opened("details.keep"), typed("#view-name", zh="今天到期", en="Due today")),
        of=("nav:has(.tab)", "main .card"),
        tall=760,
    ),
    Shot("operator-map", "operator", "/desk/?map=1", shown(MAP), at="form.filters"),
    Shot("operator-case", "operator", "/desk/?state=handled", first("tbody a"), of=TOP, tall=880),
    Shot(
        "operator-clock",
        "operator",
        "/desk/?state=handled",
        steps(first("tbody a"), opened(".glance details")),
        of=(".glance",),
    ),
    Shot("operator-sort", "operator", "/desk/", similar, of=TOP, tall=700),
    Shot("operator-similar", "operator", "/desk/?state=reported", first("tbody a"), of=SIMILAR, tall=420),
    Shot(
        "operator-dispatch",
        "operator",
        "/desk/?state=dispatched",
        steps(having("#do-dispatch"), click("#do-dispatch > summary")),
        of=("#do-title", "#do-dispatch"),
    ),
    Shot("operator-close", "operator", "/desk/?state=verified", first("tbody a"), of=(".case .next",)),
    Shot("operator-story", "operator", "/desk/?state=handled", first("tbody a"), of=STORY, tall=640),
    Shot(
        "operator-mention",
        "operator",
        "/desk/?state=handling",
        steps(first("tbody a"), opened("#do-add_note"), typed("#add_note_words", zh="", en=""), keys("@")),
        of=("#story-title", "#colleagues"),
    ),
    Shot("operator-call", "operator", "/desk/calls/", on_the_line, of=TOP, tall=800),
    Shot("operator-callbacks", "operator", "/desk/callbacks/", of=TOP, tall=700),
    Shot("operator-look", "operator", "/desk/?late=1", looked, of=TOP, tall=900),
    Shot("operator-tick", "operator", "/desk/?state=handling", ticked, at="form.filters"),
    Shot("operator-undo", "operator", "/desk/?state=handling", run, of=TOP, tall=640),
    Shot("operator-conflict", "operator", "/desk/", quicker, of=TOP),
    Shot("operator-keys", "operator", "/desk/", keys("?"), of=("#keys",)),
    Shot(
        "operator-survey",
        "duty",
        "/desk/callbacks/?kind=survey",
        taken,
        of=("section:has(> #number-title)", "section:has(> #said-title)"),
    ),
    Shot(
        "operator-contact",
        "duty",
        "/desk/?state=handling",
        steps(having("#purpose"), chosen("#purpose", index=1)),
        of=("section:has(> #people-title)",),
    ),
)

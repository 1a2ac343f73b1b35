"""Supervisors: what needs them, and what they do about it. Log-ins of the demonstration: `anlan demo` prints them."""

from guides.shots import Shot
from guides.steps import first, opened, steps, typed
from guides.walk import Walk

DESK = "/desk/supervise/"
TOP = ("main .wrap",)
SOMEBODY = "王"  # a surname finds several: one is chosen from the list


def asked_why(walk: Walk) -> None:
    """Of a late case: may this colleague see it?"""
    steps(first("tbody a"), first("a[href$='/why/']"))(walk)
    walk.page.fill("#who", SOMEBODY)
    walk.press("form.search button")
    walk.press("button[name=account]")


def housing(walk: Walk) -> None:
    """The Housing Bureau is chosen, whatever it is called in this language."""
    named = {"zh": "房", "en": "Housing"}[walk.language]
    option = walk.page.locator("#id_unit option").filter(has_text=named).first
    walk.page.locator("#id_unit").select_option(value=option.get_attribute("value"))


SHOTS: tuple[Shot, ...] = (
    Shot("supervisor-desk", "supervisor", DESK),
    Shot("supervisor-late", "supervisor", DESK, of=("#numbers > section",), tall=560),
    Shot("supervisor-list", "supervisor", DESK, first(".exceptions a"), of=TOP, tall=640),
    Shot(
        "supervisor-streets",
        "supervisor",
        DESK + "?by=street",
        of=("#numbers > nav", ".card:has(> .table-box .loads)"),
    ),
    Shot(
        "supervisor-reroute",
        "supervisor",
        DESK,
        steps(
            first("a[href$='/reroute/']"),
            housing,
            typed(
                "#id_words",
                zh="现场核实在小区内部，由物业负责，改由房管部门主办。",
                en="It lies inside the compound and is the property company's: housing takes the lead.",
            ),
        ),
        of=TOP,
    ),
    Shot(
        "supervisor-watch",
        "supervisor",
        "/desk/?late=1",
        steps(
            first("tbody a"),
            opened("#do-supervise"),
            typed(
                "#do-supervise textarea",
                zh="请于周五前办结，每日报进展。",
                en="To be done by Friday; tell each day how far it is.",
            ),
        ),
        of=("section:has(#do-supervise)",),
    ),
    Shot(
        "supervisor-time",
        "supervisor",
        "/desk/?asked=extension",
        steps(first("tbody a"), opened("#do-decide_extension")),
        of=TOP,
        tall=800,
    ),
    Shot("supervisor-why", "supervisor", "/desk/?late=1", asked_why, of=TOP, tall=640),
    Shot(
        "supervisor-glass",
        "supervisor",
        "/account/glass/",
        steps(
            typed("#id_place", zh="310105001000000", en="310105001000000"),
            typed(
                "#id_reason",
                zh="燃气泄漏疏散，须了解该街道独居老人的在办事项。",
                en="Gas leak, people are led out: what is open about old people who live alone in this street?",
            ),
        ),
        of=TOP,
    ),
)

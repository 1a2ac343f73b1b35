"""Administrators: accounts by two people, units, versions, the ledger. `anlan demo` prints the log-ins."""

import shutil
from pathlib import Path

from guides.shots import Shot
from guides.steps import chosen, click, first, shown, steps, typed
from guides.walk import Walk

TOP = ("main .wrap",)
ACCOUNTS, ADMIN = "/desk/admin/accounts/", "/desk/admin/"
HOTLINE = Path(__file__).resolve().parents[2] / "src" / "anlan" / "capabilities" / "hotline"


def filled(walk: Walk) -> None:
    """The form for an account, with everything that is needed."""
    page = walk.page
    page.fill("#id_username", f"cheng.yu.{walk.language}")
    typed("#id_name", zh="程雨", en="Cheng Yu")(walk)
    chosen("#id_language", value="zh-hans" if walk.language == "zh" else "en")(walk)
    chosen("#id_role", value="operator")(walk)
    page.locator("#id_place").select_option(index=2)
    typed(
        "#id_reason",
        zh="十二月起接替调岗的周宁，科长同意。",
        en="Takes over from Zhou Ning, who moves in December.",
    )(walk)


def asked(walk: Walk) -> None:
    """Sent: the first code is shown, once."""
    filled(walk)
    walk.press("main form button")


def today(walk: Walk) -> None:
    """Of today only."""
    walk.page.fill("#id_since", walk.page.input_value("#id_until"))


def laid(walk: Walk) -> None:
    """In the folders on the server: the hotline with a shorter time to accept, and one with two mistakes."""
    ours = (HOTLINE / "capability.yaml").read_text("utf-8")
    newer = ours.replace("\nversion: 1\n", "\nversion: 2\n").replace(
        "value: 4\n      unit: hour", "value: 2\n      unit: hour"
    )
    wrong = newer.replace("name: hotline", "name: lifts").replace("calendar: cn\n", "calendar: cm\n")
    for name, text in (
        ("hotline", newer),
        ("lifts", wrong.replace("to: market_supervision", "to: market supervision")),
    ):
        folder = walk.state / "capabilities" / name
        shutil.copytree(HOTLINE, folder, dirs_exist_ok=True)
        (folder / "capability.yaml").write_text(text, "utf-8")
    walk.page.reload()


SHOTS: tuple[Shot, ...] = (
    Shot("administrator-ask", "security", ACCOUNTS + "new/", filled, of=TOP),
    Shot("administrator-code", "security", ACCOUNTS + "new/", asked, of=TOP),
    Shot("administrator-approve", "security2", ADMIN + "requests/", first("tbody a"), of=TOP),
    Shot("administrator-account", "security", ACCOUNTS + "?q=urban01", first("tbody a"), of=TOP),
    Shot("administrator-units", "system", ADMIN + "units/?q=urban", of=TOP, tall=640),
    Shot(
        "administrator-handover",
        "system",
        ADMIN + "units/?q=street05.urban",
        steps(first("tbody a"), first("a.danger"), first("a[href$='/handover/']")),
        of=TOP,
        tall=820,
    ),
    Shot(
        "administrator-owners",
        "system",
        ADMIN + "routing/hotline/?category=rubbish",
        shown("#owners-map[data-state=ready]:not([aria-busy])"),
        of=("#map",),
        tall=760,
    ),
    Shot("administrator-capabilities", "system", ADMIN + "capabilities/", laid, of=TOP),
    Shot(
        "administrator-findings",
        "system",
        ADMIN + "capabilities/",
        steps(laid, first("a[href$='/publish/lifts/']")),
        of=TOP,
    ),
    Shot(
        "administrator-publish",
        "system",
        ADMIN + "capabilities/",
        steps(laid, first("a[href$='/publish/hotline/']")),
        of=TOP,
    ),
    Shot("administrator-calendars", "system", ADMIN + "calendars/", of=TOP, tall=600),
    Shot("administrator-failed", "system", "/desk/notices/failed/", of=TOP),
    Shot(
        "administrator-ledger",
        "auditor",
        ADMIN + "ledger/",
        steps(
            today,
            typed("#id_who", zh="security", en="security"),
            chosen("#id_kind", value="access.ask_for_account"),
            first("main form button"),
            click("tbody details > summary"),
        ),
        of=TOP,
        tall=700,
    ),
)

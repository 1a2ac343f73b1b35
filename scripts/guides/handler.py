"""Handlers: what was dispatched to the unit, on a telephone. Log-ins of the demonstration: `anlan demo` prints them."""

from guides.resident import photograph
from guides.shots import Shot
from guides.steps import Step, chosen, first, having, opened, steps, typed
from guides.walk import Walk

HANDLER = "urban01"


def photographed(walk: Walk) -> None:
    """A photograph of after the work is chosen, not sent yet."""
    opened("#do-attach")(walk)
    walk.page.set_input_files("#attach_photos", [photograph()])
    walk.page.locator("#attach_stage").select_option("after")
    walk.page.wait_for_timeout(500)


def on_phone(name: str, path: str, done: Step | None, of: tuple[str, ...] = (), tall: int = 0) -> Shot:
    """A picture of the handler's own telephone, after what was `done` on the page."""
    return Shot(f"handler-{name}", HANDLER, path, done, of=of, tall=tall, phone=True)


DISPATCHED, HANDLING = "/desk/?state=dispatched", "/desk/?state=handling"
SHOTS: tuple[Shot, ...] = (
    on_phone("list", DISPATCHED, None, (".banner", "main .wrap"), 1130),
    on_phone("case", DISPATCHED, first("tbody a"), ("main .wrap",), 900),
    on_phone(
        "object",
        DISPATCHED,
        steps(
            having("#do-raise_objection"),
            opened("#do-raise_objection"),
            typed(
                "#raise_objection_words",
                zh="该处为小区物业管理范围，应由房管部门牵头。",
                en="This is inside the compound: housing takes the lead.",
            ),
        ),
        ("#do-title", "#do-raise_objection"),
    ),
    on_phone("step", HANDLING, having("#do-act-visit, .next [id^=do-act]"), (".case .next",)),
    on_phone("photo", HANDLING, steps(first("tbody a"), photographed), ("#matter-title", "#do-attach")),
    on_phone(
        "note",
        HANDLING,
        steps(
            first("tbody a"),
            opened("#do-add_note"),
            typed(
                "#add_note_words",
                zh="物业周三上午派人到场，已约好九点。",
                en="The property company comes on Wednesday at nine.",
            ),
        ),
        ("section:has(> #story-title)",),
        720,
    ),
    on_phone(
        "time",
        HANDLING,
        steps(
            having("#do-request_extension"),
            opened("#do-request_extension"),
            chosen("#request_extension_clock", index=1),
            typed("#request_extension_value", zh="2", en="2"),
            typed(
                "#request_extension_words",
                zh="配件须从外地调运，周四到货。",
                en="The part comes from elsewhere on Thursday.",
            ),
        ),
        ("#do-title", "#do-request_extension"),
    ),
    on_phone(
        "finish",
        HANDLING,
        steps(
            having("#do-finish"),
            opened("#do-finish"),
            typed(
                "#finish_words",
                zh="已更换破损路面砖六块，现场清理完毕，并告知反映人。",
                en="Six broken slabs replaced, the place cleared, the reporter told.",
            ),
        ),
        ("#do-title", "#do-finish"),
    ),
)

"""What can be done to many cases at once, and what puts it back. A table: one line an action.

Left out on purpose: what needs an answer of its own for each reporter (close, verify), what cannot be taken back and
joins cases (merge, split), what a unit records of its own work (act, finish), and a unit's objection.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

from anlan.access.public import Actor, scope_of
from anlan.cases.batches.errors import NothingToChange, OfAnotherKind
from anlan.cases.errors import NoExtension, NotAssigned
from anlan.cases.lifecycle import State, Work
from anlan.cases.models import Case
from anlan.kit.errors import AnlanError
from anlan.kit.texts import Text

MOST = 10_000
UNDO_WITHIN = timedelta(minutes=30)
Arguments = Mapping[str, Any]


def _none(_case: Case, _by: Actor) -> AnlanError | None:
    return None


def _as_they_are(_case: Case, given: Arguments) -> dict[str, Any]:
    return dict(given)


@dataclass(frozen=True)
class Action:
    """`obstacle`: what stands in the way, told before it is tried, beyond state and role. `call`: the verb's keywords.

    `back`: what puts it back, in the reader's words; None where no verb does, and then `final` says what that means.
    """

    verb: str
    title: Text
    back: Text | None = None
    final: Text | None = None
    obstacle: Callable[[Case, Actor], AnlanError | None] = _none
    call: Callable[[Case, Arguments], dict[str, Any]] = _as_they_are


def _not_offered(case: Case, by: Actor) -> AnlanError | None:
    mine = {
        unit for unit, only in scope_of(by, "cases.accept").units if only is None or case.capability in only
    }
    parts = [part for part in case.assignments.all() if part.unit in mine]
    if any(part.state == Work.OFFERED for part in parts):
        return None
    return NothingToChange() if any(part.state == Work.ACCEPTED for part in parts) else NotAssigned()


def _watched(on: bool) -> Callable[[Case, Actor], AnlanError | None]:
    return lambda case, _by: NothingToChange() if case.supervised is on else None


def _no_request(case: Case, _by: Actor) -> AnlanError | None:
    asked = any(one.kind == "extension" and one.decided_at is None for one in case.requests.all())
    return None if asked else NoExtension()


def _triage(case: Case, given: Arguments) -> dict[str, Any]:
    capability, _colon, category = given["category"].partition(":")
    if case.capability != capability:
        raise OfAnotherKind
    if case.category == category:
        raise NothingToChange
    return {"category": category, "words": given["words"]}


def _unit(given: Arguments, name: str) -> UUID | None:
    return UUID(given[name]) if given[name] else None


def _route(case: Case, given: Arguments) -> dict[str, Any]:
    unit = _unit(given, "unit")
    if unit is not None and case.lead_unit == unit and case.state == State.ROUTED:
        raise NothingToChange
    return {"unit": unit, "words": given["words"]}


def _dispatch(case: Case, given: Arguments) -> dict[str, Any]:
    lead = _unit(given, "lead")
    if case.state != State.ROUTED and (lead is None or case.lead_unit == lead):
        raise NothingToChange
    return {"lead": lead, "words": given["words"]}


def _supervise(on: bool) -> Callable[[Case, Arguments], dict[str, Any]]:
    return lambda _case, given: {"on": on, "words": given["words"]}


_PUT_BACK = Text(
    zh="撤销时把各事项恢复到原来的类别；已派出的不能恢复。",
    en="Undo gives each case its former category; one that has gone out stays.",
)

ACTIONS: dict[str, Action] = {
    "triage": Action("triage", Text(zh="定类", en="Set the category"), back=_PUT_BACK, call=_triage),
    "route": Action(
        "route",
        Text(zh="分流到单位", en="Route to a unit"),
        back=Text(
            zh="撤销时恢复原来的承办单位；已派出的不能恢复。",
            en="Undo routes each case back to its former unit; one that has gone out stays.",
        ),
        call=_route,
    ),
    "dispatch": Action(
        "dispatch",
        Text(zh="派遣或改派", en="Dispatch, or hand to another unit"),
        back=Text(
            zh="撤销时改派回原来的主办单位；首次派遣不能撤销。",
            en="Undo hands each case back to its former lead; a first dispatch cannot be undone.",
        ),
        call=_dispatch,
    ),
    "accept": Action(
        "accept",
        Text(zh="签收", en="Accept"),
        final=Text(
            zh="签收不能撤销：反映人已获知有单位在办理。",
            en="It cannot be undone: the reporters are told that a unit is at work.",
        ),
        obstacle=_not_offered,
    ),
    "suspend": Action(
        "suspend",
        Text(zh="挂起", en="Suspend"),
        back=Text(zh="撤销时恢复办理。", en="Undo lets the work go on."),
    ),
    "resume": Action(
        "resume",
        Text(zh="恢复", en="Resume"),
        final=Text(
            zh="恢复不能批量撤销：再次挂起须逐件说明理由。",
            en="It cannot be undone at once: suspending again needs a reason for each case.",
        ),
    ),
    "send_back": Action(
        "send_back",
        Text(zh="退回重办", en="Send back"),
        final=Text(
            zh="退回不能撤销：承办单位已获知须重新办理。",
            en="It cannot be undone: the units are told to handle the cases again.",
        ),
    ),
    "decide_extension": Action(
        "decide_extension",
        Text(zh="审批延期", en="Decide on more time"),
        final=Text(
            zh="审批不能撤销：新的时限即刻生效。",
            en="It cannot be undone: the new time limits hold at once.",
        ),
        obstacle=_no_request,
    ),
    "supervise": Action(
        "supervise",
        Text(zh="督办", en="Supervise"),
        back=Text(zh="撤销时解除督办。", en="Undo ends the supervision."),
        obstacle=_watched(True),
        call=_supervise(True),
    ),
    "unsupervise": Action(
        "supervise",
        Text(zh="解除督办", en="End the supervision"),
        back=Text(zh="撤销时重新督办。", en="Undo begins the supervision again."),
        obstacle=_watched(False),
        call=_supervise(False),
    ),
    "add_note": Action(
        "add_note",
        Text(zh="备注", en="Write a note"),
        back=Text(
            zh="撤销时撤回各备注；曾有备注这一事实保留。",
            en="Undo withdraws each note; that there was one stays on record.",
        ),
    ),
}


def actions_of(actor: Actor) -> dict[str, Action]:
    """What this actor may do somewhere, in the order of work."""
    return {
        code: action for code, action in ACTIONS.items() if not scope_of(actor, f"cases.{action.verb}").empty
    }

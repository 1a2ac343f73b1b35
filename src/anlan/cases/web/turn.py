"""Whose turn it is, in one line: the first thing anybody wants to know of a case."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from anlan.cases.lifecycle import Part, State, Work
from anlan.cases.telling.titles import VERBS as TITLES
from anlan.cases.web.asked import Asked
from anlan.cases.web.due import DueLine
from anlan.cases.web.offers import Offer


@dataclass(frozen=True)
class Turn:
    """`who` has to do `what` next; `mine`: the reader. Both "" when it is over."""

    who: str
    what: str
    mine: bool


def turn_of(asked: Asked, coming: Offer | None) -> Turn:
    """Who acts next. A reader who can do what comes next is told that it is theirs."""
    if coming is not None:
        return Turn(_("You"), coming.title, mine=True)
    state = State(asked.case.state)
    if state in (State.DISPATCHED, State.HANDLING, State.SUSPENDED):
        return _waiting_decision(asked) or _units_turn(asked, state)
    who, verb = _elsewhere(asked, state)
    return Turn(who, str(TITLES[verb]) if verb else "", mine=False)


def _elsewhere(asked: Asked, state: State) -> tuple[str, str]:
    """Who has it where no unit does, and the verb that is next."""
    desk = _("The centre's operators")
    known = {
        State.REPORTED: (desk, "route" if asked.case.category else "triage"),
        State.ROUTED: (desk, "dispatch"),
        State.HANDLED: (_("A checker or an operator"), "verify"),
        State.VERIFIED: (desk, "close"),
        State.CLOSED: (_("Nobody: the reporter may rate it"), ""),
    }
    return known.get(state, (_("Nobody: it is over"), ""))


def _waiting_decision(asked: Asked) -> Turn | None:
    if asked.waits_for("objection"):
        return Turn(_("An operator or a supervisor"), str(TITLES["decide_objection"]), mine=False)
    if asked.waits_for("extension"):
        return Turn(_("A supervisor"), str(TITLES["decide_extension"]), mine=False)
    return None


def _units_turn(asked: Asked, state: State) -> Turn:
    lead = next((part for part in asked.parts if part.part == Part.LEAD), None)
    who = asked.unit_name(lead.unit if lead else asked.case.lead_unit) or _("The unit")
    if state == State.SUSPENDED:
        return Turn(who, str(TITLES["resume"]), mine=False)
    if lead is not None and lead.state == Work.ACCEPTED:
        return Turn(who, str(TITLES["finish"]), mine=False)
    return Turn(who, str(TITLES["accept"]), mine=False)


def nearest(lines: list[DueLine]) -> DueLine | None:
    """The clock that ends next, among those that run; a stopped one where no other is left."""
    running = [line for line in lines if line.done is None]
    return next((line for line in running if not line.paused), running[0] if running else None)

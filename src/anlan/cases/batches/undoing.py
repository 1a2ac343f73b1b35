"""Putting one case back: the verb that takes back what a run did, unless somebody has worked on the case since.

What programs did of themselves since (found its unit, sent it out, raised it when it was late) is nobody's decision:
the case's own state then says whether the verb is still possible.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext as _

from anlan.access.public import Actor
from anlan.cases.batches.errors import FirstLead, GoneOut, MovedOn, NoCategoryBefore
from anlan.cases.batches.naming import named
from anlan.cases.lifecycle import State
from anlan.cases.models import Case
from anlan.cases.verbs.dispatch import dispatch
from anlan.cases.verbs.resume import resume
from anlan.cases.verbs.route import route
from anlan.cases.verbs.supervise import supervise
from anlan.cases.verbs.triage import triage
from anlan.cases.verbs.withdraw_note import withdraw_note
from anlan.ledger.public import Fact, history

Kept = Mapping[str, Any]


def before(case: Case) -> dict[str, str]:
    """What of a case an undo has to know: codes and ids, nobody's words."""
    return {
        "state": str(case.state),
        "category": case.category,
        "unit": str(case.lead_unit) if case.lead_unit else "",
    }


def untouched(case: Case, batch: UUID, by: Actor) -> Fact:
    """The fact the run left with the case. Raises `MovedOn` when a person did something with the case since."""
    facts = [fact for fact in history(case.pk) if fact.kind.startswith("cases.")]
    place, own = next((place, fact) for place, fact in enumerate(facts) if fact.batch == batch)
    for later in facts[place + 1 :]:
        if not later.actor.startswith("service:") and later.batch != batch and later.kind != "cases.join":
            raise MovedOn(name=named(later.actor, case, by))
    return own


def take_back(action: str, *, batch: UUID, case: Case, kept: Kept, by: Actor, at: datetime) -> None:
    """Put `case` back to what it was before `batch`.

    Raises `MovedOn`, `GoneOut`, `FirstLead`, `NoCategoryBefore`, and what its verb raises.
    """
    fact = untouched(case, batch, by)
    words = _("Undone: what was done to many cases at once, {when}.").format(
        when=f"{timezone.localtime(fact.at):%Y-%m-%d %H:%M}"
    )
    call: dict[str, Any] = {"by": by, "at": at, "case": case.pk, "version": case.version}
    if action in ("triage", "route"):
        _sorted_back(action, case, kept, words, call)
    elif action == "dispatch":
        if kept["state"] == State.ROUTED or not kept["unit"]:
            raise FirstLead
        dispatch(lead=UUID(kept["unit"]), words=words, **call)
    elif action == "suspend":
        resume(words=words, **call)
    elif action in ("supervise", "unsupervise"):
        supervise(on=action == "unsupervise", words=words, **call)
    elif action == "add_note":
        withdraw_note(note=fact.id, **call)


def _sorted_back(action: str, case: Case, kept: Kept, words: str, call: dict[str, Any]) -> None:
    """Category and owner as they were: to the unit it was routed to, or back among those to be routed."""
    if case.state not in (State.REPORTED, State.ROUTED):
        raise GoneOut
    if not kept["category"]:
        raise NoCategoryBefore
    if action == "triage" or kept["state"] == State.REPORTED:
        triage(category=kept["category"], words=words, **call)
    if kept["state"] == State.ROUTED and kept["unit"]:
        if action == "triage":
            call = {**call, "version": call["version"] + 1}
        route(unit=UUID(kept["unit"]), words=words, **call)

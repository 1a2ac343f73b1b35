"""What the cases room does by itself when a fact has happened."""

from datetime import datetime

from anlan.access.public import service
from anlan.cases.lifecycle import State
from anlan.cases.models import Case
from anlan.cases.section import CASES
from anlan.cases.verbs.dispatch import dispatch
from anlan.cases.verbs.route import route
from anlan.kit.errors import Invalid
from anlan.ledger.public import Fact
from anlan.schemes.public import current


def route_after_triage(fact: Fact, at: datetime) -> None:
    """A case whose category was just set looks for its owner; when there is none it waits for an operator."""
    case = Case.objects.get(pk=fact.subject)
    if case.state != State.REPORTED or not case.category:
        return
    try:
        route(by=service("intake"), at=at, case=case.id)
    except Invalid:
        # No clause or no unit: the case stays visible among those to be routed; the proof of ownership names the gap.
        return


def dispatch_automatically(fact: Fact, at: datetime) -> None:
    """A routed case goes to its unit at once where the capability says so."""
    case = Case.objects.get(pk=fact.subject)
    if case.state != State.ROUTED or case.lead_unit is None:
        return
    if current(case.capability).section(CASES).dispatch == "automatic":
        dispatch(by=service("intake"), at=at, case=case.id)

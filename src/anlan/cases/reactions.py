"""What the cases room does by itself when a fact has happened."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from anlan.access.public import service
from anlan.cases.lifecycle import State
from anlan.cases.models import Case, Note
from anlan.cases.scheme.section import CASES
from anlan.cases.telling.mentions import still
from anlan.cases.verbs.add_note import NOTED
from anlan.cases.verbs.dispatch import dispatch
from anlan.cases.verbs.relocate import relocate
from anlan.cases.verbs.route import route
from anlan.kit.errors import Invalid
from anlan.ledger.public import Fact
from anlan.notices.public import tell_mentioned as tell
from anlan.places.public import SUCCEEDED, is_holding, locate_one, successor
from anlan.schemes.public import Scheme, current, current_of


def route_anew(fact: Fact, at: datetime) -> None:
    """A case whose category or place was just set looks for its owner; when there is none it waits for an operator."""
    case = Case.objects.get(pk=fact.subject)
    if case.state != State.REPORTED or not case.category:
        return
    try:
        route(by=service("intake"), at=at, case=case.id)
    except Invalid:
        # No clause or no unit: the case stays visible among those to be routed; the proof of ownership names the gap.
        return


def follow_succession(fact: Fact, at: datetime) -> None:
    """Cases of a place that ended go over to the one that stands for it: by their point where they have one."""
    payload = SUCCEEDED.read(fact)
    ended = [code for code in payload.old if code not in payload.new]
    if fact.place not in ended:
        return  # each place of a succession has its own fact; the old ones move their cases
    for case, lon, lat in Case.objects.filter(place_scope=fact.place).values_list("pk", "lon", "lat"):
        place = locate_one(lon, lat) if lon is not None and lat is not None else successor(fact.place, at)
        relocate(by=service("intake"), at=at, case=case, place=place)


def _automatic(scheme: Scheme) -> bool:
    return scheme.section(CASES).dispatch == "automatic"


def of_automatic(facts: Sequence[Fact]) -> set[UUID]:
    """The facts of capabilities that dispatch by themselves; one whose capability is unknown fails by itself."""
    schemes = current_of({fact.capability for fact in facts})
    known = {name for name, scheme in schemes.items() if not _automatic(scheme)}
    return {fact.id for fact in facts if fact.capability not in known}


def dispatch_automatically(fact: Fact, at: datetime) -> None:
    """A routed case goes to its unit at once where the capability says so."""
    state, unit, place, capability = Case.objects.values_list(
        "state", "lead_unit", "place_scope", "capability"
    ).get(pk=fact.subject)
    if state != State.ROUTED or unit is None:
        return
    if is_holding(place):
        return  # outside or unlocated: an operator says first where it is
    if _automatic(current(capability)):
        dispatch(by=service("intake"), at=at, case=fact.subject)


def of_mentions(facts: Sequence[Fact]) -> set[UUID]:
    """The notes in which somebody is named."""
    return {fact.id for fact in facts if fact.payload.get("mentions")}


def tell_mentioned(fact: Fact, at: datetime) -> None:
    """Whoever a note names hears of it, if they may see the case now: a name grants nothing."""
    named = NOTED.read(fact).mentions
    if not named or not Note.objects.filter(fact=fact.id, withdrawn_at=None).exists():
        return
    case = Case.objects.get(pk=fact.subject)
    told = still(named, case, at=at)
    tell(by=service("notices"), at=at, fact=fact, recipients=told, number=str(case.number))

"""异议审核: the objection is upheld, and the case looks for another owner, or refused, and the unit handles it."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction

from anlan.access.public import Actor
from anlan.cases.errors import NoObjection
from anlan.cases.hold import append, hold, refuse_own_request, said
from anlan.cases.lifecycle import Part, State, Work
from anlan.cases.models import Case
from anlan.cases.timekeeping.running import happened, summarise, withdraw
from anlan.ledger.public import FactKind


@dataclass(frozen=True)
class ObjectionDecided:
    """Which unit had objected, and the decision."""

    unit: UUID
    upheld: bool


OBJECTION_DECIDED = FactKind("cases.decide_objection", ObjectionDecided)


@transaction.atomic
def decide_objection(
    *, by: Actor, at: datetime, case: UUID, version: int | None = None, upheld: bool, words: str
) -> Case:
    """Decide the open objection, with a reason the unit can read.

    Raises `NoObjection`, `OwnRequest`, `TextMissing`.
    """
    held = hold("decide_objection", by=by, case=case, version=version)
    reason = said(words, required=True)
    asked = held.requests.filter(kind="objection", decided_at=None).select_related("assignment").first()
    if asked is None or asked.assignment is None:
        raise NoObjection
    refuse_own_request(asked.asked_by, asked.assignment.unit, by=by)
    asked.decided_at, asked.granted = at, upheld
    asked.save()
    own = asked.assignment
    happened(held, "objection_decided", at=at, part=own)
    if upheld:
        withdraw(own, at=at)
        summarise(held)
    else:
        own.state = Work.OFFERED
        own.save()
    state = State(held.state)
    if upheld and own.part == Part.LEAD:
        held.lead_unit, state = None, State.ROUTED
    payload = ObjectionDecided(own.unit, upheld)
    append(OBJECTION_DECIDED, held, by=by, at=at, payload=payload, state=state, words=reason)
    return held

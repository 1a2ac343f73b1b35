"""异议: a unit says the matter is not its own, once, in time, with its reason."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction

from anlan.access.public import Actor
from anlan.cases.errors import ObjectionSpent, ObjectionTooLate, ObjectionWaiting
from anlan.cases.hold import append, hold, local, own_assignment, said, section_of
from anlan.cases.lifecycle import Work
from anlan.cases.models import Case, Request
from anlan.cases.timekeeping.running import happened
from anlan.ledger.public import FactKind


@dataclass(frozen=True)
class Objected:
    """Which unit objects, for the which-th time."""

    unit: UUID
    times: int


OBJECTED = FactKind("cases.raise_objection", Objected)


@transaction.atomic
def raise_objection(*, by: Actor, at: datetime, case: UUID, version: int | None = None, words: str) -> Case:
    """Object to the assignment of the actor's unit before it is accepted.

    Raises `ObjectionSpent`, `ObjectionWaiting`, `ObjectionTooLate`, `NotAssigned`, `TextMissing`.
    """
    held = hold("raise_objection", by=by, case=case, version=version)
    reason = said(words, required=True)
    own = own_assignment(held, by=by, verb="raise_objection", states=frozenset({Work.OFFERED}))
    rule = section_of(held).objection
    if own.objections >= rule.times:
        raise ObjectionSpent(times=rule.times)
    if held.requests.filter(kind="objection", decided_at=None).exists():
        raise ObjectionWaiting
    if rule.within_hours is not None and at > own.offered_at + timedelta(hours=rule.within_hours):
        until = own.offered_at + timedelta(hours=rule.within_hours)
        raise ObjectionTooLate(until=local(until))
    own.state, own.objections = Work.OBJECTED, own.objections + 1
    own.save()
    Request.objects.create(case=held, kind="objection", assignment=own, asked_at=at, asked_by=by.ref)
    happened(held, "objected", at=at, part=own)
    append(OBJECTED, held, by=by, at=at, payload=Objected(own.unit, own.objections), words=reason)
    return held

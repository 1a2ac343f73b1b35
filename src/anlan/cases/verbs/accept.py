"""签收: a unit takes its part. Of fifty who try, exactly one wins; the others are told who."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction

from anlan.access.public import Actor, name_of
from anlan.cases.errors import AlreadyAccepted
from anlan.cases.hold import append, hold, local, own_assignment, said
from anlan.cases.lifecycle import Part, State, Work
from anlan.cases.models import Case
from anlan.cases.timekeeping.running import happened
from anlan.cases.writing import Pen
from anlan.ledger.public import FactKind


@dataclass(frozen=True)
class Accepted:
    """Which unit took its part."""

    unit: UUID
    part: str
    met: tuple[str, ...]
    missed: tuple[str, ...]


ACCEPTED = FactKind("cases.accept", Accepted)
_TAKEN_OR_NOT = frozenset({Work.OFFERED, Work.ACCEPTED})


@transaction.atomic
def accept(*, by: Actor, at: datetime, case: UUID, version: int | None = None, words: str = "") -> Case:
    """Take the case for the actor's unit. Raises `AlreadyAccepted` (by whom, since when), `NotAssigned`."""
    held = hold("accept", by=by, case=case, version=version)
    own = own_assignment(held, by=by, verb="accept", states=_TAKEN_OR_NOT, order=("-state", "part"))
    if own.state == Work.ACCEPTED:
        since = local(own.accepted_at) if own.accepted_at else ""
        raise AlreadyAccepted(name=name_of(own.accepted_by), since=since)
    own.state, own.accepted_at, own.accepted_by = Work.ACCEPTED, at, by.ref
    pen = Pen()
    pen.update(own, "state", "accepted_at", "accepted_by")
    leads = own.part == Part.LEAD
    ended = happened(held, "accepted", at=at, part=own, pen=pen)
    state = State.HANDLING if leads else State(held.state)
    append(
        ACCEPTED,
        held,
        by=by,
        at=at,
        payload=Accepted(own.unit, own.part, *ended),
        state=state,
        words=said(words),
        pen=pen,
    )
    return held

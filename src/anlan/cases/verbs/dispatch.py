"""派遣: the lead and the supporting units get the case."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction

from anlan.access.public import Actor
from anlan.cases.errors import UnitTwice, UnitUnknown
from anlan.cases.hold import append, hold, said, section_of, standing
from anlan.cases.lifecycle import Part, State, Work
from anlan.cases.models import Assignment, Case
from anlan.cases.timekeeping.running import happened, withdraw
from anlan.cases.verbs.route import lead_unit
from anlan.cases.writing import Pen
from anlan.ledger.public import FactKind
from anlan.parties.public import unit_by_id, unit_for


@dataclass(frozen=True)
class Dispatched:
    """The lead after this dispatch, the one it replaced, and the supporting units added."""

    lead: UUID
    replaced: UUID | None
    supporting: tuple[UUID, ...]


DISPATCHED = FactKind("cases.dispatch", Dispatched)


def _supporting(held: Case, given: tuple[UUID, ...] | None, at: datetime) -> list[UUID]:
    if given is None:
        nearest = (unit_for(role, held.place_scope, at) for role in held.supporting_roles)
        return [unit.id for unit in nearest if unit is not None and unit.id != held.lead_unit]
    if len(set(given)) != len(given):
        raise UnitTwice(field="supporting")
    for unit in given:
        if unit_by_id(unit, at) is None:
            raise UnitUnknown(field="supporting")
    return list(given)


def _offer(held: Case, unit: UUID, part: Part, at: datetime, pen: Pen) -> None:
    offered = Assignment(case=held, number=held.number, unit=unit, part=part, offered_at=at)
    pen.insert(offered)
    happened(held, "dispatched", at=at, part=offered, pen=pen)


def _replace_lead(held: Case, parts: list[Assignment], lead: UUID, at: datetime, pen: Pen) -> UUID | None:
    """Offer the case to `lead`, withdrawing another lead and its clocks; returns whom it replaced."""
    present = next((part for part in parts if part.part == Part.LEAD), None)
    if present is not None and present.unit == lead:
        return None
    for part in parts:
        if part is present or part.unit == lead:
            withdraw(part, at=at, pen=pen)
    _offer(held, lead, Part.LEAD, at, pen)
    return present.unit if present else None


@transaction.atomic
def dispatch(
    *,
    by: Actor,
    at: datetime,
    case: UUID,
    version: int | None = None,
    lead: UUID | None = None,
    supporting: tuple[UUID, ...] | None = None,
    words: str = "",
) -> Case:
    """Offer the case to its routed unit, or to `lead`; replacing a lead needs `words` that say why.

    `supporting` None: those the routing clause names.
    Raises `UnitUnknown`, `UnitTwice`, `CommunityShielded`, `TextMissing`.
    """
    held = hold("dispatch", by=by, case=case, version=version)
    chosen = lead or held.lead_unit
    if chosen is None:
        raise UnitUnknown(field="lead")
    lead_unit(section_of(held), held.category, chosen, at)
    first = held.state == State.ROUTED
    pen, parts = Pen(), [part for part in standing(held).parts if part.state != Work.WITHDRAWN]
    replaced = _replace_lead(held, parts, chosen, at, pen)
    reason = said(words, required=replaced is not None)
    added = _supporting(held, supporting, at) if first or supporting is not None else []
    if chosen in added:
        raise UnitTwice(field="supporting")
    working = {part.unit for part in parts if part.state != Work.WITHDRAWN}
    for unit in added:
        if unit not in working:
            _offer(held, unit, Part.SUPPORTING, at, pen)
    held.lead_unit = chosen
    moved = State.DISPATCHED if first or replaced is not None else State(held.state)
    payload = Dispatched(chosen, replaced, tuple(added))
    append(DISPATCHED, held, by=by, at=at, payload=payload, state=moved, words=reason, pen=pen)
    return held

"""分流: the owner is found by the routing clauses, or chosen by hand with a reason."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction

from anlan.access.public import Actor
from anlan.cases.errors import CategoryMissing, CommunityShielded, NoOwner, NoRoute, UnitUnknown
from anlan.cases.hold import append, hold, said
from anlan.cases.lifecycle import State
from anlan.cases.models import Case
from anlan.cases.routing.clauses import Owner, owner, shielded
from anlan.cases.scheme.section import CASES
from anlan.cases.scheme.shapes import CasesSection
from anlan.cases.timekeeping.running import happened
from anlan.cases.writing import Pen
from anlan.ledger.public import FactKind
from anlan.parties.public import Unit, kind_of, unit_by_id
from anlan.schemes.public import current


@dataclass(frozen=True)
class Routed:
    """`clause` counts from 1; 0 means a person chose."""

    unit: UUID
    role: str
    clause: int


ROUTED = FactKind("cases.route", Routed)


def lead_unit(section: CasesSection, category: str, unit: UUID, at: datetime) -> Unit:
    """The open unit that is to lead. Raises `UnitUnknown`, `CommunityShielded`."""
    chosen = unit_by_id(unit, at)
    if chosen is None:
        raise UnitUnknown(field="unit")
    if shielded(section, category, chosen):
        raise CommunityShielded(field="unit", unit=chosen.name_zh)
    return chosen


@transaction.atomic
def route(
    *,
    by: Actor,
    at: datetime,
    case: UUID,
    version: int | None = None,
    unit: UUID | None = None,
    words: str = "",
) -> Case:
    """Find the owner; with `unit`, that one, and then `words` say why.

    Raises `CategoryMissing`, `NoRoute`, `NoOwner`, `UnitUnknown`, `CommunityShielded`, `TextMissing`.
    """
    held = hold("route", by=by, case=case, version=version)
    if not held.category:
        raise CategoryMissing(field="category")
    # Routing is live: the newest published clauses decide, not the pinned ones (DESIGN.md, Cases).
    section = current(held.capability).section(CASES)
    if unit is not None:
        reason = said(words, required=True)
        chosen = lead_unit(section, held.category, unit, at)
        found = Owner(0, "", chosen, ())
    else:
        reason = said(words)
        kind = kind_of(held.premises)
        answer = owner(section, category=held.category, place=held.place_scope, premises_kind=kind, at=at)
        if answer is None:
            raise NoRoute(field="unit")
        if answer.unit is None:
            raise NoOwner(field="unit", role=answer.role)
        found = answer
    assert found.unit is not None  # noqa: S101 - both branches above made sure
    held.lead_unit, held.lead_role, held.supporting_roles = found.unit.id, found.role, list(found.supporting)
    pen = Pen()
    happened(held, "routed", at=at, pen=pen)
    payload = Routed(found.unit.id, found.role, found.clause)
    append(ROUTED, held, by=by, at=at, payload=payload, state=State.ROUTED, words=reason, pen=pen)
    return held

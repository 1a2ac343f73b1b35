"""移交: a unit that closes its doors gives its part of a case to the one that stands for it; the clocks keep running.

No move of a desk and not among `VERBS`: a hand-over does it, case by case (cases/handing), and what it leaves on the
ledger is that the case was routed or dispatched to another unit, so that history, notices and measures read it as such.
"""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from anlan.access.public import Actor
from anlan.cases.errors import CaseNotFound, MoveForbidden, NotWithUnit, UnitTwice, UnitUnknown
from anlan.cases.hold import Standing, append, said
from anlan.cases.lifecycle import OPEN, Part, State, Work
from anlan.cases.models import Assignment, Case, Clock, Request
from anlan.cases.scheme.section import CASES
from anlan.cases.timekeeping.running import happened, withdraw
from anlan.cases.verbs.dispatch import DISPATCHED, Dispatched
from anlan.cases.verbs.route import ROUTED, Routed, lead_unit
from anlan.parties.public import unit_by_id
from anlan.schemes.public import current

_BEGINS_ANEW = frozenset({State.DISPATCHED, State.HANDLING})


def _held(case: UUID, by: Actor) -> Case:
    held = Case.objects.select_for_update().filter(pk=case).first()
    if held is None:
        raise CaseNotFound
    Standing.of(held, by).require(by, "cases.hand_over")
    if held.state not in OPEN:
        raise MoveForbidden(verb="hand_over", state=str(State(held.state)))
    return held


def _succeed(held: Case, part: Assignment, to: UUID, at: datetime) -> Assignment:
    """The same part for `to`, with what was done and what is asked for; the objection goes with who made it.

    The running clocks become the successor's as they stand: a resident does not wait longer because we reorganise.
    """
    part.request_set.filter(kind="objection", decided_at=None).update(decided_at=at, granted=False)
    part.state, before = Work.WITHDRAWN, Work(part.state)
    part.save(update_fields=["state"])
    anew = held.state in _BEGINS_ANEW and before is not Work.FINISHED
    heir = Assignment.objects.create(
        case=held, number=held.number, unit=to, part=part.part, state=Work.OFFERED if anew else before,
        step=part.step, offered_at=at, accepted_at=None if anew else part.accepted_at,
        accepted_by="" if anew else part.accepted_by, finished_at=part.finished_at, finished_by=part.finished_by,
    )  # fmt: skip
    Clock.objects.filter(assignment=part, stopped_at=None).update(assignment=heir)
    Request.objects.filter(assignment=part, decided_at=None).update(assignment=heir)
    if anew:
        happened(held, "dispatched", at=at, part=heir)
    return heir


@transaction.atomic
def hand_over(*, by: Actor, at: datetime, case: UUID, unit: UUID, to: UUID, words: str) -> Case:
    """Give the part that `unit` has in an open case to `to`, with the reason.

    Work that was begun is accepted by the new unit; what is finished or suspended stays as it is. Raises
    `CaseNotFound`, `NotPermitted`, `MoveForbidden`, `NotWithUnit` (it went elsewhere meanwhile), `UnitTwice`,
    `UnitUnknown` (the successor has closed), `CommunityShielded`, `TextMissing`.
    """
    held, reason = _held(case, by), said(words, required=True)
    if unit == to:
        raise UnitTwice(field="to")
    # Routing is live, and so is who may lead (cases/verbs/route.py).
    if held.state == State.ROUTED and held.lead_unit == unit:
        chosen = lead_unit(current(held.capability).section(CASES), held.category, to, at)
        held.lead_unit = chosen.id
        append(ROUTED, held, by=by, at=at, payload=Routed(to, held.lead_role, 0), words=reason)
        return held
    standing = list(held.assignments.exclude(state=Work.WITHDRAWN))
    part = next((one for one in standing if one.unit == unit), None)
    if part is None:
        raise NotWithUnit
    other = next((one for one in standing if one.unit == to), None)
    give = _lead if part.part == Part.LEAD else _support
    payload = give(held, part, other, to, at)
    moved = State.DISPATCHED if part.part == Part.LEAD and held.state in _BEGINS_ANEW else State(held.state)
    append(DISPATCHED, held, by=by, at=at, payload=payload, state=moved, words=reason)
    return held


def _lead(held: Case, part: Assignment, other: Assignment | None, to: UUID, at: datetime) -> Dispatched:
    lead_unit(current(held.capability).section(CASES), held.category, to, at)
    before = part.unit
    if other is not None:
        withdraw(other, at=at)  # it supported, and leads from now on
    _succeed(held, part, to, at)
    held.lead_unit = to
    return Dispatched(to, before, ())


def _support(held: Case, part: Assignment, other: Assignment | None, to: UUID, at: datetime) -> Dispatched:
    if unit_by_id(to, at) is None:
        raise UnitUnknown(field="to")
    lead = held.lead_unit or part.unit
    if other is not None:  # it works on the case already
        withdraw(part, at=at)
        return Dispatched(lead, None, ())
    _succeed(held, part, to, at)
    return Dispatched(lead, None, (to,))

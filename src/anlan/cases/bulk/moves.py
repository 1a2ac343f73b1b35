"""What each verb does to a case in memory, in the order of work. The rules that refuse are the verbs' own business."""

from collections.abc import Callable
from datetime import datetime
from typing import Any
from uuid import UUID

from anlan.access.public import Actor
from anlan.cases.bulk.bare import bare
from anlan.cases.bulk.matter import Matter
from anlan.cases.bulk.timing import extend, happened, pause_all, resume_all, summarise, withdraw
from anlan.cases.lifecycle import Part, State, Work
from anlan.cases.models import Assignment, Request
from anlan.cases.scheme.answers import checked
from anlan.cases.timekeeping.due_times import compute, looks
from anlan.cases.verbs.accept import ACCEPTED, Accepted
from anlan.cases.verbs.act import ACTED, Acted
from anlan.cases.verbs.add_note import NOTED, Noted
from anlan.cases.verbs.decide_extension import EXTENSION_DECIDED, ExtensionDecided
from anlan.cases.verbs.decide_objection import OBJECTION_DECIDED, ObjectionDecided
from anlan.cases.verbs.dispatch import DISPATCHED, Dispatched
from anlan.cases.verbs.escalate import ESCALATED, Escalated
from anlan.cases.verbs.finish import FINISHED, Finished
from anlan.cases.verbs.raise_objection import OBJECTED, Objected
from anlan.cases.verbs.request_extension import EXTENSION_REQUESTED, ExtensionRequested
from anlan.cases.verbs.resume import RESUMED, Resumed
from anlan.cases.verbs.route import ROUTED, Routed
from anlan.cases.verbs.supervise import SUPERVISED, Supervised
from anlan.cases.verbs.suspend import SUSPENDED, Suspended
from anlan.cases.verbs.triage import TRIAGED, Triaged
from anlan.parties.public import kind_of


def triage(matter: Matter, *, by: Actor, at: datetime, category: str, words: str = "") -> None:
    """Set the category; the owner is looked for anew."""
    case = matter.case
    before, case.category = case.category, category
    case.lead_unit, case.lead_role, case.supporting_roles = None, "", []
    happened(matter, "triaged", at=at)
    matter.append(TRIAGED, by=by, at=at, payload=Triaged(category, before), state=State.REPORTED, words=words)


def route(matter: Matter, *, by: Actor, at: datetime, unit: UUID | None = None, words: str = "") -> None:
    """Find the owner; with `unit`, that one. Nothing happens where nobody owns it."""
    case, role, clause, supporting = matter.case, "", 0, list[str]()
    if unit is None:
        found = matter.makings.owners.of(case.category, case.place_scope, kind_of(case.premises), at)
        if found is None or found.unit is None:
            return
        unit, role, clause, supporting = found.unit.id, found.role, found.clause, list(found.supporting)
    case.lead_unit, case.lead_role, case.supporting_roles = unit, role, supporting
    happened(matter, "routed", at=at)
    matter.append(ROUTED, by=by, at=at, payload=Routed(unit, role, clause), state=State.ROUTED, words=words)


def dispatch(
    matter: Matter,
    *,
    by: Actor,
    at: datetime,
    lead: UUID | None = None,
    supporting: tuple[UUID, ...] | None = None,
    words: str = "",
) -> None:
    """Offer the case to its lead and to those who support."""
    case = matter.case
    chosen = lead or case.lead_unit
    if chosen is None:
        raise ValueError("nobody leads it")
    first = case.state == State.ROUTED
    replaced = _replace_lead(matter, chosen, at)
    added = _supporting(matter, supporting, at) if first or supporting is not None else []
    working = {part.unit for part in matter.working()}
    for unit in added:
        if unit not in working:
            _offer(matter, unit, Part.SUPPORTING, at)
    case.lead_unit = chosen
    moved = State.DISPATCHED if first or replaced is not None else State(case.state)
    payload = Dispatched(chosen, replaced, tuple(added))
    matter.append(DISPATCHED, by=by, at=at, payload=payload, state=moved, words=words)


def _supporting(matter: Matter, given: tuple[UUID, ...] | None, at: datetime) -> list[UUID]:
    if given is not None:
        return list(given)
    case, find = matter.case, matter.makings.units.find
    nearest = (find(role, case.place_scope, at) for role in case.supporting_roles)
    return [unit.id for unit in nearest if unit is not None and unit.id != case.lead_unit]


def _offer(matter: Matter, unit: UUID, part: Part, at: datetime) -> None:
    made = bare(
        Assignment, id=matter.new_id(at), case_id=matter.case.id, number=matter.case.number, unit=unit, part=str(part),
        offered_at=at,
    )  # fmt: skip
    matter.parts.append(made)
    happened(matter, "dispatched", at=at, part=made)


def _replace_lead(matter: Matter, lead: UUID, at: datetime) -> UUID | None:
    standing = matter.lead()
    if standing is not None and standing.unit == lead:
        return None
    if standing is not None:
        withdraw(matter, standing, at=at)
    for supporting in matter.working():
        if supporting.unit == lead:
            withdraw(matter, supporting, at=at)
    _offer(matter, lead, Part.LEAD, at)
    return standing.unit if standing else None


def accept(matter: Matter, *, by: Actor, at: datetime, words: str = "") -> None:
    """The actor's unit takes its part."""
    own = matter.own_part(by, "accept", (Work.OFFERED,))
    own.state, own.accepted_at, own.accepted_by = Work.ACCEPTED, at, by.ref
    ended = happened(matter, "accepted", at=at, part=own)
    state = State.HANDLING if own.part == Part.LEAD else State(matter.case.state)
    payload = Accepted(own.unit, own.part, *ended)
    matter.append(ACCEPTED, by=by, at=at, payload=payload, state=state, words=words)


def raise_objection(matter: Matter, *, by: Actor, at: datetime, words: str) -> None:
    """The actor's unit says it is not its own."""
    own = matter.own_part(by, "raise_objection", (Work.OFFERED,))
    own.state, own.objections = Work.OBJECTED, own.objections + 1
    asked = bare(Request, kind="objection", assignment_id=own.id, **_asked(matter, by, at))
    matter.requests.append(asked)
    happened(matter, "objected", at=at, part=own)
    matter.append(OBJECTED, by=by, at=at, payload=Objected(own.unit, own.objections), words=words)


def _asked(matter: Matter, by: Actor, at: datetime) -> dict[str, Any]:
    return {"id": matter.new_id(at), "case_id": matter.case.id, "asked_at": at, "asked_by": by.ref}


def decide_objection(matter: Matter, *, by: Actor, at: datetime, upheld: bool, words: str) -> None:
    """The open objection is upheld, and the case looks for another owner, or refused."""
    asked = next(one for one in matter.requests if one.kind == "objection" and one.decided_at is None)
    own = next(part for part in matter.parts if part.id == asked.assignment_id)
    asked.decided_at, asked.granted = at, upheld
    happened(matter, "objection_decided", at=at, part=own)
    state = State(matter.case.state)
    if upheld:
        withdraw(matter, own, at=at)
        summarise(matter)
    else:
        own.state = Work.OFFERED
    if upheld and own.part == Part.LEAD:
        matter.case.lead_unit, state = None, State.ROUTED
    payload = ObjectionDecided(own.unit, upheld)
    matter.append(OBJECTION_DECIDED, by=by, at=at, payload=payload, state=state, words=words)


def act(
    matter: Matter,
    *,
    by: Actor,
    at: datetime,
    step: str,
    words: str = "",
    answers: dict[str, Any] | None = None,
) -> None:
    """A step of the capability is done."""
    own = matter.own_part(by, "act", (Work.ACCEPTED,))
    known = matter.section.step(step)
    kept = checked(known.form, answers) if known else {}
    own.step = step
    ended = happened(matter, f"act:{step}", at=at, part=own)
    matter.append(ACTED, by=by, at=at, payload=Acted(own.unit, step, *ended), words=words, answers=kept)


def request_extension(matter: Matter, *, by: Actor, at: datetime, clock: str, value: int, words: str) -> None:
    """The actor's unit asks for more time on a running clock."""
    own = matter.own_part(by, "request_extension", (Work.OFFERED, Work.ACCEPTED))
    asked_for = next(one for one in matter.clocks if one.rule == clock and one.stopped_at is None)
    for one in matter.requests:
        if one.kind == "extension" and one.decided_at is None:
            one.decided_at, one.granted = at, False
    asked = _asked(matter, by, at)
    made = bare(Request, kind="extension", assignment_id=own.id, clock_id=asked_for.id, value=value, **asked)
    matter.requests.append(made)
    happened(matter, "extension_requested", at=at, part=own)
    matter.append(EXTENSION_REQUESTED, by=by, at=at, payload=ExtensionRequested(clock, value), words=words)


def decide_extension(matter: Matter, *, by: Actor, at: datetime, granted: bool, words: str) -> None:
    """The open request for more time is granted or refused."""
    asked = next(one for one in matter.requests if one.kind == "extension" and one.decided_at is None)
    clock = next(one for one in matter.clocks if one.id == asked.clock_id)
    asked.decided_at, asked.granted = at, granted
    if granted:
        extend(matter, clock, by=asked.value, at=at)
    own = next((part for part in matter.parts if part.id == clock.assignment_id), None)
    happened(matter, "extension_decided", at=at, part=own)
    payload = ExtensionDecided(clock.rule, asked.value, granted, clock.due_at)
    matter.append(EXTENSION_DECIDED, by=by, at=at, payload=payload, words=words, public=granted)


def suspend(matter: Matter, *, by: Actor, at: datetime, reason: str, words: str) -> None:
    """The work waits; clocks stand still where the reason says so."""
    stops = next(one.stops_clocks for one in matter.section.suspension.reasons if one.code == reason)
    matter.case.suspensions += 1
    if stops:
        pause_all(matter, at=at, reason=reason)
    happened(matter, "suspended", at=at)
    payload = Suspended(reason, stops)
    matter.append(SUSPENDED, by=by, at=at, payload=payload, state=State.SUSPENDED, words=words)


def resume(matter: Matter, *, by: Actor, at: datetime, words: str = "") -> None:
    """The work goes on, and the clocks with it."""
    count = resume_all(matter, at=at)
    happened(matter, "resumed", at=at)
    matter.append(RESUMED, by=by, at=at, payload=Resumed(count), state=State.HANDLING, words=words)


def escalate(matter: Matter, *, by: Actor, at: datetime, clock: UUID | None = None, words: str = "") -> None:
    """The next look of `clock` has come, or somebody decides it."""
    level, code, late = "person", "", False
    if clock is not None:
        found = next(one for one in matter.clocks if one.id == clock)
        rule = matter.section.clock(found.rule)
        if rule is None:
            raise ValueError(found.rule)
        marks = looks(compute(found, rule, matter.case))
        _, level, late = marks[found.level]
        found.level += 1
        found.next_look = marks[found.level][0] if found.level < len(marks) else None
        found.late = found.late or late
        summarise(matter)
        code = found.rule
    matter.case.escalation += 1
    happened(matter, "escalated", at=at)
    payload = Escalated(level, matter.case.escalation, code, late)
    matter.append(ESCALATED, by=by, at=at, payload=payload, words=words)


def supervise(matter: Matter, *, by: Actor, at: datetime, words: str, on: bool = True) -> None:
    """A supervisor or leader watches it, or no longer."""
    matter.case.supervised = on
    if on:
        happened(matter, "supervised", at=at)
    matter.append(SUPERVISED, by=by, at=at, payload=Supervised(on), words=words)


def finish(matter: Matter, *, by: Actor, at: datetime, words: str) -> None:
    """The actor's unit has done its part."""
    own = matter.own_part(by, "finish", (Work.ACCEPTED,))
    leads = own.part == Part.LEAD
    own.state, own.finished_at, own.finished_by = Work.FINISHED, at, by.ref
    ended = happened(matter, "finished", at=at, part=own)
    state = State.HANDLED if leads else State(matter.case.state)
    payload = Finished(own.unit, own.part, *ended)
    matter.append(FINISHED, by=by, at=at, payload=payload, state=state, words=words, public=leads)


def add_note(matter: Matter, *, by: Actor, at: datetime, words: str, public: bool = False) -> None:
    """Words for colleagues, or for the reporter too."""
    matter.append(NOTED, by=by, at=at, payload=Noted(public), words=words, public=public)


WORKING: dict[str, Callable[..., None]] = {
    move.__name__: move
    for move in (
        triage, route, dispatch, accept, raise_objection, decide_objection, act, request_extension, decide_extension,
        suspend, resume, escalate, supervise, finish, add_note,
    )
}  # fmt: skip

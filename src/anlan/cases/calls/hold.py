"""The frame of the verbs of a call back: take the row, check who asks, append the fact to its case's chain."""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Q

from anlan.access.public import Actor, name_of, scope_of
from anlan.cases.callrules.errors import (
    CallbackNotFound,
    CallbackNotYours,
    CallbackOver,
    CallbackTaken,
    OwnSurvey,
)
from anlan.cases.errors import CaseNotFound
from anlan.cases.hold import Standing, local
from anlan.cases.lifecycle import Work
from anlan.cases.models import Case, Note
from anlan.cases.models.calls import Callback
from anlan.ledger.public import FactKind, has_done, record

_WORK = frozenset({"cases.act", "cases.finish"})
TAKEN_FOR = timedelta(minutes=20)  # a browser that crashed must not keep a caller waiting for ever


def reached(actor: Actor) -> Q:
    """The calls whose case `actor` may call about."""
    return scope_of(actor, "cases.call_back").place_q("case__place_scope", "case__capability")


def hold_callback(*, by: Actor, callback: UUID) -> Callback:
    """Lock an open call. Raises `CallbackNotFound` (a foreign one too), `NotPermitted`, `CallbackOver`."""
    # The case first, as every verb takes it: the other way round two moves wait for each other.
    case = Case.objects.select_for_update(of=("self",)).filter(callbacks__pk=callback).order_by().first()
    found = Callback.objects.select_for_update().filter(pk=callback).first()
    if case is None or found is None:
        raise CallbackNotFound
    found.case = case
    try:
        Standing.of(found.case, by).require(by, "cases.call_back")
    except CaseNotFound:
        raise CallbackNotFound from None
    if found.state != "open":
        raise CallbackOver
    return found


def hold_own(*, by: Actor, at: datetime, callback: UUID) -> Callback:
    """Lock a call the actor has taken. Raises `CallbackNotYours`, `CallbackTaken` and what `hold_callback` raises."""
    held = hold_callback(by=by, callback=callback)
    refuse_taken(held, by=by, at=at)
    if held.taken_by != by.ref:
        raise CallbackNotYours
    return held


def is_taken(held: Callback, at: datetime) -> bool:
    """Whether somebody has it now."""
    return bool(held.taken_by) and held.taken_at is not None and at - held.taken_at < TAKEN_FOR


def refuse_taken(held: Callback, *, by: Actor, at: datetime) -> None:
    """Raise `CallbackTaken` while a colleague has it."""
    if is_taken(held, at) and held.taken_by != by.ref and held.taken_at is not None:
        raise CallbackTaken(name=name_of(held.taken_by), since=local(held.taken_at))


def refuse_own_survey(case: Case, by: Actor) -> None:
    """Raise `OwnSurvey` when the actor, or their unit, handled the case, or answered it without any unit."""
    own_units = {unit for unit, _ in scope_of(by, "cases.finish").units}
    parts = list(case.assignments.all())
    mine = any(
        part.unit in own_units or by.ref in (part.accepted_by, part.finished_by)
        for part in parts
        if part.state != Work.WITHDRAWN
    )
    done = _WORK if parts else _WORK | {"cases.close"}
    if mine or has_done(by.ref, case.id, done):
        raise OwnSurvey


def tell(
    kind: FactKind[Any], held: Callback, *, by: Actor, at: datetime, payload: Any, words: str = ""
) -> None:
    """Append a fact about this call to its case's chain; the envelope stays as it is, so nobody who writes an answer
    is told that the case changed under them.
    """
    case = held.case
    recorded = record(
        kind,
        subject=case.id,
        by=by.ref,
        at=at,
        payload=payload,
        capability=case.capability,
        place=case.place_scope,
    )
    if words:
        Note.objects.create(case=case, fact=recorded.id, words=words)


def end(held: Callback, state: str, at: datetime) -> bool:
    """The call is settled; returns whether that was too late. Who made it stands in the fact and not in the row."""
    held.state, held.ended_at, held.taken_by, held.taken_at = state, at, "", None
    held.save()
    return at > held.due_at

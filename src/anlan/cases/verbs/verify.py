"""核查: somebody who did not do the work makes sure that it was done."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from anlan.access.public import Actor, scope_of
from anlan.cases.errors import OwnWork
from anlan.cases.files.photographs import require_own_photograph
from anlan.cases.hold import append, hold, said, section_of, standing
from anlan.cases.lifecycle import State, Work
from anlan.cases.models import Case
from anlan.cases.scheme.answers import checked
from anlan.cases.timekeeping.running import happened
from anlan.cases.writing import Pen
from anlan.ledger.public import FactKind, has_done


@dataclass(frozen=True)
class Verified:
    """How it was verified."""

    method: str
    met: tuple[str, ...]
    missed: tuple[str, ...]


VERIFIED = FactKind("cases.verify", Verified)
_WORK = frozenset({"cases.act", "cases.finish"})


def refuse_own_work(held: Case, by: Actor) -> None:
    """Raise `OwnWork` when the actor, or a unit the actor works for, had a part in the handling."""
    own_units = {unit for unit, _ in scope_of(by, "cases.finish").units}
    for part in standing(held).parts:
        if part.state == Work.WITHDRAWN:
            continue
        if part.unit in own_units or by.ref in (part.accepted_by, part.finished_by):
            raise OwnWork
    if has_done(by.ref, held.id, _WORK):
        raise OwnWork  # whoever recorded a step did the work too, also after leaving the unit


@transaction.atomic
def verify(
    *,
    by: Actor,
    at: datetime,
    case: UUID,
    version: int | None = None,
    words: str = "",
    answers: dict[str, Any] | None = None,
) -> Case:
    """Confirm the handling (what is not confirmed is sent back).

    Raises `OwnWork`, `AnswerMissing`, `AnswerWrong`, `PhotographMissing`.
    """
    held = hold("verify", by=by, case=case, version=version)
    refuse_own_work(held, by)
    rule = section_of(held).verification
    kept = checked(rule.form, answers)
    if rule.photograph:
        require_own_photograph(held, by=by.ref)
    held.verified_by, pen = by.ref, Pen()
    ended = happened(held, "verified", at=at, pen=pen)
    payload = Verified(rule.method, *ended)
    append(
        VERIFIED, held, by=by, at=at, payload=payload, state=State.VERIFIED, words=said(words), answers=kept,
        pen=pen,
    )  # fmt: skip
    return held

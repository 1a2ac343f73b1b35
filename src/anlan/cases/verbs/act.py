"""办理: a step of the capability is done and written down."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from anlan.access.public import Actor
from anlan.cases.errors import StepUnknown
from anlan.cases.files.photographs import require_photographs
from anlan.cases.hold import append, check_said_at, hold, own_assignment, said, section_of
from anlan.cases.lifecycle import Work
from anlan.cases.models import Case
from anlan.cases.scheme.answers import checked
from anlan.cases.timekeeping.running import happened
from anlan.cases.writing import Pen
from anlan.ledger.public import FactKind


@dataclass(frozen=True)
class Acted:
    """Which unit did which step."""

    unit: UUID
    step: str
    met: tuple[str, ...]
    missed: tuple[str, ...]


ACTED = FactKind("cases.act", Acted)


@transaction.atomic
def act(
    *,
    by: Actor,
    at: datetime,
    case: UUID,
    version: int | None = None,
    step: str,
    words: str = "",
    answers: dict[str, Any] | None = None,
    said_at: datetime | None = None,
) -> Case:
    """Record `step` with the answers to its form.

    Raises `StepUnknown`, `AnswerMissing`, `AnswerWrong`, `PhotographMissing`, `NotAssigned`, `TimeImpossible`,
    `SaidTooEarly`.
    """
    held = hold("act", by=by, case=case, version=version)
    own = own_assignment(held, by=by, verb="act", states=frozenset({Work.ACCEPTED}))
    check_said_at(said_at, at, begun=own.accepted_at)
    section = section_of(held)
    possible = section.next_steps(own.step)
    known = section.step(step)
    if known is None or step not in possible:
        raise StepUnknown(field="step", step=step, possible=", ".join(possible))
    kept = checked(known.form, answers)
    require_photographs(held, known.photographs)
    own.step, pen = step, Pen()
    pen.update(own, "step")
    ended = happened(held, f"act:{step}", at=at, said_at=said_at, part=own, pen=pen)
    payload = Acted(own.unit, step, *ended)
    append(
        ACTED, held, by=by, at=at, payload=payload, words=said(words), answers=kept, said_at=said_at, pen=pen
    )
    return held

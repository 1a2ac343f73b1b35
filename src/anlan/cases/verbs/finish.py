"""办结: a unit says its part is done, with what was done."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction

from anlan.access.public import Actor
from anlan.cases.errors import StepsMissing, SupportingOpen
from anlan.cases.hold import append, check_said_at, hold, own_assignment, said, section_of, standing
from anlan.cases.lifecycle import Part, State, Work
from anlan.cases.models import Assignment, Case
from anlan.cases.timekeeping.running import happened
from anlan.cases.writing import Pen
from anlan.ledger.public import FactKind
from anlan.parties.public import unit_names


@dataclass(frozen=True)
class Finished:
    """Which unit finished its part."""

    unit: UUID
    part: str
    met: tuple[str, ...]
    missed: tuple[str, ...]


FINISHED = FactKind("cases.finish", Finished)
_UNFINISHED = frozenset({Work.OFFERED, Work.ACCEPTED, Work.OBJECTED})


def _refuse_open_support(held: Case) -> None:
    parts = standing(held).parts
    units = [part.unit for part in parts if part.part == Part.SUPPORTING and part.state in _UNFINISHED]
    if units:
        raise SupportingOpen(units=", ".join(unit_names(units).values()))


def _refuse_missing_steps(held: Case, own: Assignment) -> None:
    section = section_of(held)
    possible = section.next_steps(own.step)
    if "finish" in possible:
        return
    titles = [str(step.title) for code in possible if (step := section.step(code)) is not None]
    raise StepsMissing(missing=", ".join(titles))


@transaction.atomic
def finish(
    *,
    by: Actor,
    at: datetime,
    case: UUID,
    version: int | None = None,
    words: str,
    said_at: datetime | None = None,
) -> Case:
    """Finish the part of the actor's unit; the lead's finish makes the case handled.

    Raises `StepsMissing`, `SupportingOpen`, `NotAssigned`, `TextMissing`, `TimeImpossible`, `SaidTooEarly`.
    """
    held = hold("finish", by=by, case=case, version=version)
    done = said(words, required=True)
    own = own_assignment(held, by=by, verb="finish", states=frozenset({Work.ACCEPTED}), order=("-part",))
    check_said_at(said_at, at, begun=own.accepted_at)
    leads = own.part == Part.LEAD
    if leads:
        _refuse_missing_steps(held, own)
        _refuse_open_support(held)
    own.state, own.finished_at, own.finished_by = Work.FINISHED, at, by.ref
    pen = Pen()
    pen.update(own, "state", "finished_at", "finished_by")
    ended = happened(held, "finished", at=at, said_at=said_at, part=own, pen=pen)
    state = State.HANDLED if leads else State(held.state)
    payload = Finished(own.unit, own.part, *ended)
    append(
        FINISHED, held, by=by, at=at, payload=payload, state=state, words=done, public=leads, said_at=said_at,
        pen=pen,
    )  # fmt: skip
    return held

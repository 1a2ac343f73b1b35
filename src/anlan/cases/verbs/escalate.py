"""升级: what is late goes up, each step of each clock exactly once; or somebody decides it, with a reason."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction

from anlan.access.public import Actor
from anlan.cases.errors import ClockUnknown
from anlan.cases.hold import append, hold, said, section_of
from anlan.cases.models import Case, Clock
from anlan.cases.timekeeping.due_times import compute, looks
from anlan.cases.timekeeping.running import happened, summarise
from anlan.ledger.public import FactKind


@dataclass(frozen=True)
class Escalated:
    """To which level, for which clock ("" when a person decided), and whether the clock was late."""

    level: str
    times: int
    clock: str
    late: bool


ESCALATED = FactKind("cases.escalate", Escalated)


def _look(held: Case, clock: UUID, at: datetime) -> tuple[Clock, str, bool]:
    """Take every look of `clock` that has come, as one; `level` counts them, so none comes twice.

    The highest is told.
    """
    running = held.clocks.select_for_update().filter(pk=clock, stopped_at=None, next_look__lte=at).first()
    rule = section_of(held).clock(running.rule) if running else None
    if running is None or rule is None:
        raise ClockUnknown(field="clock", clock=str(clock))
    marks = looks(compute(running, rule, held))
    ahead = marks[running.level :]
    come = [mark for mark in ahead if mark[0] <= at] or ahead[:1]
    _, level, late = come[-1]
    running.level += len(come)
    running.next_look = marks[running.level][0] if running.level < len(marks) else None
    running.late = running.late or late
    running.save()
    summarise(held)
    return running, level, late


@transaction.atomic
def escalate(
    *,
    by: Actor,
    at: datetime,
    case: UUID,
    version: int | None = None,
    clock: UUID | None = None,
    words: str = "",
) -> Case:
    """Raise the case: the sweeper names the `clock` whose moment has come, a person gives a reason.

    Raises `ClockUnknown` when another sweeper was faster, `TextMissing`.
    """
    held = hold("escalate", by=by, case=case, version=version)
    reason = said(words, required=clock is None)
    level, code, late = "person", "", False
    if clock is not None:
        found, level, late = _look(held, clock, at)
        code = found.rule
    held.escalation += 1
    happened(held, "escalated", at=at)
    payload = Escalated(level, held.escalation, code, late)
    append(ESCALATED, held, by=by, at=at, payload=payload, words=reason)
    return held

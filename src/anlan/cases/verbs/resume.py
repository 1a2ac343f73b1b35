"""恢复: the work goes on, and the clocks with it."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction

from anlan.access.public import Actor
from anlan.cases.hold import append, hold, require_lead, said
from anlan.cases.lifecycle import State
from anlan.cases.models import Case
from anlan.cases.timekeeping.running import happened, resume_all
from anlan.ledger.public import FactKind


@dataclass(frozen=True)
class Resumed:
    """How many clocks run again."""

    clocks: int


RESUMED = FactKind("cases.resume", Resumed)


@transaction.atomic
def resume(*, by: Actor, at: datetime, case: UUID, version: int | None = None, words: str = "") -> Case:
    """Resume a suspended case; paused clocks get their new due time. Raises `NotAssigned`."""
    held = hold("resume", by=by, case=case, version=version)
    require_lead(held, by=by, verb="resume")
    running = resume_all(held, at=at)
    happened(held, "resumed", at=at)
    append(RESUMED, held, by=by, at=at, payload=Resumed(running), state=State.HANDLING, words=said(words))
    return held

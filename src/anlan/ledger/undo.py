"""Take an import back by further facts: each of its facts is compensated, the newest first."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction

from anlan.kit.db import lock
from anlan.ledger.compensation import compensators
from anlan.ledger.errors import AlreadyUndone, CannotUndo, NothingToUndo
from anlan.ledger.kinds import FactKind
from anlan.ledger.queries import facts_of_batch, history
from anlan.ledger.record import record


@dataclass(frozen=True)
class Undone:
    """How many facts were compensated."""

    facts: int


UNDONE = FactKind("ledger.undo", Undone)


@transaction.atomic
def undo(batch: UUID, *, by: str, at: datetime) -> int:
    """Compensate every fact of `batch`, newest first; returns how many. All or nothing.

    The caller checks that `by` may do so: the ledger knows no permissions. Raises `NothingToUndo`,
    `AlreadyUndone`, and `CannotUndo` (naming the kind) before anything is changed.
    """
    lock(f"ledger.undo:{batch}")
    if earlier := [fact for fact in history(batch) if fact.kind == UNDONE.name]:
        raise AlreadyUndone(at=f"{earlier[0].at:%Y-%m-%d %H:%M}")
    facts = facts_of_batch(batch)
    if not facts:
        raise NothingToUndo(batch=batch)
    for kind in sorted({fact.kind for fact in facts}):
        if kind not in compensators:
            raise CannotUndo(kind=kind)
    for fact in reversed(facts):
        compensators.get(fact.kind)(fact, by, at)
    record(UNDONE, subject=batch, by=by, at=at, payload=Undone(facts=len(facts)))
    return len(facts)

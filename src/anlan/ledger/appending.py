"""Append many facts to chains that exist, in the transaction of the changes they tell of."""

from collections.abc import Sequence
from datetime import datetime
from typing import Generic, NamedTuple, TypeVar
from uuid import UUID

from django.db import connection

from anlan.kit.db import lock_all
from anlan.kit.planned import Statement, run, together
from anlan.ledger.errors import NotInTransaction
from anlan.ledger.kinds import FactKind
from anlan.ledger.record import ChainEnd, Recorded, next_fact

P = TypeVar("P")

_ENDS = """
SELECT asked.subject, f.seq, f.hash FROM unnest(%s::uuid[]) AS asked(subject),
LATERAL (SELECT seq, hash FROM ledger_fact WHERE subject = asked.subject ORDER BY seq DESC LIMIT 1) f
"""


class Entry(NamedTuple, Generic[P]):
    """What one of the facts says, and of what."""

    subject: UUID
    payload: P
    capability: str = ""
    place: int | None = None


def record_all(kind: FactKind[P], entries: Sequence[Entry[P]], *, by: str, at: datetime) -> list[Recorded]:
    """`record` for each of `entries` in turn, in three round trips; several may be of one subject.

    Every subject must have facts already. Its chain is locked until the transaction ends, all of them in one order.
    Raises `NotInTransaction`, `PayloadRefused`, and `KeyError` for a subject without facts.
    """
    if not connection.in_atomic_block:
        raise NotInTransaction
    if not entries:
        return []
    subjects = sorted({entry.subject for entry in entries})
    lock_all(f"ledger:{subject}" for subject in subjects)
    # Read after the wait: what others appended meanwhile is seen.
    ends = {subject: ChainEnd(seq, hash) for subject, seq, hash in run(_ENDS, [subjects])}
    made: list[Recorded] = []
    statements: list[Statement] = []
    for entry in entries:
        recorded, statement = next_fact(
            kind,
            end=ends[entry.subject],
            subject=entry.subject,
            by=by,
            at=at,
            payload=entry.payload,
            capability=entry.capability,
            place=entry.place,
        )
        ends[entry.subject] = ChainEnd(recorded.seq, bytes.fromhex(recorded.hash))
        made.append(recorded)
        statements.append(statement)
    together(*statements)
    return made

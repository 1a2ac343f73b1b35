"""Taking an import back: each case it made goes, by a further fact; places, units and the capability stay.

It goes portion by portion through the positions that the import's facts have, so that a big one needs no more memory
than a small one, and one that was stopped goes on when it is asked for again.
"""

from collections.abc import Callable, Iterator
from datetime import datetime
from uuid import UUID

from django.db import transaction

from anlan.access.public import Actor
from anlan.cases.public import take_back
from anlan.interop.importing.alone import alone
from anlan.interop.importing.errors import ImportUndone, ImportUnknown, ImportUsed
from anlan.interop.importing.facts import BEGUN, UNDO_PORTION, UNDONE, TakenBack, TakenBackPortion
from anlan.ledger.public import (
    Fact,
    compensators,
    facts_after,
    history,
    positions_of_batch,
    record,
    worked_on_since,
)

PORTION = 1000
# What an import writes beside the report that opens a case; these go with it.
_WITH_IT = ("route", "dispatch", "accept", "finish", "verify", "close")
_REPORT = "cases.report"
_ENDS = ("ledger.undo", UNDONE.name)


def _goes_with_its_report(_fact: Fact, _by: str, _at: datetime) -> None:
    """Nothing of its own is left to undo: the case goes when its report is compensated."""


def register_compensators() -> None:
    """Say how the facts of an import are taken back."""
    compensators.add(_REPORT, take_back)
    for verb in _WITH_IT:
        compensators.add(f"cases.{verb}", _goes_with_its_report)


def undo_import(
    batch: UUID,
    *,
    by: Actor,
    at: datetime,
    progress: Callable[[int, int], None] = lambda _done, _whole: None,
    stop: Callable[[], bool] = lambda: False,
) -> int:
    """Take back every case of `batch`; returns how many went. Nothing goes when somebody worked on one since.

    Each portion is one transaction; asked again after a stop, it goes on. `progress` is told positions done, of how
    many.
    Raises `ImportUnknown`, `ImportUndone`, `ImportUsed`, `ImportRunning`.
    """
    told = history(batch)
    begun = next((BEGUN.read(fact) for fact in told if fact.kind == BEGUN.name), None)
    if begun is None:
        raise ImportUnknown(batch=batch)
    if any(fact.kind in _ENDS for fact in told):
        raise ImportUndone(batch=batch)
    with alone(begun.file, begun.mapping, at=at):
        first, last = positions_of_batch(batch)
        reached = max(
            (UNDO_PORTION.read(fact).position for fact in told if fact.kind == UNDO_PORTION.name), default=0
        )
        begin = max(first - 1, reached)
        _refuse_what_was_used(batch, begin, last)
        for found, position in _reports(batch, begin, last):
            if stop():
                return _gone(batch)
            with transaction.atomic():
                _take_back(found, batch, by=by, at=at, position=position)
            progress(position - first, last - first)
        return _end(batch, by=by, at=at)


def _reports(batch: UUID, begin: int, last: int) -> Iterator[tuple[list[Fact], int]]:
    """The reports of a batch, a portion at a time, each with the position it ends at."""
    while begin < last:
        found = facts_after(begin, limit=PORTION, kinds=frozenset({_REPORT}))
        within = [item for item in found if item.position <= last]
        begin = within[-1].position if len(within) == PORTION else last
        yield [item.fact for item in within if item.fact.batch == batch], begin


def _refuse_what_was_used(batch: UUID, begin: int, last: int) -> None:
    count, first = 0, ""
    for found, _ in _reports(batch, begin, last):
        used = worked_on_since([fact.subject for fact in found], batch, but=("cases.take_back",))
        count += len(used)
        first = first or next((str(fact.payload["number"]) for fact in found if fact.subject in used), "")
    if count:
        raise ImportUsed(count=count, number=first)


def _take_back(found: list[Fact], batch: UUID, *, by: Actor, at: datetime, position: int) -> None:
    """One portion. Somebody may have begun to work on a case since the first look: then this portion stays."""
    used = worked_on_since([fact.subject for fact in found], batch, but=("cases.take_back",))
    if used:
        number = next(str(fact.payload["number"]) for fact in found if fact.subject in used)
        raise ImportUsed(count=len(used), number=number)
    for fact in found:
        take_back(fact, by.ref, at)
    record(UNDO_PORTION, subject=batch, by=by.ref, at=at, payload=TakenBackPortion(len(found), position))


def _gone(batch: UUID) -> int:
    return sum(UNDO_PORTION.read(fact).cases for fact in history(batch) if fact.kind == UNDO_PORTION.name)


@transaction.atomic
def _end(batch: UUID, *, by: Actor, at: datetime) -> int:
    gone = _gone(batch)
    record(UNDONE, subject=batch, by=by.ref, at=at, payload=TakenBack(gone))
    return gone

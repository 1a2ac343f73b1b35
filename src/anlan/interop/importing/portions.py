"""One portion of a file, all of it or nothing: its rows are filled, then it waits for its turn to be ordered."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from time import sleep
from uuid import UUID

from django.db import transaction

from anlan.cases.public import Bulk, known_keys
from anlan.interop.importing.errors import LedgerBusy
from anlan.interop.importing.facts import PORTION, Portion
from anlan.interop.importing.filling import Filler
from anlan.interop.importing.table import Mark, Table
from anlan.interop.replay.mapping import Mapping
from anlan.interop.replay.parsing import RowReader
from anlan.interop.replay.row import Row
from anlan.kit.db import set_local
from anlan.ledger.public import Moment, assign_positions, give_positions, record, run_reactions

_TRIES = 20
_PAUSE = 0.05


@dataclass(frozen=True)
class Task:
    """What every portion of one import shares."""

    table: Table
    mapping: Mapping
    batch: UUID
    by: str
    begun: datetime


@dataclass(frozen=True)
class Piece:
    """The rows between two marks."""

    begin: Mark
    end: Mark


@dataclass
class Filled:
    """A portion that is written but for its keys and its place in the order."""

    bulk: Bulk
    moments: list[Moment]
    good: int
    made: int


@dataclass(frozen=True)
class Finished:
    """A portion that is in: how many of its rows were good, and how many became cases."""

    good: int
    made: int
    end: Mark


class Portions:
    """Does the portions of one import, in this process and on its connection."""

    def __init__(self, task: Task) -> None:
        self.task = task
        self._reader = RowReader(task.mapping, task.table.head, name=task.table.name)
        self._filler = Filler(task.mapping, task.batch, at=task.begun)

    @contextmanager
    def filled(self, piece: Piece) -> Iterator[Filled]:
        """A transaction with the rows of `piece` in it; it ends with the block."""
        rows = self._rows(piece)
        with transaction.atomic():
            # For a bug: portions are made so that none waits for a later one.
            set_local({"lock_timeout": "60s"})
            known = known_keys(self._filler.source, [row.request for row in rows])
            fresh = [row for row in rows if row.request not in known]
            bulk = self._filler.fill(fresh)
            yield Filled(bulk, bulk.save_rows(), len(rows), len(fresh))

    def _rows(self, piece: Piece) -> list[Row]:
        """The good rows, the first of those with one number."""
        rows: dict[str, Row] = {}
        for raw in self.task.table.between(piece.begin, piece.end):
            row = raw.flaw or self._reader.read(raw.line, raw.cells)
            if isinstance(row, Row) and self._filler.knows(row):
                rows.setdefault(row.request, row)
        return list(rows.values())

    def finish(self, filled: Filled, piece: Piece, *, done: int, at: datetime) -> Finished:
        """Its keys, its own fact, and the order of all. Call it when every portion before has ended.

        Raises `IntegrityError` (somebody else brought one of the numbers in meanwhile: do it again), `LedgerBusy`.
        """
        filled.bulk.save_keys()
        told = Portion(filled.made, done + filled.good, piece.end.offset, piece.end.line)
        record(PORTION, subject=self.task.batch, by=self.task.by, at=at, payload=told)
        order(filled.moments, at)
        return Finished(filled.good, filled.made, piece.end)


def order(moments: list[Moment], at: datetime) -> None:
    """Give `moments` the next positions; whatever else waits goes first. Raises `LedgerBusy`."""
    for attempt in range(_TRIES):
        try:
            with transaction.atomic():
                while assign_positions():
                    pass
                run_reactions(at=at)
                give_positions(moments, reacted=True)
                return
        # A reaction has not come so far: it is being run elsewhere, or waits for its next try.
        except RuntimeError:
            sleep(_PAUSE * attempt)
    raise LedgerBusy

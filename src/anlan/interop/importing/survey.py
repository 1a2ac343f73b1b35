"""The first reading of a file: what it holds, in memory that does not grow with it but for eight bytes a row."""

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime

import numpy as np
from django.utils.translation import gettext as _

from anlan.interop.errors import NothingToReplay
from anlan.interop.importing.errors import TooManyKinds
from anlan.interop.importing.table import Block, Raw, Table
from anlan.interop.replay.mapping import Mapping
from anlan.interop.replay.parsing import RowReader
from anlan.interop.replay.row import Fault, Refused, Row

EXAMPLES = 20
_TYPES = 2000
_PLACES = 100_000

Sink = Callable[[Raw, Refused], None]
Looking = Callable[[int, int], None]


@dataclass(frozen=True)
class Survey:
    """What a file holds: rows that can be brought in and not, why not, and every type and place of the good ones."""

    rows: int
    refused: int
    kinds: dict[str, int]
    examples: tuple[Refused, ...]
    types: tuple[str, ...]
    places: tuple[tuple[str, str], ...]
    first: datetime
    without_place: int
    without_point: int


class Seen:
    """Which numbers came before, by 64 bits of each: a million rows take 8 MB, and a false alarm is one in 10⁷."""

    def __init__(self) -> None:
        self._runs: list[np.ndarray[tuple[int], np.dtype[np.int64]]] = []

    def again(self, keys: list[str]) -> list[bool]:
        """For each key whether it came before, here or earlier."""
        marks = np.fromiter(map(hash, keys), np.int64, len(keys))
        found = np.zeros(len(keys), bool)
        for run in self._runs:
            places = np.searchsorted(run, marks)
            found |= run[np.minimum(places, len(run) - 1)] == marks
        fresh, first = np.unique(marks, return_index=True)
        here = np.ones(len(keys), bool)
        here[first] = False
        self._keep(fresh)
        told: list[bool] = (found | here).tolist()
        return told

    def _keep(self, run: np.ndarray[tuple[int], np.dtype[np.int64]]) -> None:
        """Runs that grow twofold, so that few are looked through."""
        if not len(run):
            return
        while self._runs and len(self._runs[-1]) <= 2 * len(run):
            run = np.union1d(self._runs.pop(), run)
        self._runs.append(run)


@dataclass
class _Count:
    """What was found so far."""

    table: Table
    mapping: Mapping
    categories: dict[str, str] | None
    sink: Sink
    rows: int = 0
    refused: int = 0
    kinds: Counter[str] = field(default_factory=Counter)
    examples: list[Refused] = field(default_factory=list)
    types: set[str] = field(default_factory=set)
    places: set[tuple[str, str]] = field(default_factory=set)
    first: datetime | None = None
    without_place: int = 0
    without_point: int = 0

    def refuse(self, raw: Raw, refused: Refused) -> None:
        self.refused += 1
        self.kinds.update(fault.kind for fault in refused.faults)
        if len(self.examples) < EXAMPLES:
            self.examples.append(refused)
        self.sink(raw, refused)

    def take(self, raw: Raw, row: Row) -> None:
        if self.categories is not None and row.type not in self.categories:
            reason = _("the published capability has no category for the type “{type}”").format(type=row.type)
            self.refuse(raw, Refused.of(row.line, [Fault(self.mapping.columns.type, "category", reason)]))
            return
        self.rows += 1
        self.types.add(row.type)
        if row.street:
            self.places.add((row.street, row.community))
        else:
            self.without_place += 1
        self.without_point += row.point != "fine"
        if self.first is None or row.created < self.first:
            self.first = row.created

    def check_bounds(self) -> None:
        columns = self.mapping.columns
        for found, most, column in (
            (self.types, _TYPES, columns.type),
            (self.places, _PLACES, columns.community),
        ):
            if len(found) > most:
                raise TooManyKinds(column=column, name=self.table.name, most=most)


def look(
    table: Table,
    mapping: Mapping,
    *,
    categories: dict[str, str] | None,
    sink: Sink = lambda _raw, _refused: None,
    looking: Looking = lambda _done, _whole: None,
) -> Survey:
    """Read every row once. `categories`: the types a published capability knows. `sink` is handed what is refused.

    Raises `NothingToReplay` (with the first reason), `TooManyKinds`, `QuoteNeverClosed`.
    """
    reader = RowReader(mapping, table.head, name=table.name)
    count, seen, size = _Count(table, mapping, categories, sink), Seen(), table.size
    for block in table.blocks():
        for raw, judged in judge(block, reader, seen.again):
            if isinstance(judged, Row):
                count.take(raw, judged)
            else:
                count.refuse(raw, judged)
        count.check_bounds()
        looking(block.end.offset, size)
    if count.first is None:
        reason = count.examples[0].reason if count.examples else _("the file is empty")
        raise NothingToReplay(name=table.name, reason=reason)
    return Survey(
        count.rows, count.refused, dict(count.kinds.most_common()), tuple(count.examples), tuple(sorted(count.types)),
        tuple(sorted(count.places)), count.first, count.without_place, count.without_point,
    )  # fmt: skip


def judge(
    block: Block, reader: RowReader, again: Callable[[list[str]], list[bool]]
) -> Iterable[tuple[Raw, Row | Refused]]:
    """Every row of a block as a request, or why not."""
    judged = [(raw, raw.flaw or reader.read(raw.line, raw.cells)) for raw in block.rows]
    repeated = iter(again([row.request for _raw, row in judged if isinstance(row, Row)]))
    for raw, row in judged:
        if isinstance(row, Row) and next(repeated):
            reason = _("the number {number} stands in the file before").format(number=row.request)
            yield raw, Refused.of(row.line, [Fault(reader.number_column, "repeated", reason)])
        else:
            yield raw, row

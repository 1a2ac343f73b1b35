"""The refused rows, handed back to be mended and fed in again: a workbook as itself, anything else as CSV."""

import csv
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Protocol

from anlan.interop.importing.opening import is_workbook
from anlan.interop.importing.table import Raw, Table
from anlan.interop.replay.mending import REASON, harmless, plain
from anlan.interop.replay.row import Refused

# More refused rows than this nobody mends by hand: the first of them show what is wrong.
MOST = 10_000


class Handback(Protocol):
    """Takes refused rows; `count` of them were written, `left_out` not."""

    count: int
    left_out: int

    def __call__(self, raw: Raw, refused: Refused) -> None:
        """One refused row."""

    def close(self) -> None:
        """Everything is told."""


class InCsv:
    """The refused rows as they were, with a column of reasons. UTF-8 with a mark, for Excel."""

    def __init__(self, to: Path, table: Table) -> None:
        self.count = self.left_out = 0
        self._to = to
        self._file: IO[str] | None = None
        self._keep = [place for place, name in enumerate(table.head) if name != REASON]
        self._head = [harmless(table.head[place]) for place in self._keep]

    def __call__(self, raw: Raw, refused: Refused) -> None:
        """Write it; the file is made with the first one."""
        if self.count == MOST:
            self.left_out += 1
            return
        if self._file is None:
            self._file = self._to.open("w", encoding="utf-8-sig", newline="")
            self._writer = csv.writer(self._file)
            self._writer.writerow([*self._head, REASON])
        cells = [*raw.cells, *[""] * (max(self._keep, default=0) + 1 - len(raw.cells))]
        told = [harmless(plain(cells[place])) for place in self._keep]
        self._writer.writerow([*told, harmless(refused.reason)])
        self.count += 1

    def close(self) -> None:
        """Everything is told."""
        if self._file is not None:
            self._file.close()


class InWorkbook:
    """The same workbook with red cells, reasons as comments and in a column of their own."""

    def __init__(self, source: Path, to: Path, table: Table) -> None:
        self.count = self.left_out = 0
        self._source, self._to, self._table = source, to, table
        self._kept: list[tuple[Raw, Refused]] = []

    def __call__(self, raw: Raw, refused: Refused) -> None:
        """Keep it."""
        if self.count == MOST:
            self.left_out += 1
            return
        self._kept.append((raw, refused))
        self.count += 1

    def close(self) -> None:
        """Write the workbook."""
        if self._kept:
            # openpyxl is slow to load, and few need it
            from anlan.interop.importing.redden import write_workbook  # noqa: PLC0415

            write_workbook(self._source, self._to, self._table, self._kept)


@contextmanager
def handback(source: Path, to: Path | None, table: Table) -> Iterator[Handback]:
    """What takes the refused rows of `table` and writes them to `to`; nothing is written when all rows are good."""
    taking: Handback
    if to is None:
        taking = _Nowhere()
    elif is_workbook(to):
        taking = InWorkbook(source, to, table)
    else:
        taking = InCsv(to, table)
    try:
        yield taking
    finally:
        taking.close()


class _Nowhere:
    """Nobody asked for the refused rows."""

    count = left_out = 0

    def __call__(self, raw: Raw, refused: Refused) -> None:
        """Leave it."""

    def close(self) -> None:
        """Nothing was opened."""

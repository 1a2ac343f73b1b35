"""A table in a file, read a block of rows at a time from any place that a block ended at: nothing else is held."""

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from django.utils.translation import gettext as _

from anlan.interop.importing.errors import QuoteNeverClosed
from anlan.interop.replay.row import Fault, Refused

BLOCK = 2000
# One row may run over so many lines; more is a quotation mark that somebody forgot.
_LINES = 200
_LETTERS = 1_000_000
csv.field_size_limit(_LETTERS)


@dataclass(frozen=True, slots=True)
class Mark:
    """A place between two rows: the byte, and the lines before it."""

    offset: int = 0
    line: int = 0


@dataclass(frozen=True, slots=True)
class Raw:
    """A row as it stands in the file. `line` is where it ends, or its row in the sheet; `flaw`: why it has no cells."""

    line: int
    cells: list[str]
    flaw: Refused | None = None


@dataclass(frozen=True, slots=True)
class Block:
    """Rows between two marks. Empty lines are none."""

    begin: Mark
    end: Mark
    rows: list[Raw]


class _Lines:
    """Decoded lines, and how many bytes and lines were handed out. Raises `QuoteNeverClosed` for an endless row."""

    def __init__(self, file: BinaryIO, encoding: str, begin: Mark, name: str) -> None:
        file.seek(begin.offset)
        self._file, self._encoding, self._name = file, encoding, name
        self.offset, self.line = begin.offset, begin.line
        self.row_begun = begin.line

    def __iter__(self) -> "_Lines":
        return self

    def __next__(self) -> str:
        if self.line - self.row_begun >= _LINES:
            raise QuoteNeverClosed(name=self._name, line=self.row_begun + 1)
        data = self._file.readline(_LETTERS)
        if not data:
            raise StopIteration
        if len(data) >= _LETTERS and not data.endswith(b"\n"):
            raise QuoteNeverClosed(name=self._name, line=self.row_begun + 1)
        self.offset += len(data)
        self.line += 1
        text = data.decode(self._encoding, "replace")
        return text[1:] if self.line == 1 and text.startswith("\ufeff") else text


@dataclass(frozen=True)
class Table:
    """A table whose rows lie in `path`, in CSV. `name` is the file a person knows; `digest` is of that file.

    `numbered`: each row begins with its number in `sheet`, whose head ends in row `head_row`. `body` is where the rows
    begin.
    """

    name: str
    path: Path
    encoding: str
    digest: str
    head: tuple[str, ...]
    body: Mark
    separator: str = ","
    numbered: bool = False
    sheet: str = ""
    head_row: int = 0

    @property
    def size(self) -> int:
        """Bytes to be read."""
        return self.path.stat().st_size

    def blocks(self, begin: Mark | None = None, *, rows: int = BLOCK) -> Iterator[Block]:
        """Blocks of at most `rows` rows from `begin` on. Raises `QuoteNeverClosed`."""
        with self.path.open("rb") as file:
            lines = _Lines(file, self.encoding, begin or self.body, self.name)
            reader = csv.reader(lines, strict=True, delimiter=self.separator)
            while found := self._block(lines, reader, rows):
                yield found

    def between(self, begin: Mark, end: Mark) -> list[Raw]:
        """The rows between two marks of `blocks`."""
        with self.path.open("rb") as file:
            file.seek(begin.offset)
            data = file.read(end.offset - begin.offset)
        lines = _Lines(io.BytesIO(data), self.encoding, Mark(0, begin.line), self.name)
        reader = csv.reader(lines, strict=True, delimiter=self.separator)
        found = self._block(lines, reader, len(data))
        return found.rows if found else []

    def _block(self, lines: _Lines, reader: Iterator[list[str]], most: int) -> Block | None:
        begin = Mark(lines.offset, lines.line)
        rows: list[Raw] = []
        while len(rows) < most:
            lines.row_begun = lines.line
            try:
                cells = next(reader, None)
            except csv.Error as error:
                rows.append(self._flawed(lines, str(error)))
                continue
            if cells is None:
                break
            if any(cells):
                rows.append(Raw(int(cells[0]), cells[1:]) if self.numbered else Raw(lines.line, cells))
        end = Mark(lines.offset, lines.line)
        return Block(begin, end, rows) if end != begin else None

    def _flawed(self, lines: _Lines, said: str) -> Raw:
        if "unexpected end" in said or "field limit" in said:
            raise QuoteNeverClosed(name=self.name, line=lines.row_begun + 1)
        reason = _(
            "a quotation mark stands inside a value. Put the whole value in marks and double those inside it"
        )
        return Raw(lines.line, [], Refused.of(lines.line, [Fault("", "ragged", reason)]))


def head_of(path: Path, encoding: str, name: str, separator: str) -> tuple[tuple[str, ...], Mark]:
    """The first line with anything in it, and where the rows begin. Empty for an empty file."""
    with path.open("rb") as file:
        lines = _Lines(file, encoding, Mark(), name)
        try:
            for cells in csv.reader(lines, strict=True, delimiter=separator):
                lines.row_begun = lines.line
                if any(cells):
                    return tuple(cell.strip() for cell in cells), Mark(lines.offset, lines.line)
        except csv.Error:
            raise QuoteNeverClosed(name=name, line=lines.row_begun + 1) from None
        return (), Mark(lines.offset, lines.line)

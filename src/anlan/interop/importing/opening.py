"""A file as a person sent it, opened as one table: CSV as it lies there, `.gz` and workbooks unpacked first."""

import csv
import gzip
import hashlib
import tempfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from anlan.interop.errors import FileUnreadable
from anlan.interop.importing.letters import read_letters
from anlan.interop.importing.table import Table, head_of
from anlan.interop.importing.workbook import unpack
from anlan.interop.replay.mapping import Mapping
from anlan.interop.replay.parsing import check_head

WORKBOOKS = (".xlsx", ".xlsm", ".xls", ".ods", ".xlsb")
# A compressed file may grow this much; more is an attack.
_GROWTH = 4 << 30
_SEPARATORS = ",;\t"


def is_workbook(path: Path) -> bool:
    """Whether the name says so; what it holds may differ."""
    return path.suffix.lower() in WORKBOOKS


@contextmanager
def opened(
    path: Path, mapping: Mapping, *, looking: Callable[[int], None] = lambda _done: None
) -> Iterator[Table]:
    """The table in `path`; what was unpacked goes when it is closed.

    Raises `FileUnreadable`, `EncodingUnknown` and its sisters, `ColumnsNotFound`, `ColumnTwice`, and for a workbook
    `ExcelUnreadable`, `ExcelLocked`, `ExcelTooLarge`, `SheetUnknown`.
    """
    with tempfile.TemporaryDirectory(prefix="anlan-import-") as folder:
        try:
            table = _table(path, mapping, Path(folder), looking)
        except (OSError, EOFError, zlib.error, csv.Error) as error:
            raise FileUnreadable(name=path.name, reason=" ".join(str(error).split())[:300]) from error
        yield table


def _table(path: Path, mapping: Mapping, folder: Path, looking: Callable[[int], None]) -> Table:
    if is_workbook(path):
        found = unpack(path, mapping, folder / "rows.csv")
        head, body = head_of(found.path, "utf-8", path.name, ",")
        check_head(path.name, head[1:], mapping)
        return Table(
            path.name, found.path, "utf-8", _digest(path), head[1:], body, numbered=True, sheet=found.sheet,
            head_row=found.head_row,
        )  # fmt: skip
    plain = _inflated(path, folder / "rows.csv") if path.suffix == ".gz" else path
    encoding, digest = read_letters(plain, wanted=mapping.encoding, looking=looking)
    separator = _separator(plain, encoding)
    head, body = head_of(plain, encoding, path.name, separator)
    check_head(path.name, head, mapping)
    if plain is not path:
        digest = _digest(path)
    return Table(path.name, plain, encoding, digest, head, body, separator)


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _inflated(path: Path, to: Path) -> Path:
    with gzip.open(path, "rb") as packed, to.open("wb") as plain:
        while piece := packed.read(1 << 20):
            if plain.tell() > _GROWTH:
                raise OSError(f"it unpacks to more than {_GROWTH >> 30} GB")
            plain.write(piece)
    return to


def _separator(path: Path, encoding: str) -> str:
    """What stands most often in the head: a comma, a semicolon (spreadsheets in much of Europe) or a tabulator."""
    with path.open("rb") as file:
        line = file.readline(1 << 16).decode(encoding, "replace")
    return max(_SEPARATORS, key=line.count)

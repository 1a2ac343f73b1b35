"""Workbooks of the sample's rows."""

from datetime import datetime
from pathlib import Path

import openpyxl

from anlan.interop.importing.opening import opened
from anlan.interop.importing.tests.judged import MAPPING
from anlan.interop.replay.parsing import RowReader
from anlan.interop.replay.row import Row
from anlan.interop.tests.sample import COLUMNS, FORMAT

TIMES = {"CreatedDate", "DueDate", "CloseDate"}


def typed(row: dict[str, str]) -> list[object]:
    """A row as Excel holds it: times are times, and know no zone."""
    return [_typed(name, row[name]) for name in COLUMNS]


def _typed(name: str, text: str) -> object:
    return datetime.strptime(text, FORMAT) if name in TIMES and text else text  # noqa: DTZ007


def book_of(rows: list[dict[str, str]], title: str = "台账") -> openpyxl.Workbook:
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = title
    sheet.append(list(COLUMNS))
    for row in rows:
        sheet.append(typed(row))
    return book


def saved(book: openpyxl.Workbook, file: Path) -> Path:
    book.save(file)
    return file


def rows_of(file: Path, mapping=MAPPING) -> list[Row]:
    with opened(file, mapping) as table:
        reader = RowReader(mapping, table.head, name="x")
        read = [reader.read(raw.line, raw.cells) for block in table.blocks() for raw in block.rows]
    assert all(isinstance(row, Row) for row in read), read
    return [row for row in read if isinstance(row, Row)]

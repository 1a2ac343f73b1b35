"""A workbook with what is wrong in red: the person's own where it can be kept, else a new one of the refused rows."""

import re
from datetime import datetime
from pathlib import Path
from typing import Any

import openpyxl  # type: ignore[import-untyped]
from openpyxl.cell import WriteOnlyCell  # type: ignore[import-untyped]
from openpyxl.comments import Comment  # type: ignore[import-untyped]
from openpyxl.styles import PatternFill  # type: ignore[import-untyped]
from openpyxl.utils.exceptions import InvalidFileException  # type: ignore[import-untyped]

from anlan.interop.importing.table import Raw, Table
from anlan.interop.replay.mending import FORMULA, REASON, plain
from anlan.interop.replay.row import Refused
from anlan.interop.replay.signs import TYPED

# openpyxl holds a whole workbook, about 50 bytes of memory for each of its file: beyond this, a new one is made.
_LARGEST = 20 << 20
_RED = PatternFill("solid", start_color="FFFFC7CE", end_color="FFFFC7CE")
_NONE = PatternFill()
_AUTHOR = "Anlan"
# Formulas that reach outside the workbook; they stay as text.
_OUTSIDE = re.compile(
    r"\b(HYPERLINK|WEBSERVICE|IMAGE|CALL|REGISTER(\.ID)?|RTD|DDE|EXEC|IMPORT\w+)\s*\(|\||\[", re.IGNORECASE
)

Kept = list[tuple[Raw, Refused]]


def write_workbook(source: Path, to: Path, table: Table, kept: Kept) -> None:
    """Write `to`: the workbook `source` marked, or (another format, very large) a new one of the refused rows."""
    if source.suffix.lower() == ".xlsx" and table.sheet and source.stat().st_size <= _LARGEST:
        try:
            _mark(source, to, table, kept)
        # What openpyxl cannot keep, a new one can.
        except (InvalidFileException, ValueError, KeyError, TypeError):
            _write_new(to, table, kept)
    else:
        _write_new(to, table, kept)


def _mark(source: Path, to: Path, table: Table, kept: Kept) -> None:
    book = openpyxl.load_workbook(source)
    for each in book.worksheets:
        _disarm(each)
    sheet = book[table.sheet]
    reason = _reason_column(sheet, table)
    for raw, refused in kept:
        for fault in refused.faults:
            if fault.column in table.head:
                cell = sheet.cell(raw.line, table.head.index(fault.column) + 1)
                cell.fill, cell.comment = _RED, _comment(fault.reason)
        told = sheet.cell(raw.line, reason)
        told.value = refused.reason
        _as_text(told)
        told.fill = _RED
    book.save(to)


def _comment(reason: str) -> Comment:
    return Comment(reason, _AUTHOR, height=90, width=320)


def _reason_column(sheet: Any, table: Table) -> int:
    """The column of reasons: a new one, or that of an earlier time with everything of that time wiped off."""
    if REASON not in table.head:
        column = int(sheet.max_column) + 1
        sheet.cell(table.head_row, column, REASON)
        return column
    column = table.head.index(REASON) + 1
    for row in sheet.iter_rows(min_row=table.head_row + 1):
        for cell in row:
            if cell.column == column:
                cell.value, cell.fill = None, _NONE
            elif cell.comment is not None and cell.comment.author == _AUTHOR:
                cell.comment, cell.fill = None, _NONE
    return column


def _disarm(sheet: Any) -> None:
    """Formulas that reach outside, and texts that look like formulas, stay texts."""
    for row in sheet.iter_rows():
        for cell in row:
            if not isinstance(cell.value, str) or not cell.value.startswith(FORMULA):
                continue
            if cell.data_type != "f" or _OUTSIDE.search(cell.value):
                _as_text(cell)


def _as_text(cell: Any) -> None:
    """Text whatever it begins with, as if typed with an apostrophe in front."""
    cell.data_type = "s"
    cell.quotePrefix = True


def _write_new(to: Path, table: Table, kept: Kept) -> None:
    keep = [place for place, name in enumerate(table.head) if name != REASON]
    book = openpyxl.Workbook(write_only=True)
    sheet = book.create_sheet(table.sheet or "refused")
    sheet.append([*(_text(sheet, table.head[place]) for place in keep), REASON])
    for raw, refused in kept:
        wrong = {fault.column: fault.reason for fault in refused.faults}
        cells = [_cell(sheet, raw.cells[place] if place < len(raw.cells) else "") for place in keep]
        for cell, place in zip(cells, keep, strict=True):
            if reason := wrong.get(table.head[place]):
                cell.fill, cell.comment = _RED, _comment(reason)
        told = _text(sheet, refused.reason)
        told.fill = _RED
        sheet.append([*cells, told])
    book.save(to)


def _cell(sheet: Any, text: str) -> Any:
    if text.startswith(TYPED):
        return WriteOnlyCell(sheet, datetime.fromisoformat(text[1:]))
    return _text(sheet, plain(text))


def _text(sheet: Any, text: str) -> Any:
    cell = WriteOnlyCell(sheet, re.sub("[\x00-\x08\x0b\x0c\x0e-\x1f]", "", text))
    _as_text(cell)
    return cell

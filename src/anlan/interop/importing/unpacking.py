"""A sheet of a workbook into CSV, in a process of its own whose memory is bounded: a hostile workbook ends only that.

`python -m anlan.interop.importing.unpacking` reads what is asked as JSON and answers with JSON. Values come as text:
whole numbers without a point, dates as ISO behind a mark of their own, cells that hold nothing to read as their name.
"""

import csv
import json
import sys
from collections.abc import Iterator, Sequence
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any

import python_calamine as calamine

from anlan.interop.importing.cellmarks import Marks, TooLarge, look_out, looked_through
from anlan.interop.replay.signs import BROKEN, LOST, TYPED

_HEADS = 3
_TITLES = 12
_DIGITS = 15

Cells = list[list[Any]]


class Refused(Exception):
    """`code` is the name of an error in `errors.py`, `params` fill it."""

    def __init__(self, code: str, **params: str) -> None:
        super().__init__(code)
        self.code, self.params = code, params


def text_of(value: Any) -> str:  # noqa: PLR0911  one return a type
    """A cell as text. An account or telephone number never gains a point or an exponent."""
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return str(value).upper()
    if isinstance(value, float):
        if abs(value) >= 10**_DIGITS:
            return LOST + repr(value)
        return str(int(value)) if value.is_integer() else repr(value)
    if isinstance(value, datetime):
        return TYPED + value.isoformat(timespec="seconds")
    if isinstance(value, date):
        return f"{TYPED}{value.isoformat()}T00:00:00"
    if isinstance(value, time):
        return value.isoformat(timespec="seconds")
    return str(value) if isinstance(value, timedelta | int) else ""


def _filled(rows: Cells, merged: Sequence[tuple[tuple[int, int], tuple[int, int]]]) -> list[list[str]]:
    """The first rows as text, with what stands in a merged cell in all of its places."""
    texts = [[text_of(cell).strip() for cell in row] for row in rows]
    for (top, left), (bottom, right) in merged:
        for line in range(top, min(bottom + 1, len(texts))):
            for column in range(left, min(right + 1, len(texts[line]))):
                texts[line][column] = texts[top][left]
    return texts


def _names(lines: list[list[str]], wanted: set[str]) -> list[str]:
    """The name of each column under a head of several rows: its lowest words, or all of them with “/” between."""
    names = []
    for parts in zip(*lines, strict=False):
        told = list(dict.fromkeys(part for part in parts if part))
        whole = "/".join(told)
        names.append(whole if whole in wanted or not told else told[-1])
    return names


def find_head(rows: list[list[str]], wanted: set[str]) -> tuple[int, int, list[str]] | None:
    """(first row, rows of the head, names) of the head that holds every wanted column; titles may stand above it."""
    for depth in range(1, _HEADS + 1):
        for first in range(min(_TITLES, len(rows) - depth + 1)):
            names = _names(rows[first : first + depth], wanted)
            if wanted <= set(names):
                return first, depth, names
    return None


def _likeliest(rows: list[list[str]], wanted: set[str]) -> list[str]:
    return max(rows[:_TITLES], key=lambda row: (len(wanted & set(row)), sum(map(bool, row))), default=[])


def _chosen(
    book: calamine.CalamineWorkbook, name: str, asked: str, wanted: set[str]
) -> tuple[calamine.CalamineSheet, int, int, list[str]]:
    """The sheet that is asked for, else the first with every wanted column."""
    sheets = [one.name for one in book.sheets_metadata if one.typ == calamine.SheetTypeEnum.WorkSheet]
    if asked and asked not in sheets:
        raise Refused("SheetUnknown", name=name, sheet=asked, found=", ".join(sheets))
    heads: list[list[str]] = []
    for title in [asked] if asked else sheets:
        sheet = book.get_sheet_by_name(title)
        top = sheet.to_python(skip_empty_area=False, nrows=_TITLES + _HEADS)
        texts = _filled(top, sheet.merged_cell_ranges or [])
        if found := find_head(texts, wanted):
            return sheet, *found
        heads.append(_likeliest(texts, wanted))
    raise Refused("ColumnsNotFound", found=json.dumps(_likeliest(heads, wanted), ensure_ascii=False))


def _rows(sheet: calamine.CalamineSheet, marks: Marks, width: int, after: int) -> Iterator[list[str]]:
    """Each row under the head with its number in front; empty ones are left out."""
    # calamine begins with the first row, but not with the first column.
    _row, column = sheet.start or (0, 0)
    left = [""] * column
    for number, cells in enumerate(sheet.iter_rows(), start=1):
        if number <= after:
            continue
        row = [*left, *map(text_of, cells)]
        row += [""] * (width - len(row))
        marks.apply(row, number, BROKEN)
        if any(row):
            yield [str(number), *row[:width]]


def unpack(asked: dict[str, Any]) -> dict[str, Any]:
    """Write the sheet; what is answered goes to the parent. Raises `Refused`."""
    path, name = Path(asked["path"]), asked["name"]
    wanted = set(asked["wanted"])
    try:
        look_out(path, asked["limit"])
        with calamine.CalamineWorkbook.from_path(path) as book:
            sheet, first, depth, names = _chosen(book, name, asked["sheet"], wanted)
            marks = looked_through(path, sheet.name, asked["limit"])
            with Path(asked["to"]).open("w", encoding="utf-8", newline="") as file:
                writer = csv.writer(file)
                writer.writerow(["#", *names])
                writer.writerows(_rows(sheet, marks, len(names), first + depth))
            return {"sheet": sheet.name, "others": len(book.sheet_names) - 1, "head": first + depth}
    except calamine.PasswordError:
        raise Refused("ExcelLocked", name=name) from None
    except TooLarge:
        raise Refused("ExcelTooLarge", name=name, limit=str(asked["limit"] >> 20)) from None
    except (calamine.CalamineError, OSError, ValueError, UnicodeError) as error:
        raise Refused("ExcelUnreadable", name=name, reason=" ".join(str(error).split())[:200]) from error


def main() -> None:
    """One question, one answer."""
    asked = json.load(sys.stdin)
    if sys.platform != "win32":
        import resource  # noqa: PLC0415  Windows has none

        resource.setrlimit(resource.RLIMIT_AS, (asked["memory"], asked["memory"]))
    try:
        answer = unpack(asked)
    except Refused as refused:
        answer = {"error": refused.code, "params": refused.params}
    except MemoryError:
        answer = {
            "error": "ExcelTooLarge",
            "params": {"name": asked["name"], "limit": str(asked["memory"] >> 20)},
        }
    json.dump(answer, sys.stdout)


if __name__ == "__main__":
    main()

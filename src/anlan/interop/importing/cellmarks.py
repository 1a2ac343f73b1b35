"""What the values of a sheet do not tell: formulas nobody computed, errors, and zeros a number format puts in front.

The sheet's XML (ECMA-376) is run through in pieces; its size is counted as it comes, whatever the archive says of it.
"""

import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from xml.etree import ElementTree as Xml

_PIECE = 1 << 20
_SMALL = 8 << 20
_MOST_PARTS = 20_000
_MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_REL = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
_NO_VALUE = re.compile(
    rb'<c r="([A-Z]{1,3}[0-9]{1,7})"[^>]*><f\b[^>]*?(?:/>|>[^<]*</f>)(?:<v\s*/>|<v></v>)?</c>'
)
_ERROR = re.compile(rb'<c r="([A-Z]{1,3}[0-9]{1,7})"[^>]*\bt="e"')


class TooLarge(Exception):
    """It unpacks to more than it may."""


@dataclass
class Marks:
    """By row: the columns (from 0) that hold nothing to read, and those whose numbers are written with zeros."""

    broken: dict[int, set[int]] = field(default_factory=dict)
    zeros: dict[int, dict[int, int]] = field(default_factory=dict)

    def apply(self, row: list[str], number: int, mark: str) -> None:
        """Put what is known of row `number` into its cells."""
        for column in self.broken.get(number, ()):
            if column < len(row) and not row[column]:
                row[column] = f"{mark}{letters(column)}{number}"
        for column, width in self.zeros.get(number, {}).items():
            if column < len(row) and row[column].isdigit():
                row[column] = row[column].zfill(width)


def letters(column: int) -> str:
    """The letters of a column, counted from 0."""
    told = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        told = chr(65 + rest) + told
    return told


def _place(cell: bytes) -> tuple[int, int]:
    """(row, column from 0) of `AB12`."""
    name = cell.decode("ascii")
    told = name.rstrip("0123456789")
    column = 0
    for letter in told:
        column = column * 26 + ord(letter) - 64
    return int(name[len(told) :]), column - 1


def look_out(path: Path, limit: int) -> None:
    """Before anybody opens it: a zip whose parts say they grow beyond `limit` bytes. Raises `TooLarge`."""
    if not zipfile.is_zipfile(path):
        return
    try:
        with zipfile.ZipFile(path) as archive:
            parts = archive.infolist()
            if len(parts) > _MOST_PARTS or sum(part.file_size for part in parts) > limit:
                raise TooLarge
    except zipfile.BadZipFile as error:
        raise OSError(str(error)) from error


def looked_through(path: Path, sheet: str, limit: int) -> Marks:
    """The marks of `sheet`; none for a format that is not XML in a zip. Raises `TooLarge`, `OSError`."""
    marks = Marks()
    if path.suffix.lower() not in {".xlsx", ".xlsm"}:
        return marks
    try:
        with zipfile.ZipFile(path) as archive:
            part = _part_of(archive, sheet)
            zeros = _zeros(archive)
            for piece in _pieces(archive, part, limit):
                _look(piece, zeros, marks)
    except (zipfile.BadZipFile, KeyError, Xml.ParseError, NotImplementedError, RuntimeError) as error:
        raise OSError(str(error)) from error
    return marks


def _small(archive: zipfile.ZipFile, part: str) -> Xml.Element:
    with archive.open(part) as file:
        data = file.read(_SMALL + 1)
    if len(data) > _SMALL:
        raise TooLarge
    if b"<!DOCTYPE" in data or b"<!ENTITY" in data:  # no workbook has one; an attack would
        raise OSError("it defines entities")
    return Xml.fromstring(data)  # noqa: S314  bounded, and without entities


def _part_of(archive: zipfile.ZipFile, sheet: str) -> str:
    """The part of the archive that holds `sheet`."""
    book = _small(archive, "xl/workbook.xml")
    wanted = next(one.get(_REL) for one in book.iter(f"{_MAIN}sheet") if one.get("name") == sheet)
    rels = _small(archive, "xl/_rels/workbook.xml.rels")
    target = next(str(one.get("Target")) for one in rels if one.get("Id") == wanted)
    return target.removeprefix("/") if target.startswith("/") else f"xl/{target}"


def _zeros(archive: zipfile.ZipFile) -> dict[bytes, int]:
    """Style → how many digits, for number formats of nothing but zeros: what is shown is the code."""
    if "xl/styles.xml" not in archive.namelist():
        return {}
    styles = _small(archive, "xl/styles.xml")
    formats = {
        one.get("numFmtId"): len(code)
        for one in styles.iter(f"{_MAIN}numFmt")
        if (code := one.get("formatCode") or "").strip("0") == "" and len(code) > 1
    }
    used = styles.find(f"{_MAIN}cellXfs")
    return {
        str(number).encode(): formats[style.get("numFmtId")]
        for number, style in enumerate(used if used is not None else ())
        if style.get("numFmtId") in formats
    }


def _pieces(archive: zipfile.ZipFile, part: str, limit: int) -> Iterator[bytes]:
    """The sheet in pieces that end with a row."""
    kept, done = b"", 0
    with archive.open(part) as file:
        while data := file.read(_PIECE):
            done += len(data)
            if done > limit:
                raise TooLarge
            kept += data
            end = kept.rfind(b"</row>")
            if end >= 0:
                yield kept[:end]
                kept = kept[end:]
            elif len(kept) > 64 * _PIECE:
                raise TooLarge
    yield kept


def _look(piece: bytes, zeros: dict[bytes, int], marks: Marks) -> None:
    if b"<f" in piece:
        for found in _NO_VALUE.finditer(piece):
            row, column = _place(found[1])
            marks.broken.setdefault(row, set()).add(column)
    if b't="e"' in piece:
        for found in _ERROR.finditer(piece):
            row, column = _place(found[1])
            marks.broken.setdefault(row, set()).add(column)
    if zeros:
        wanted = b"|".join(zeros)
        for found in re.finditer(rb'<c r="([A-Z]{1,3}[0-9]{1,7})" s="(' + wanted + rb')"', piece):
            row, column = _place(found[1])
            marks.zeros.setdefault(row, {})[column] = zeros[found[2]]

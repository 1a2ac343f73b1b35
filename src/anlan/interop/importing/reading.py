"""The file as a person sent it: its encoding, its rows, and what is handed back to be mended."""

import csv
import gzip
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from anlan.interop.importing.errors import EncodingUnknown
from anlan.interop.replay.mapping import Mapping
from anlan.interop.replay.rows import Read, Refused, read_rows

REASON = "不能导入的原因 reason"
# What a spreadsheet would run as a formula (OWASP, CSV injection).
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def decoded(path: Path) -> str:
    """The whole text of a CSV file (`.gz` too), UTF-8 or GB 18030. Raises `EncodingUnknown`, `OSError`."""
    data = gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as wrong:
        place = wrong.start
    try:
        if b"\x00" in data:  # UTF-16: it would pass as GB 18030 and be nonsense
            raise EncodingUnknown(name=path.name, place=place)
        return data.decode("gb18030")
    except UnicodeDecodeError:
        raise EncodingUnknown(name=path.name, place=place) from None


@contextmanager
def _in_utf8(path: Path) -> Iterator[Path]:
    with tempfile.TemporaryDirectory(prefix="anlan-import-") as folder:
        copy = Path(folder) / path.name.removesuffix(".gz")
        copy.write_text(decoded(path), encoding="utf-8", newline="")
        yield copy


def read_file(path: Path, mapping: Mapping) -> Read:
    """Every row as a request, or why not. Raises `EncodingUnknown`, `FileUnreadable`, `ColumnsMissing`,
    `NothingToReplay` (no row is good; the first reason stands in it).
    """
    with _in_utf8(path) as copy:
        return read_rows(copy, mapping)


def harmless(cell: str) -> str:
    """A cell that no spreadsheet runs: what would be a formula gets an apostrophe in front."""
    return f"'{cell}" if cell.startswith(_FORMULA) else cell


def write_errors(path: Path, refused: Iterable[Refused], to: Path) -> int:
    """The refused rows as they were, with a column that says why; returns how many. UTF-8 with a mark, for Excel."""
    reasons = {one.line: one.reason for one in refused}
    with _in_utf8(path) as copy, copy.open(encoding="utf-8", newline="") as file:
        reader = csv.reader(file)
        head = next(reader)
        with to.open("w", encoding="utf-8-sig", newline="") as out:
            writer = csv.writer(out)
            writer.writerow([*map(harmless, head), REASON])
            for cells in reader:
                if reader.line_num in reasons:
                    padded = cells + [""] * (len(head) - len(cells))
                    writer.writerow([*map(harmless, padded[: len(head)]), harmless(reasons[reader.line_num])])
    return len(reasons)

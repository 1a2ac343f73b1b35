"""Reading the file: each row as one request, or the reason why it cannot be taken."""

import csv
import gzip
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO, cast

from django.utils.translation import gettext as _

from anlan.interop.errors import FileUnreadable, NothingToReplay
from anlan.interop.replay.mapping import Mapping
from anlan.interop.replay.parsing import RowReader
from anlan.interop.replay.row import Fault, Refused, Row

__all__ = ["Read", "Refused", "Row", "read_rows"]


@dataclass(frozen=True)
class Read:
    """What a file holds: rows in its order, what was refused, and every type and place in it."""

    name: str
    rows: tuple[Row, ...]
    refused: tuple[Refused, ...]
    types: tuple[str, ...]
    places: tuple[tuple[str, str], ...]


def _each(path: Path, mapping: Mapping) -> Iterator[Row | Refused]:
    seen: set[str] = set()
    with _open(path) as file:
        lines = csv.reader(file)
        reader = RowReader(mapping, [name.strip() for name in next(lines, [])], name=path.name)
        for cells in lines:
            row = reader.read(lines.line_num, cells) if any(cells) else None
            if isinstance(row, Row) and row.request in seen:
                reason = _("the number {number} stands in the file before").format(number=row.request)
                row = Refused.of(row.line, [Fault(reader.number_column, "repeated", reason)])
            elif isinstance(row, Row):
                seen.add(row.request)
            if row is not None:
                yield row


def _open(path: Path) -> IO[str]:
    opened = gzip.open if path.suffix == ".gz" else open
    return cast(IO[str], opened(path, "rt", encoding="utf-8-sig", newline=""))


def read_rows(path: Path, mapping: Mapping, *, limit: int | None = None) -> Read:
    """The first `limit` rows of a CSV file (`.gz` too), and the types and places of the whole of it.

    Raises `FileUnreadable`, `ColumnsMissing`, `NothingToReplay`.
    """
    try:
        everything = list(_each(path, mapping))
    except (OSError, UnicodeDecodeError, csv.Error, EOFError) as error:
        raise FileUnreadable(name=path.name, reason=" ".join(str(error).split())[:300]) from error
    chosen = everything if limit is None else everything[:limit]
    rows = tuple(one for one in chosen if isinstance(one, Row))
    refused = tuple(one for one in chosen if isinstance(one, Refused))
    if not rows:
        raise NothingToReplay(name=path.name, reason=refused[0].reason if refused else _("the file is empty"))
    whole = [one for one in everything if isinstance(one, Row)]
    return Read(
        name=path.name,
        rows=rows,
        refused=refused,
        types=tuple(sorted({row.type for row in whole})),
        places=tuple(sorted({(row.street, row.community) for row in whole if row.street})),
    )

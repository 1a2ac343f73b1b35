"""Reading the file: each row as one request, or the reason why it cannot be taken."""

import csv
import gzip
from collections.abc import Iterator
from collections.abc import Mapping as Names
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import IO, TypeVar, cast

from django.utils.translation import gettext as _

from anlan.interop.errors import ColumnsMissing, FileUnreadable, NothingToReplay
from anlan.interop.replay.mapping import Mapping

Known = TypeVar("Known", str, str | None)


@dataclass(frozen=True, slots=True)
class Row:
    """One request of the file. Times are aware; `street` and `community` are names, empty when the file has none.

    `routed` is the unit its type belongs to, `unit` the one the file names. `point`: "none", "coarse" (whole degrees
    only) or "fine". `outcome` is None exactly when `closed` is.
    """

    line: int
    request: str
    type: str
    channel: str
    created: datetime
    due: datetime | None
    closed: datetime | None
    outcome: str | None
    status: str
    routed: str
    unit: str
    street: str
    community: str
    address: str
    point: str

    @property
    def late(self) -> bool:
        """Whether it was closed after its due time, by the file's own columns."""
        return self.closed is not None and self.due is not None and self.closed > self.due


@dataclass(frozen=True, slots=True)
class Refused:
    """A row that cannot be taken, and why."""

    line: int
    reason: str


@dataclass(frozen=True)
class Read:
    """What a file holds: rows in its order, what was refused, and every type and place in it."""

    name: str
    rows: tuple[Row, ...]
    refused: tuple[Refused, ...]
    types: tuple[str, ...]
    places: tuple[tuple[str, str], ...]


class _Bad(Exception):
    """Why a row cannot be taken."""


def _open(path: Path) -> IO[str]:
    opened = gzip.open if path.suffix == ".gz" else open
    return cast(IO[str], opened(path, "rt", encoding="utf-8-sig", newline=""))


def _moment(text: str, column: str, mapping: Mapping) -> datetime | None:
    if not text:
        return None
    try:
        return datetime.strptime(text, mapping.dates.pattern).replace(tzinfo=mapping.dates.tz)
    except ValueError:
        reason = _("{column}: “{text}” is not written {format}")
        raise _Bad(reason.format(column=column, text=text[:40], format=mapping.dates.format)) from None


def _known(text: str, column: str, known: Names[str, Known]) -> Known:
    if text not in known:
        raise _Bad(_("{column}: the mapping does not name “{text}”").format(column=column, text=text[:40]))
    return known[text]


def _point(lon: str, lat: str) -> str:
    if not lon or not lat:
        return "none"
    return "fine" if "." in lon and "." in lat else "coarse"


def _row(line: int, cells: dict[str, str], mapping: Mapping) -> Row:
    names = mapping.columns
    cell = {field: (cells.get(getattr(names, field)) or "").strip() for field in type(names).model_fields}
    created = _moment(cell["created"], names.created, mapping)
    closed = _moment(cell["closed"], names.closed, mapping)
    if not cell["request"] or not cell["type"] or created is None:
        raise _Bad(_("the request's number, its type or its time is missing"))
    outcome = _known(cell["status"], names.status, mapping.statuses)
    if (outcome is None) != (closed is None):
        reason = _("the status “{status}” and {column} contradict each other")
        raise _Bad(reason.format(status=cell["status"][:40], column=names.closed))
    if closed is not None and closed < created:
        raise _Bad(_("it was closed before it was made"))
    return Row(
        line=line, request=cell["request"], type=cell["type"], created=created, closed=closed, outcome=outcome,
        channel=_known(cell["channel"], names.channel, mapping.channels),
        due=_moment(cell["due"], names.due, mapping), status=cell["status"],
        routed=mapping.routing.unit_of(cell["type"]),
        unit=_known(cell["unit"], names.unit, mapping.unit_called),
        street=cell["street"] if cell["community"] else "", community=cell["community"] if cell["street"] else "",
        address=cell["address"][:300], point=_point(cell["lon"], cell["lat"]),
    )  # fmt: skip


def _each(path: Path, mapping: Mapping) -> Iterator[Row | Refused]:
    seen: set[str] = set()
    with _open(path) as file:
        reader = csv.DictReader(file)
        found = reader.fieldnames or []
        wanted = [getattr(mapping.columns, field) for field in type(mapping.columns).model_fields]
        if missing := [name for name in wanted if name not in found]:
            raise ColumnsMissing(name=path.name, missing=", ".join(missing), found=", ".join(found)[:400])
        for cells in reader:
            try:
                row = _row(reader.line_num, cells, mapping)
                if row.request in seen:
                    raise _Bad(_("the number {number} stands in the file before").format(number=row.request))
                seen.add(row.request)
                yield row
            except _Bad as bad:
                yield Refused(reader.line_num, str(bad))


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

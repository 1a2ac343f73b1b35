"""Cells into requests: every fault of a row is found, not only its first."""

import re
from collections.abc import Callable, Sequence
from collections.abc import Mapping as Names
from datetime import datetime
from difflib import get_close_matches
from operator import itemgetter
from typing import TypeVar

from django.utils.translation import gettext as _

from anlan.interop.errors import ColumnsNotFound, ColumnTwice
from anlan.interop.replay.mapping import Columns, Mapping
from anlan.interop.replay.mending import REASON, as_it_was
from anlan.interop.replay.moments import Moments, Unclear
from anlan.interop.replay.row import Fault, Refused, Row
from anlan.interop.replay.signs import BROKEN, LOST, TYPED

Known = TypeVar("Known", str, str | None)
_SIGNS = re.compile("[\x00\ue000-\ue002]")
_FIELDS = tuple(Columns.model_fields)
_KEY, _WORDS, _ADDRESS = 80, 4000, 300
_CLOSEST = 0.55


def check_head(name: str, head: Sequence[str], mapping: Mapping) -> None:
    """Raises `ColumnsNotFound` (with the nearest names there are) and `ColumnTwice`."""
    wanted = mapping.columns.wanted
    if missing := [column for column in wanted if column not in head]:
        near = {column: get_close_matches(column, head, 1, _CLOSEST) for column in missing}
        nearest = ", ".join(f"{column} → {found[0]}" for column, found in near.items() if found)
        raise ColumnsNotFound(
            name=name, missing=", ".join(missing), nearest=nearest or "-", found=", ".join(head)[:400]
        )
    for column in wanted:
        if head.count(column) > 1:
            places = ", ".join(str(place) for place, one in enumerate(head, start=1) if one == column)
            raise ColumnTwice(name=name, column=column, places=places)


def _known(text: str, column: str, known: Names[str, Known], faults: list[Fault]) -> Known:
    if text in known:
        return known[text]
    reason = _("{column}: the mapping does not name “{text}”").format(column=column, text=text[:40])
    faults.append(Fault(column, "unknown", reason))
    return next(iter(known.values()))


def _point(lon: str, lat: str) -> str:
    if not lon or not lat:
        return "none"
    return "fine" if "." in lon and "." in lat else "coarse"


class RowReader:
    """Reads the rows under one head. Raises `ColumnsNotFound`, `ColumnTwice`."""

    def __init__(self, mapping: Mapping, head: Sequence[str], *, name: str) -> None:
        check_head(name, head, mapping)
        names = mapping.columns
        self._mapping, self._names, self._width = mapping, names, len(head)
        self.number_column = names.request
        self._ours = REASON in head
        # What the file does not have is read from an empty cell behind the last.
        places = [
            head.index(column) if (column := getattr(names, field)) else self._width for field in _FIELDS
        ]
        self._pick: Callable[[list[str]], tuple[str, ...]] = itemgetter(*places)
        self._moments = Moments(mapping.dates)
        self._units: dict[str, str] = {}

    def read(self, line: int, cells: list[str]) -> Row | Refused:
        """One row of the file."""
        faults: list[Fault] = []
        width = len(cells)
        if width != self._width:
            if width < self._width or any(cells[self._width :]):
                return self._ragged(line, width)
            cells = cells[: self._width]
        picked = [cell.strip() for cell in self._pick([*cells, ""])]
        if self._ours:
            picked = [as_it_was(cell) for cell in picked]
        joined = "".join(picked)
        if not joined.isprintable() and _SIGNS.search(joined):
            self._unreadable(picked, faults)
        if "\ufffd" in joined or "锟斤拷" in joined:
            self._lost(picked, faults)
        row = self._row(line, picked, faults)
        return Refused.of(line, faults) if faults else row

    def _ragged(self, line: int, width: int) -> Refused:
        reason = _(
            "the row has {cells} cells and the head {columns}: a separator or a quotation mark is missing or too many"
        )
        return Refused.of(line, [Fault("", "ragged", reason.format(cells=width, columns=self._width))])

    def _column(self, place: int) -> str:
        return str(getattr(self._names, _FIELDS[place]))

    def _unreadable(self, picked: list[str], faults: list[Fault]) -> None:
        """Cells that hold nothing to read; a spreadsheet's date where no date is wanted becomes plain text."""
        for place, text in enumerate(picked):
            column = self._column(place)
            if text.startswith(BROKEN):
                reason = _(
                    "{column}: the cell {cell} holds a formula without a value, or an error. Open the file, let it "
                    "compute, and save it, or paste the values"
                )
                faults.append(Fault(column, "formula", reason.format(column=column, cell=text[1:])))
            elif text.startswith(LOST) and _FIELDS[place] not in {"lat", "lon"}:
                reason = _(
                    "{column}: a number of more than 15 digits, of which the spreadsheet lost some. Give the column "
                    "the text format and enter it anew"
                )
                faults.append(Fault(column, "formula", reason.format(column=column)))
            elif "\x00" in text:
                reason = _("{column}: there is a NUL character in it. Write the value anew").format(
                    column=column
                )
                faults.append(Fault(column, "letters", reason))
            elif text.startswith(TYPED) and _FIELDS[place] not in {"created", "due", "closed"}:
                picked[place] = text[1:].replace("T00:00:00", "")

    def _lost(self, picked: list[str], faults: list[Fault]) -> None:
        for place, text in enumerate(picked):
            if "\ufffd" in text or "锟斤拷" in text:
                column = self._column(place)
                reason = _(
                    "{column}: letters were lost when the file was saved (“{text}”). Export it anew as UTF-8"
                )
                faults.append(
                    Fault(column, "letters", reason.format(column=column, text=text[:20].replace("\x00", "")))
                )

    def _time(self, text: str, column: str, faults: list[Fault]) -> datetime | None:
        try:
            return self._moments.read(text, column)
        except Unclear as unclear:
            if not text.startswith(BROKEN):
                faults.append(unclear.fault)
            return None

    def _row(self, line: int, picked: list[str], faults: list[Fault]) -> Row:
        names, mapping = self._names, self._mapping
        (request, type, channel, created_text, closed_text, status, unit, due_text, street, community, address, lat,
         lon, words) = picked  # fmt: skip
        created = self._time(created_text, names.created, faults)
        closed = self._time(closed_text, names.closed, faults)
        due = self._time(due_text, names.due, faults)
        outcome = _known(status, names.status, mapping.statuses, faults)
        if not faults:
            self._sense(picked, created, closed, outcome, faults)
        if (routed := self._units.get(type)) is None:
            routed = self._units[type] = mapping.routing.unit_of(type)
        return Row(
            line, request, type, _known(channel, names.channel, mapping.channels, faults),
            created,  # type: ignore[arg-type]  # a row without it has a fault
            due, closed, outcome, status, routed, _known(unit, names.unit, mapping.unit_called, faults),
            street if community else "", community if street else "", address[:_ADDRESS], _point(lon, lat),
            words[:_WORDS] or type,
        )  # fmt: skip

    def _sense(
        self,
        picked: list[str],
        created: datetime | None,
        closed: datetime | None,
        outcome: str | None,
        faults: list[Fault],
    ) -> None:
        """What has to be there, and what has to agree."""
        names = self._names
        if not picked[0] or not picked[1] or created is None:
            missing = [
                column
                for column, told in (
                    (names.request, picked[0]),
                    (names.type, picked[1]),
                    (names.created, created),
                )
                if not told
            ]
            reason = _("{column}: the request's number, its type or its time is missing")
            faults += [Fault(column, "missing", reason.format(column=column)) for column in missing]
            return
        if len(picked[0]) > _KEY:
            reason = _("{column}: longer than {most} characters").format(column=names.request, most=_KEY)
            faults.append(Fault(names.request, "long", reason))
        if (outcome is None) != (closed is None):
            reason = _("the status “{status}” and {column} contradict each other")
            told = reason.format(status=picked[5][:40], column=names.closed)
            faults.append(Fault(names.closed, "contradiction", told))
        elif closed is not None and closed < created:
            faults.append(Fault(names.closed, "contradiction", _("it was closed before it was made")))

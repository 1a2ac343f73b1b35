"""Times as files write them: each allowed way is tried, and two that disagree are no answer."""

import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta, timezone, tzinfo
from operator import itemgetter
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _

from anlan.interop.replay.mapping import PARTS, SERIAL, Dates
from anlan.interop.replay.row import Fault
from anlan.interop.replay.signs import TYPED

_DIGITS = {"YYYY": r"(\d{4})", "AM": r"([AaPp][Mm]|上午|下午)", "ZZ": r"(Z|[+-]\d\d:?\d\d)"}
_NAMES = {"M": "MM", "D": "DD"}
_AFTERNOON = ("pm", "下午")
# The first day of the 1900 system, moved by the 29 February 1900 that spreadsheets believe in (ECMA-376, 18.17.4).
_DAY_ZERO = datetime(1899, 12, 30)  # noqa: DTZ001  made aware with the mapping's zone
_SERIAL = re.compile(r"\d{2,7}(\.\d+)?")
_LAST_SERIAL = 73_050  # the year 2100
_YEARS = range(1900, 2101)

Reader = Callable[[str], datetime | None]


class Unclear(Exception):
    """Why a text is no time; `fault` says it."""

    def __init__(self, fault: Fault) -> None:
        super().__init__(fault.reason)
        self.fault = fault


def _reader(format: str, zone: tzinfo) -> Reader:
    """A function from text to an aware time, or None when it is written otherwise. Four times quicker than strptime."""
    order: list[str] = []
    pattern, at = "", 0
    for part in re.finditer("|".join(PARTS), format):
        name = _NAMES.get(part[0], part[0])
        order.append(name)
        pattern += re.escape(format[at : part.start()]) + _DIGITS.get(name, r"(\d{1,2})")
        at = part.end()
    match = re.compile(pattern + re.escape(format[at:])).fullmatch
    if "ZZ" not in order:
        return _plain(match, order, zone)
    return _zoned(match, order)


def _plain(match: Callable[[str], re.Match[str] | None], order: list[str], zone: tzinfo) -> Reader:
    # What the format leaves out is read from a nought behind the last group.
    pick = itemgetter(
        *(order.index(name) if name in order else -1 for name in ("YYYY", "MM", "DD", "HH", "mm", "ss"))
    )
    twelve, half = (order.index(name) if name in order else -1 for name in ("hh", "AM"))

    def read(text: str) -> datetime | None:
        found = match(text)
        if found is None:
            return None
        groups = found.groups()
        year, month, day, hour, minute, second = map(int, pick((*groups, "0")))
        if twelve >= 0:
            hour = int(groups[twelve])
            if not 1 <= hour <= 12:
                return None
            hour = hour % 12 + (12 if half >= 0 and groups[half].lower() in _AFTERNOON else 0)
        try:
            return datetime(year, month or 1, day or 1, hour, minute, second, tzinfo=zone)
        except ValueError:
            return None

    return read


def _zoned(match: Callable[[str], re.Match[str] | None], order: list[str]) -> Reader:
    plain, at = _plain(match, order, UTC), order.index("ZZ")

    def read(text: str) -> datetime | None:
        found, naive = match(text), plain(text)
        if found is None or naive is None:
            return None
        told = found.groups()[at].replace(":", "")
        if told == "Z":
            return naive
        ahead = timedelta(hours=int(told[1:3]), minutes=int(told[3:5])) * (-1 if told[0] == "-" else 1)
        try:
            return naive.replace(tzinfo=timezone(ahead)).astimezone(UTC)
        except (ValueError, OverflowError):
            return None

    return read


def _serial(zone: tzinfo) -> Reader:
    def read(text: str) -> datetime | None:
        if not _SERIAL.fullmatch(text) or not 61 <= float(text) <= _LAST_SERIAL:
            return None
        seconds = round(float(text) * 86400)
        return (_DAY_ZERO + timedelta(seconds=seconds)).replace(tzinfo=zone)

    return read


class Moments:
    """Reads the times of a file."""

    def __init__(self, dates: Dates) -> None:
        self._zone: tzinfo = UTC if dates.zone == "UTC" else ZoneInfo(dates.zone)
        self._dates = dates
        self._readers = [
            (way, _serial(self._zone) if way == SERIAL else _reader(way, self._zone)) for way in dates.all
        ]
        self._only = self._readers[0][1] if len(self._readers) == 1 else None

    def read(self, text: str, column: str) -> datetime | None:
        """The aware time in `text`, in UTC; None when it is empty. Raises `Unclear`."""
        if not text:
            return None
        if text[0] == TYPED:
            found = [datetime.fromisoformat(text[1:]).replace(tzinfo=self._zone)]
        elif self._only is not None:
            found = [one] if (one := self._only(text)) else []
        else:
            found = sorted({one for _way, read in self._readers if (one := read(text)) is not None})
        if len(found) > 1:
            raise Unclear(self._two_ways(text, column, found))
        if not found or found[0].year not in _YEARS:
            raise Unclear(self._no_way(text, column))
        return found[0] if self._zone is UTC else found[0].astimezone(UTC)

    def _two_ways(self, text: str, column: str, found: list[datetime]) -> Fault:
        reason = _("{column}: “{text}” can be {first} or {second}. Write the year first, as in 2026-03-05")
        days = [f"{one:%Y-%m-%d}" for one in found[:2]]
        return Fault(
            column, "ambiguous", reason.format(column=column, text=text[:40], first=days[0], second=days[1])
        )

    def _no_way(self, text: str, column: str) -> Fault:
        told = text.removeprefix(TYPED)[:40]
        if _SERIAL.fullmatch(told) and SERIAL not in self._dates.all:
            reason = _(
                "{column}: “{text}” is a bare number. Give the cells a date format, or add “serial” to dates.formats"
            )
            return Fault(column, "date", reason.format(column=column, text=told))
        reason = _("{column}: “{text}” is not written {format}")
        return Fault(
            column, "date", reason.format(column=column, text=told, format=" / ".join(self._dates.all))
        )

"""What time it is. Only edges (web, api, cli, tasks) ask; verbs are told (`at=`).

`ANLAN_CLOCK=file:PATH` runs on a simulated clock for a demo or a replay: the file holds eight bytes, the
microseconds since 1970 (UTC, little endian), and whoever drives the replay moves it. Every process reads the same file.
"""

import mmap
import os
import struct
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_STAMP = struct.Struct("<q")


class ClockMovedBack(ValueError):
    """A simulated clock never goes back: facts would be out of order."""


@cache
def _simulated(setting: str) -> mmap.mmap | None:
    if not setting:
        return None
    kind, _, path = setting.partition(":")
    if kind != "file" or not path:
        raise ValueError("ANLAN_CLOCK must be file:PATH, the file made by a demo or a replay")
    with Path(path).open("rb") as stamp:
        return mmap.mmap(stamp.fileno(), _STAMP.size, access=mmap.ACCESS_READ)


def now() -> datetime:
    """The present moment, aware, in UTC; simulated when `ANLAN_CLOCK` says so."""
    stamp = _simulated(os.environ.get("ANLAN_CLOCK", ""))
    if stamp is None:
        return datetime.now(UTC)
    (microseconds,) = _STAMP.unpack_from(stamp)
    return _EPOCH + timedelta(microseconds=microseconds)


def is_simulated() -> bool:
    """Whether this process runs on a simulated clock; pages then say so."""
    return bool(os.environ.get("ANLAN_CLOCK"))


class SimulatedClock:
    """The hand that moves a simulated clock. One process owns it; the others only read."""

    def __init__(self, path: Path, start: datetime) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(_STAMP.pack(0))
        self.path = path
        with path.open("r+b") as stamp:  # the map keeps its own hold of the file
            self._map = mmap.mmap(stamp.fileno(), _STAMP.size)
        self.moment = _EPOCH
        self.move_to(start)

    def move_to(self, moment: datetime) -> None:
        """Set the clock. Raises `ClockMovedBack` when `moment` lies before the present one."""
        if moment < self.moment:
            raise ClockMovedBack(f"{moment} is before {self.moment}")
        self.moment = moment
        self._map[:] = _STAMP.pack((moment - _EPOCH) // timedelta(microseconds=1))

"""Who makes the days of the demonstration: this process, or several forked before any of them had a connection."""

import gc
import multiprocessing
import signal
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cache
from typing import Protocol
from uuid import UUID

from django.db import connection

from anlan.config.demo.history import Contact, Made, make_day
from anlan.config.demo.world import World
from anlan.ledger.public import Moment


@dataclass
class Day:
    """A day to be made: how many matters come in until now, and their numbers."""

    day: date
    count: int
    numbers: list[int] = field(default_factory=list)


class Crew(Protocol):
    """Makes days, in any order."""

    def make(self, days: list[Day], *, now: datetime, a_day: float) -> Iterator[Made]:
        """Make every day and say what it gave."""


class Alone:
    """This process does it."""

    def make(self, days: list[Day], *, now: datetime, a_day: float) -> Iterator[Made]:
        """One day after the other."""
        world = World.read(now)
        for day in days:
            yield make_day(world, day.day, day.numbers, now=now, a_day=a_day)


class Forked:
    """Several processes, each with a connection of its own. Make it before this process opens one."""

    def __init__(self, processes: int) -> None:
        self._pool = multiprocessing.get_context("fork").Pool(processes, _begin)

    def make(self, days: list[Day], *, now: datetime, a_day: float) -> Iterator[Made]:
        """Days as they are done; the newest first, since they are the quickest."""
        tasks = ((day.day, day.numbers, now, a_day) for day in reversed(days))
        for count, packed, contacts in self._pool.imap_unordered(_make, tasks):
            yield Made(count, _unpacked(packed), contacts)

    def close(self) -> None:
        """End the processes."""
        self._pool.terminate()
        self._pool.join()


def _begin() -> None:
    """Stopping is the first process's business. Looking for garbage in what is loaded took a third of the time."""
    gc.freeze()
    gc.disable()
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)


@cache
def _world(now: datetime) -> World:
    return World.read(now)


_Packed = tuple[list[datetime], bytes]


def _make(task: tuple[date, list[int], datetime, float]) -> tuple[int, _Packed, list[Contact]]:
    day, numbers, now, a_day = task
    with connection.cursor() as cursor:
        cursor.execute("SET synchronous_commit = off")  # a demonstration that a power cut took is made again
    made = make_day(_world(now), day, numbers, now=now, a_day=a_day)
    ids = b"".join(moment.fact.bytes for moment in made.moments)
    gc.collect()
    return made.matters, ([moment.at for moment in made.moments], ids), made.contacts


def _unpacked(packed: _Packed) -> list[Moment]:
    times, ids = packed
    return [Moment(at, UUID(bytes=ids[place * 16 : place * 16 + 16])) for place, at in enumerate(times)]

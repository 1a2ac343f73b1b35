"""Who makes the demonstration: this process, or several forked before any of them had a connection."""

import gc
import multiprocessing
import signal
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cache
from typing import Any, Protocol, TypeVar
from uuid import UUID

from django.db import connection

from anlan.config.demo.history import Contact, Made, make_day
from anlan.config.demo.world import World
from anlan.ledger.public import Moment

R = TypeVar("R")
_TIDY = 8  # days between two looks for garbage: each costs a tenth of a day's work


@dataclass
class Day:
    """A day to be made: how many matters come in until now, and their numbers."""

    day: date
    count: int
    numbers: list[int] = field(default_factory=list)


class Crew(Protocol):
    """Makes things, in any order. `hands`: into how many parts work is worth cutting."""

    hands: int

    def begin(self, task: Callable[..., R], *given: Any) -> Callable[[], R]:
        """Begin a task, a function of a module; the answer waits for what it returns, or raises what it raised."""

    def make(self, days: list[Day], *, now: datetime, a_day: float) -> Iterator[Made]:
        """Make every day and say what it gave."""


class Alone:
    """This process does it."""

    hands = 1

    def begin(self, task: Callable[..., R], *given: Any) -> Callable[[], R]:
        """At once."""
        answer = task(*given)
        return lambda: answer

    def make(self, days: list[Day], *, now: datetime, a_day: float) -> Iterator[Made]:
        """One day after the other."""
        world = World.read(now)
        for day in days:
            yield make_day(world, day.day, day.numbers, now=now, a_day=a_day)


class Forked:
    """Several processes, each with a connection of its own. Make it before this process opens one."""

    def __init__(self, processes: int) -> None:
        self.hands = processes
        self._pool = multiprocessing.get_context("fork").Pool(processes, _begin)

    def begin(self, task: Callable[..., R], *given: Any) -> Callable[[], R]:
        """As soon as one of them is free."""
        answer = self._pool.apply_async(_quickly, (task, *given))
        return answer.get

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


def _hasten() -> None:
    """What a power cut took of a demonstration is made again, so nobody waits for the disk."""
    with connection.cursor() as cursor:
        cursor.execute("SET synchronous_commit = off")


def _quickly(task: Callable[..., R], *given: Any) -> R:
    _hasten()
    return task(*given)


@cache
def _world(now: datetime) -> World:
    world = World.read(now)
    gc.freeze()  # it stays, so nobody looks through it for garbage
    return world


_Packed = tuple[list[datetime], bytes]
_made = 0


def _make(task: tuple[date, list[int], datetime, float]) -> tuple[int, _Packed, list[Contact]]:
    global _made  # noqa: PLW0603 - a process has nowhere else to count
    day, numbers, now, a_day = task
    _hasten()
    made = make_day(_world(now), day, numbers, now=now, a_day=a_day)
    ids = b"".join(moment.fact.bytes for moment in made.moments)
    _made += 1
    if _made % _TIDY == 0:
        gc.collect()
    return made.matters, ([moment.at for moment in made.moments], ids), made.contacts


def _unpacked(packed: _Packed) -> list[Moment]:
    times, ids = packed
    return [Moment(at, UUID(bytes=ids[place * 16 : place * 16 + 16])) for place, at in enumerate(times)]

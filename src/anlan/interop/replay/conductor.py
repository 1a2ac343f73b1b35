"""Moves the simulated clock from event to event and lets the people of the replay work at the right moments.

A request is reported exactly at its created time and closed exactly at its close time: the clock does not move on
before Anlan has answered those two. Between them the file says nothing, so the dispatch and the acceptance follow the
report, and the work and its verification come in the last day before the close, as soon as one of a few hands is free;
the clock may pass them by some events, never past the case's own close.
"""

import heapq
import threading
import time
from collections.abc import Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import IntEnum

from anlan.interop.replay.desks import CLOSED, OPENED, WORKED, Desks, Standing
from anlan.interop.replay.journal import Journal
from anlan.interop.replay.rows import Row
from anlan.kit.clock import SimulatedClock

WORK_BEFORE_CLOSE = timedelta(days=1)


class What(IntEnum):
    """Events of one moment happen in this order."""

    RENEW = 0
    REPORT = 1
    WORK = 2
    CLOSE = 3


@dataclass(order=True, frozen=True)
class Event:
    """Something due at a moment. `row` is its index, -1 for what concerns no row."""

    at: datetime
    what: What
    row: int = -1


@dataclass
class Outside:
    """What the conductor asks of whoever started it: to kill a named process, to show how far it is.

    `kills` are spread evenly over the run. `speed`: simulated seconds a second at most; None: as fast as possible.
    """

    kill: Callable[[str], None] = lambda _: None
    progress: Callable[[int, datetime], None] = lambda *_: None
    kills: Sequence[str] = ()
    speed: float | None = None


def events_of(rows: Sequence[Row], start: datetime, every: timedelta) -> list[Event]:
    """Everything that will happen, as a heap; grants are renewed `every` so long."""
    events: list[Event] = []
    for index, row in enumerate(rows):
        events.append(Event(row.created, What.REPORT, index))
        if row.closed is not None:
            events.append(Event(max(row.created, row.closed - WORK_BEFORE_CLOSE), What.WORK, index))
            events.append(Event(row.closed, What.CLOSE, index))
    last = max(event.at for event in events)
    renewed = start + every
    while renewed < last:
        events.append(Event(renewed, What.RENEW))
        renewed += every
    heapq.heapify(events)
    return events


@dataclass
class Conductor:
    """Runs the events. `hands` people work at once; `stop` ends it after the calls under way."""

    rows: Sequence[Row]
    places: Sequence[int]
    desks: Desks
    journal: Journal
    clock: SimulatedClock
    outside: Outside
    renew: Callable[[datetime], None]
    stop: threading.Event
    hands: int = 4
    _last: dict[int, "Future[None]"] = field(default_factory=dict)
    _under_way: set["Future[None]"] = field(default_factory=set)

    def run(self, events: list[Event]) -> bool:
        """Run all of them; whether it came to the end. Raises what the first failing call raised."""
        whole, done, kills = len(events), 0, list(self.outside.kills)
        marks = [whole * (number + 1) // (len(kills) + 1) for number in range(len(kills))]
        began, started_at = time.monotonic(), max(events[0].at, self.clock.moment)
        with ThreadPoolExecutor(self.hands, thread_name_prefix="replay") as pool:
            while events and not self.stop.is_set():
                now = [heapq.heappop(events)]
                while events and events[0].at == now[0].at:
                    now.append(heapq.heappop(events))
                self._wait_for(now[0].at, began, started_at)
                self._settle(most=self.hands - 1)  # a free hand for what must happen at exactly this moment
                self.clock.move_to(max(now[0].at, self.clock.moment))
                exact = [self._begin(event, pool) for event in now]
                done += len(now)
                while marks and done >= marks[0]:
                    marks.pop(0)
                    self.outside.kill(kills.pop(0))
                for answered in exact:
                    answered.result()
                self.outside.progress(done, now[0].at)
            self._settle(most=0)
        return not self.stop.is_set()

    def _wait_for(self, at: datetime, began: float, started_at: datetime) -> None:
        """With a speed: wait until the world is as far as the clock is to be."""
        if self.outside.speed:
            due = began + (at - started_at).total_seconds() / self.outside.speed
            self.stop.wait(max(0.0, due - time.monotonic()))

    def _settle(self, *, most: int) -> None:
        """Wait until at most `most` tasks are under way, and raise what one of them raised."""
        while True:
            for task in [task for task in self._under_way if task.done()]:
                self._under_way.discard(task)
                task.result()
            if len(self._under_way) <= most:
                return
            next(iter(self._under_way)).exception()

    def _begin(self, event: Event, pool: ThreadPoolExecutor) -> "Future[None]":
        """Start an event; the answer is done when what must happen at exactly this moment has happened."""
        exact: Future[None] = Future()
        if event.what is What.RENEW:
            self.renew(self.clock.moment)
            exact.set_result(None)
            return exact
        before = self._last.get(event.row)
        task = pool.submit(self._do, event, before, exact)
        self._last[event.row] = task
        self._under_way.add(task)
        if event.what is What.WORK:
            exact.set_result(None)
        return exact

    def _do(self, event: Event, before: "Future[None] | None", exact: "Future[None]") -> None:
        """One event of one case, after the event before it. Tasks start in the order they were given, so the one
        waited for has always started and nobody waits for ever."""
        try:
            if before is not None:
                before.result()
            row = self.rows[event.row]
            standing = self.journal.known.get(row.request, Standing())
            if event.what is What.REPORT:
                standing = self._report(row, self.places[event.row], standing)
                exact.set_result(None)
            reached = {What.REPORT: OPENED, What.WORK: WORKED, What.CLOSE: CLOSED}[event.what]
            if not standing.reached(reached):
                self.journal.write(row.request, self.desks.advance(row, standing, reached))
            if event.what is What.CLOSE:
                exact.set_result(None)
        except BaseException as error:
            if not exact.done():
                exact.set_exception(error)
            raise

    def _report(self, row: Row, place: int, standing: Standing) -> Standing:
        if standing.number:
            return standing
        standing = self.desks.report(row, place)
        self.journal.write(row.request, standing)
        return standing

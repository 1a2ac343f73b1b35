"""A demonstration that goes on: reports come in and its people work, over HTTP, until told to stop."""

import heapq
import threading
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from random import Random
from typing import Any
from uuid import uuid4

from anlan.config.demo.ground import ground
from anlan.config.demo.living import STAYS, Known, Staff, Step
from anlan.config.demo.people import LogIn
from anlan.config.demo.receipts import token_of
from anlan.config.demo.reporting import Reports, a_pace
from anlan.interop.public import CallFailed, Connections, Desk, Session, SignInFailed, Unanswered

# What of the fill goes on: at most so many matters of each state, the newest. Who reported one that has just been
# closed rates it, or says that it is not over.
_TAKEN_UP = {
    "reported": 300, "routed": 300, "dispatched": 300, "handling": 300, "suspended": 300, "handled": 300,
    "verified": 300, "closed": 150,
}  # fmt: skip
_AGAIN = 0.035
_REFUSED_OFTEN = 3
_HOUR = 3600.0
_SHIFT = 6 * _HOUR  # a session of the desk ends after eight hours


@dataclass(frozen=True)
class Rhythm:
    """`rate`: reports an hour, None: as many as the hour of the day brings; `speed`: how much faster than life.

    It ends after `seconds`, or after so many `matters`.
    """

    rate: float | None = None
    speed: float = 1.0
    seconds: float | None = None
    matters: int | None = None


@dataclass
class Outside:
    """`trouble` is told of every refusal, `progress` after every call."""

    now: Callable[[], datetime]
    trouble: Callable[[str], None]
    progress: Callable[["Simulation"], None]
    stop: threading.Event


@dataclass(order=True)
class _Event:
    """Something that happens `at` so many seconds of the simulation; without a matter it is a new report."""

    at: float
    matter: Known | None = field(compare=False, default=None)


class Simulation:
    """One run. `counts`: how many calls of each verb were done, and how many refused."""

    def __init__(self, address: str, logins: list[LogIn], rhythm: Rhythm, outside: Outside) -> None:
        self.counts: Counter[str] = Counter()
        self._rhythm, self._outside = rhythm, outside
        self._chance = Random()  # noqa: S311 - it need not be the same twice
        self._clock = 0.0
        self._events: list[_Event] = []
        self._reported: list[tuple[int, dict[str, Any], str]] = []
        self._address, self._logins = address, logins
        self._sessions: dict[str, Session] = {}
        self._open()
        self._reports = Reports(ground(), self._chance)

    def _open(self) -> None:
        """New sessions; each signs in at its first call."""
        self.close()
        shared = Connections()
        self._opened = time.monotonic()
        self._sessions = {
            one.username: Session(
                self._address, Desk(one.username, one.password, one.role, secret=one.secret), patience=60,
                stop=self._outside.stop, transport=shared,
            )
            for one in self._logins
        }  # fmt: skip
        self._operator = self._sessions["operator"]

    def close(self) -> None:
        """Let go of the connections."""
        for session in self._sessions.values():
            session.close()

    def is_demonstration(self) -> bool:
        """What the server's ledger says of itself; a server that cannot say is none. Raises `NoAnswer`."""
        try:
            answer = self._operator.peek("/api/demonstration")
        except CallFailed:
            return False
        return answer.get("demonstration") is True

    def run(self) -> None:
        """Until it is over or stopped. Raises `NoAnswer` when the server is gone, `SignInFailed`."""
        units = {unit["id"]: unit["code"] for unit in self._operator.get("/api/units")}
        self._staff = Staff(ground(), units, self._chance)
        self._take_up()
        self._push(None)
        began, end = time.monotonic(), self._rhythm.seconds
        while self._events and not self._outside.stop.is_set():
            event = heapq.heappop(self._events)
            due = began + event.at / self._rhythm.speed
            if end is not None and max(due, time.monotonic()) > began + end:
                self._outside.stop.wait(max(0.0, began + end - time.monotonic()))
                return
            self._outside.stop.wait(max(0.0, due - time.monotonic()))
            if self._outside.stop.is_set():
                return
            # What could not be done in time is done late, not all at once afterwards.
            self._clock = max(event.at, (time.monotonic() - began) * self._rhythm.speed)
            if time.monotonic() - self._opened > _SHIFT:
                self._open()
            if self._happen(event):
                return
            self._outside.progress(self)

    def _take_up(self) -> None:
        """The matters of the fill go on too, those of today's and those that have waited for weeks."""
        for state, most in _TAKEN_UP.items():
            before, taken = None, 0
            while taken < most and not self._outside.stop.is_set():
                asked = {"states": state} | ({"before": before} if before else {})
                lines = self._operator.get("/api/cases", **asked)
                for line in lines:
                    token = token_of(line["number"])
                    self._push(Known(line["number"], line["id"], state, token=token))
                if not lines:
                    break
                before, taken = lines[-1]["number"], taken + len(lines)

    def _push(self, matter: Known | None) -> None:
        """The matter's next move, or the next report, after a wait as chance has it."""
        if matter is None:
            hourly = a_pace(self._outside.now()) if self._rhythm.rate is None else self._rhythm.rate
            if hourly <= 0:
                return
            wait = self._chance.expovariate(hourly) * _HOUR
        else:
            if matter.state not in STAYS:
                return
            wait = self._chance.expovariate(1 / STAYS[matter.state]) * _HOUR
        heapq.heappush(self._events, _Event(self._clock + wait, matter))

    def _happen(self, event: _Event) -> bool:
        """Let it happen; whether that was the last."""
        matter = event.matter
        try:
            if matter is None:
                self._report()
                self._push(None)
                return self._rhythm.matters is not None and self.counts["report"] >= self._rhythm.matters
            self._advance(matter)
        except (CallFailed, Unanswered, SignInFailed) as trouble:
            self._refused(matter, trouble)
        return False

    def _report(self) -> None:
        same = self._chance.choice(self._reported[-20:]) if self._reported else None
        if same and self._chance.random() < _AGAIN:
            grid, body, id = same[0], self._reports.again(same[0], same[1]), same[2]
        else:
            (grid, body), id = self._reports.new(self._outside.now()), ""
        who = self._staff.operator(grid) if body["channel"] == "phone" else self._staff.grid_worker(grid)
        answer = self._sessions[who].report(body, f"simulate-{uuid4()}")
        self.counts["report"] += 1
        made = Known(answer["number"], answer["case"], "dispatched", body["words"], answer["token"], id)
        made.state = answer["state"] if answer["state"] != "routed" else "dispatched"
        self._reported.append((grid, body, made.id))
        del self._reported[:-50]
        self._push(made)

    def _advance(self, matter: Known) -> None:
        seen = self._operator.get(f"/api/cases/{matter.number}")
        matter.state = seen["state"]
        step = self._staff.next(matter, seen)
        if step is None or (step.who not in self._sessions and step.verb not in ("rate", "reopen")):
            return  # nobody has anything more to do, or nobody logs in for that unit
        answer = self._call(matter, step, seen["version"])
        self.counts[step.verb] += 1
        matter.state = answer["state"]
        matter.same_as = ""
        _remember(matter, step)
        self._push(matter)

    def _call(self, matter: Known, step: Step, version: int) -> dict[str, Any]:
        if step.who:
            path = f"/api/cases/{matter.number}/{step.verb}"
            done: dict[str, Any] = self._sessions[step.who].once(path, {**step.body, "version": version})
            return done
        told: dict[str, Any] = self._operator.once(f"/api/track/{matter.token}/{step.verb}", step.body)
        return told

    def _refused(self, matter: Known | None, trouble: Exception) -> None:
        """Show it; the matter is tried again a few times, since somebody else may have been quicker."""
        if matter is not None and _unknown_token(trouble):
            matter.token = ""  # reported by somebody else: nobody here can answer for them
            return
        self.counts["refused"] += 1
        what = f"{matter.number}: " if matter else ""
        self._outside.trouble(f"{what}{trouble}")
        if matter is None:
            self._push(None)
        elif matter.refusals < _REFUSED_OFTEN:
            matter.refusals += 1
            matter.same_as = ""
            self._push(matter)


def _unknown_token(trouble: Exception) -> bool:
    return isinstance(trouble, CallFailed) and "/api/track/" in str(trouble) and "(404)" in str(trouble)


def _remember(matter: Known, step: Step) -> None:
    matter.objected |= step.verb == "raise_objection"
    matter.paused |= step.verb == "suspend"
    matter.asked = step.verb == "request_extension"
    matter.returned += step.verb == "send_back"
    if step.verb == "rate":
        matter.score = step.body["score"]

"""The clocks of a case in memory: what `timekeeping` does to the tables."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from anlan.cases.bulk.bare import bare
from anlan.cases.bulk.matter import Matter
from anlan.cases.clocks.rules import ClockRule, Per
from anlan.cases.lifecycle import Part, Work
from anlan.cases.models import Assignment, Clock
from anlan.cases.timekeeping.due_times import promised_in, set_due
from anlan.cases.timekeeping.running import Stopped

_NOTHING = Stopped()


def happened(
    matter: Matter,
    event: str,
    *,
    at: datetime,
    said_at: datetime | None = None,
    part: Assignment | None = None,
    promised: dict[str, Any] | None = None,
) -> Stopped:
    """`event` happened: stop and start the clocks that listen."""
    key = (event, part is None or part.part == Part.LEAD)
    stopping, starting = matter.makings.listening.get(key) or _listening(matter, *key)
    if not stopping and not starting:
        return _NOTHING
    own = part or matter.lead()
    met: list[str] = []
    missed: list[str] = []
    for rule in stopping:
        ended = stop(matter, running(matter, rule, own), said_at if rule.said_time_counts and said_at else at)
        met.extend(ended.met)
        missed.extend(ended.missed)
    for rule in starting:
        if not running(matter, rule, own):
            _start(matter, rule, own, said_at if rule.said_time_counts and said_at else at, promised or {})
    summarise(matter)
    return Stopped(tuple(met), tuple(missed))


def _listening(matter: Matter, event: str, leads: bool) -> tuple[list[ClockRule], list[ClockRule]]:
    """The rules that `event` stops and starts; a case's clock listens to the lead only."""
    rules = [rule for rule in matter.section.clocks if rule.per is Per.ASSIGNMENT or leads]
    found = [rule for rule in rules if event in rule.end], [rule for rule in rules if event == rule.start]
    matter.makings.listening[event, leads] = found
    return found


def running(matter: Matter, rule: ClockRule, part: Assignment | None) -> list[Clock]:
    """The clocks of `rule` that run, a unit's own where the rule is per assignment."""
    rows = [clock for clock in matter.clocks if clock.rule == rule.code and clock.stopped_at is None]
    own = part.id if rule.per is Per.ASSIGNMENT and part else None
    return [clock for clock in rows if clock.assignment_id == own] if own else rows


def _start(
    matter: Matter, rule: ClockRule, part: Assignment | None, at: datetime, source: dict[str, Any]
) -> None:
    promised = promised_in(source, rule) if rule.due_field else None
    if rule.due_field and promised is None:
        return
    own = part.id if part and rule.per is Per.ASSIGNMENT else None
    clock = bare(
        Clock, id=matter.new_id(at), case_id=matter.case.id, assignment_id=own, rule=rule.code, started_at=at,
        promised=promised,
    )  # fmt: skip
    set_due(clock, rule, matter.case)
    matter.clocks.append(clock)


def stop(matter: Matter, clocks: Iterable[Clock], at: datetime) -> Stopped:
    """End `clocks`, in time or too late; what was asked about them is decided with them."""
    met: list[str] = []
    missed: list[str] = []
    for clock in clocks:
        clock.stopped_at, clock.next_look = max(at, clock.started_at), None
        clock.late = clock.stopped_at > clock.due_at
        for asked in matter.requests:
            if asked.clock_id == clock.id and asked.decided_at is None:
                asked.decided_at, asked.granted = clock.stopped_at, False
        (missed if clock.late else met).append(clock.rule)
    return Stopped(tuple(met), tuple(missed))


def summarise(matter: Matter) -> None:
    """Copy the earliest running due time to the envelope."""
    case = matter.case
    case.next_due, case.late = None, False
    for clock in matter.clocks:
        if clock.stopped_at is None and clock.paused_at is None:
            case.late = case.late or clock.late
            if case.next_due is None or clock.due_at < case.next_due:
                case.next_due = clock.due_at


def pause_all(matter: Matter, *, at: datetime, reason: str) -> None:
    """Pause every running clock that may be paused."""
    for clock in matter.clocks:
        rule = matter.section.clock(clock.rule)
        if clock.stopped_at is None and clock.paused_at is None and rule is not None and rule.pausable:
            clock.paused_at, clock.next_look = at, None
            clock.pauses = [*clock.pauses, [at.isoformat(), "", reason]]
    summarise(matter)


def resume_all(matter: Matter, *, at: datetime) -> int:
    """Let paused clocks run again; returns how many."""
    resumed = 0
    for clock in matter.clocks:
        rule = matter.section.clock(clock.rule)
        if clock.stopped_at is not None or rule is None or clock.paused_at is None:
            continue
        start, _, reason = clock.pauses[-1]
        clock.pauses = [*clock.pauses[:-1], [start, at.isoformat(), reason]]
        clock.paused_at = None
        set_due(clock, rule, matter.case, at=at)
        clock.late = clock.late and clock.due_at <= at
        resumed += 1
    summarise(matter)
    return resumed


def extend(matter: Matter, clock: Clock, *, by: int, at: datetime) -> None:
    """Give `clock` `by` more of its rule's units."""
    rule = matter.section.clock(clock.rule)
    if rule is None:
        return
    clock.extended += by
    clock.extensions += 1
    set_due(clock, rule, matter.case, at=at)
    clock.late = clock.late and clock.due_at <= at
    summarise(matter)


def cancel_all(matter: Matter, *, at: datetime) -> None:
    """Stop what still runs when a case ends."""
    cancel(matter, matter.clocks, at=at)
    summarise(matter)


def cancel(matter: Matter, clocks: Iterable[Clock], *, at: datetime) -> None:
    """End those of `clocks` that run: neither met nor missed."""
    for clock in clocks:
        if clock.stopped_at is None:
            clock.cancelled = True
            stop(matter, [clock], at)


def withdraw(matter: Matter, part: Assignment, *, at: datetime) -> None:
    """Take a case back from a unit, with its clocks and what it still asks for."""
    part.state = Work.WITHDRAWN
    for asked in matter.requests:
        if asked.assignment_id == part.id and asked.decided_at is None:
            asked.decided_at, asked.granted = at, False
    cancel(matter, [clock for clock in matter.clocks if clock.assignment_id == part.id], at=at)

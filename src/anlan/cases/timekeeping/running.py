"""Clocks of a case: started and stopped by what happens, paused, extended, and looked at when something falls due.

A rule `per: assignment` runs for each unit's part, one `per: case` once. Which events start and stop it is data of the
pinned scheme; due times are stored together with their explanation.
"""

from collections.abc import Collection, Iterable
from datetime import datetime
from typing import Any, NamedTuple

from anlan.cases.clocks.rules import ClockRule, Per
from anlan.cases.hold import section_of, standing
from anlan.cases.lifecycle import Part, Work
from anlan.cases.models import Assignment, Case, Clock
from anlan.cases.timekeeping.due_times import promised_in, set_due
from anlan.cases.writing import Now, Pen


def _started(
    case: Case, rule: ClockRule, part: Assignment | None, at: datetime, source: dict[str, Any]
) -> Clock | None:
    """The clock, not saved; None where the source promised nothing: there is nothing to be late against."""
    promised = promised_in(source, rule) if rule.due_field else None
    if rule.due_field and promised is None:
        return None
    clock = Clock(case=case, rule=rule.code, started_at=at, promised=promised)
    clock.assignment = part if rule.per is Per.ASSIGNMENT else None
    set_due(clock, rule, case)
    return clock


class Happening(NamedTuple):
    """An event at a case's first moment. `promised`: the source's own fields, for rules with a `due_field`."""

    event: str
    said_at: datetime | None = None
    promised: dict[str, Any] = {}


def clocks_at_opening(case: Case, events: Iterable[Happening], *, at: datetime) -> list[Clock]:
    """What `happened` does, for a case nobody has seen yet: in memory, since there is nothing to look up.

    Sets `case.next_due`. Raises `PromiseWrong`.
    """
    rules, made = section_of(case).clocks, list[Clock]()
    for event, said_at, promised in events:
        for rule in rules:
            if event in rule.end:
                for clock in _of_rule(made, rule):
                    _end(clock, said_at if rule.said_time_counts and said_at else at)
        for rule in rules:
            if event == rule.start and not _of_rule(made, rule):
                moment = said_at if rule.said_time_counts and said_at else at
                if new := _started(case, rule, None, moment, promised):
                    made.append(new)
    case.next_due = min((clock.due_at for clock in made if clock.stopped_at is None), default=None)
    return made


def _of_rule(clocks: list[Clock], rule: ClockRule) -> list[Clock]:
    return [clock for clock in clocks if clock.rule == rule.code and clock.stopped_at is None]


def _end(clock: Clock, at: datetime) -> None:
    clock.stopped_at, clock.next_look = max(at, clock.started_at), None
    # Not what the sweeper thought: a device that was offline may tell later that it was done in time.
    clock.late = clock.stopped_at > clock.due_at


class Stopped(NamedTuple):
    """The rules whose clocks ended: in time, or too late. Facts carry them, so that measures need no tables."""

    met: tuple[str, ...] = ()
    missed: tuple[str, ...] = ()


_REFUSE = """UPDATE cases_request r SET decided_at = c.stopped_at, granted = false FROM cases_clock c
WHERE c.id = r.clock_id AND r.clock_id = ANY(%s::uuid[]) AND r.decided_at IS NULL"""


def _stop(ended: Collection[Clock], pen: Pen) -> Stopped:
    """Keep clocks that `_end` ended; what is still asked for them is refused with them."""
    for clock in ended:
        pen.update(clock, "stopped_at", "next_look", "late", "cancelled")
    if ended:
        pen.send(_REFUSE, [[clock.pk for clock in ended]])
    met, missed = ([clock.rule for clock in ended if clock.late is late] for late in (False, True))
    return Stopped(tuple(met), tuple(missed))


def _concerns(rule: ClockRule, part: Assignment | None) -> bool:
    """A case's clock listens to the lead only; a unit's clock to its own part."""
    return rule.per is Per.ASSIGNMENT or part is None or part.part == Part.LEAD


def happened(
    case: Case,
    event: str,
    *,
    at: datetime,
    said_at: datetime | None = None,
    part: Assignment | None = None,
    promised: dict[str, Any] | None = None,
    pen: Pen | None = None,
) -> Stopped:
    """`event` happened to `case` (to one unit's `part`; None: to its lead): stop and start the clocks that listen.

    `promised` are the source's own fields, for rules with a `due_field`. Sets `case.next_due` and `case.late`.
    With `pen` nothing is read: what runs is what ran when the case was locked, and what this verb started since.
    """
    rules = section_of(case).clocks
    stopping = [rule for rule in rules if event in rule.end and _concerns(rule, part)]
    starting = [rule for rule in rules if event == rule.start and _concerns(rule, part)]
    if not stopping and not starting:
        return Stopped()
    own = part
    if own is None and any(rule.per is Per.ASSIGNMENT for rule in (*stopping, *starting)):
        own = _lead(case) if pen is None else _lead_of(standing(case).parts)
    running, ended = _that_run(case, pen), list[Clock]()
    for rule in stopping:
        for clock in _running(running, rule, own):
            _end(clock, said_at if rule.said_time_counts and said_at else at)
            ended.append(clock)
    stopped = _stop(ended, pen or Now())
    begun = list[Clock]()
    for rule in starting:
        if not _running(running, rule, own):
            moment = said_at if rule.said_time_counts and said_at else at
            if new := _started(case, rule, own, moment, promised or {}):
                begun.append(new)
    (pen or Now()).insert(*begun)
    if pen is not None:
        standing(case).clocks.extend(begun)
    _summary(case, [*running, *begun])
    return stopped


def _that_run(case: Case, pen: Pen | None) -> list[Clock]:
    if pen is None:
        return list(case.clocks.filter(stopped_at=None))
    return [clock for clock in standing(case).clocks if clock.stopped_at is None]


def _lead_of(parts: Iterable[Assignment]) -> Assignment | None:
    return next((part for part in parts if part.part == Part.LEAD and part.state != Work.WITHDRAWN), None)


def _lead(case: Case) -> Assignment | None:
    return case.assignments.filter(part=Part.LEAD).exclude(state=Work.WITHDRAWN).first()


def _running(clocks: list[Clock], rule: ClockRule, part: Assignment | None) -> list[Clock]:
    found = _of_rule(clocks, rule)
    if rule.per is Per.ASSIGNMENT and part:
        return [clock for clock in found if clock.assignment_id == part.pk]
    return found


def summarise(case: Case) -> None:
    """Copy the earliest running due time to the envelope, for lists. `late` stays once a clock was late and runs."""
    _summary(case, list(case.clocks.filter(stopped_at=None)))


def _summary(case: Case, clocks: Iterable[Clock]) -> None:
    running = [clock for clock in clocks if clock.stopped_at is None and clock.paused_at is None]
    case.next_due = min((clock.due_at for clock in running), default=None)
    case.late = any(clock.late for clock in running)


def pause_all(case: Case, *, at: datetime, reason: str) -> int:
    """Pause every running clock whose rule may be paused, for `reason` (a code); returns how many."""
    section, paused = section_of(case), 0
    for clock in case.clocks.filter(stopped_at=None, paused_at=None):
        rule = section.clock(clock.rule)
        if rule is not None and rule.pausable:
            clock.paused_at, clock.next_look = at, None
            clock.pauses = [*clock.pauses, [at.isoformat(), "", reason]]
            clock.save()
            paused += 1
    summarise(case)
    return paused


def resume_all(case: Case, *, at: datetime) -> int:
    """Let paused clocks run again, with their new due times; returns how many."""
    section, resumed = section_of(case), 0
    for clock in case.clocks.filter(stopped_at=None, paused_at__isnull=False):
        rule = section.clock(clock.rule)
        if rule is None or clock.paused_at is None:
            continue
        start, _, reason = clock.pauses[-1]
        clock.pauses = [*clock.pauses[:-1], [start, at.isoformat(), reason]]
        clock.paused_at = None
        set_due(clock, rule, case, at=at)
        clock.late = clock.late and clock.due_at <= at
        clock.save()
        resumed += 1
    summarise(case)
    return resumed


def retime(case: Case, *, at: datetime) -> None:
    """Another category may have another time limit: running clocks of such rules get it, from their own start."""
    section = section_of(case)
    for clock in case.clocks.filter(stopped_at=None):
        rule = section.clock(clock.rule)
        if rule is not None and rule.by_category:
            set_due(clock, rule, case, at=at)
            clock.late = clock.late and clock.due_at <= at
            clock.save()
    summarise(case)


def extend_clock(case: Case, clock: Clock, *, by: int, at: datetime) -> None:
    """Give `clock` `by` more of its rule's units."""
    rule = section_of(case).clock(clock.rule)
    if rule is None:
        return
    clock.extended += by
    clock.extensions += 1
    set_due(clock, rule, case, at=at)
    clock.late = clock.late and clock.due_at <= at
    clock.save()
    summarise(case)


def _cancel(clocks: list[Clock], at: datetime, pen: Pen) -> None:
    for clock in clocks:
        clock.cancelled = True
        _end(clock, at)
    _stop(clocks, pen)


def cancel_all(case: Case, *, at: datetime, pen: Pen | None = None) -> None:
    """Stop what still runs when a case ends: it is neither met nor missed. `pen` as for `happened`."""
    _cancel(_that_run(case, pen), at, pen or Now())
    _summary(case, [])


_REFUSE_OF = """UPDATE cases_request SET decided_at = %s, granted = false
WHERE assignment_id = %s AND decided_at IS NULL"""


def withdraw(part: Assignment, *, at: datetime, pen: Pen | None = None) -> None:
    """Take a case back from a unit, and with it its clocks and what it still asks for. `pen` as for `happened`."""
    part.state, writer = Work.WITHDRAWN, pen or Now()
    writer.update(part, "state")
    writer.send(_REFUSE_OF, [at, part.pk])
    own = [clock for clock in _that_run(part.case, pen) if clock.assignment_id == part.pk]
    _cancel(own, at, writer)

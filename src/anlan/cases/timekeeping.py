"""Clocks of a case: started and stopped by what happens, paused, extended, and looked at when something falls due.

A rule `per: assignment` runs for each unit's part, one `per: case` once. Which events start and stop it is data of the
pinned scheme; due times are stored together with their explanation.
"""

from collections.abc import Collection, Iterable
from datetime import datetime
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from django.conf import settings

from anlan.cases.clocks.calendars import calendar
from anlan.cases.clocks.due import Due, Pause, alarms, due
from anlan.cases.clocks.explain import stored
from anlan.cases.clocks.rules import ClockRule, Per
from anlan.cases.errors import PromiseWrong
from anlan.cases.hold import section_of
from anlan.cases.lifecycle import Part, Work
from anlan.cases.models import Assignment, Case, Clock
from anlan.kit.planned import run


def _zone() -> ZoneInfo:
    return ZoneInfo(settings.TIME_ZONE)


def promised_in(source: dict[str, Any], rule: ClockRule) -> datetime | None:
    """The deadline the source promised for a rule with `due_field` (ISO 8601 with offset), if it did.

    Raises `PromiseWrong`.
    """
    given = source.get(rule.due_field or "")
    if not given:
        return None
    try:
        promised = datetime.fromisoformat(given)
    except (TypeError, ValueError):
        promised = None
    if promised is None or promised.tzinfo is None:
        raise PromiseWrong(field="outside", key=rule.due_field)
    return promised


def compute(clock: Clock, rule: ClockRule, case: Case) -> Due:
    """When `clock` is due with its pauses and extensions."""
    pauses = [
        Pause(datetime.fromisoformat(start), datetime.fromisoformat(end), reason)
        for start, end, reason in clock.pauses
        if end  # the one that still lasts counts when it ends
    ]
    return due(
        rule,
        clock.started_at,
        calendar=calendar(rule.calendar),
        tz=_zone(),
        pauses=pauses,
        extended=clock.extended,
        category=case.category or None,
        promised=clock.promised,
    )


def looks(found: Due) -> list[tuple[datetime, str, bool]]:
    """When somebody has to be told about a clock: (moment, level, whether it is late then), in order of time."""
    marks = [(alarm.at, alarm.level, alarm.at >= found.at) for alarm in alarms(found)]
    if not any(at == found.at for at, _, _ in marks):
        marks.append((found.at, "late", True))
    return sorted(marks)


def set_due(clock: Clock, rule: ClockRule, case: Case, *, at: datetime | None = None) -> None:
    """Store the due time, its explanation and the next moment to look.

    With `at`, looks that now lie ahead again come again: after an extension a clock can be late a second time.
    """
    found = compute(clock, rule, case)
    clock.due_at = found.at
    clock.explanation = stored(found)
    marks = looks(found)
    if at is not None:
        clock.level = min(clock.level, sum(moment <= at for moment, _, _ in marks))
    ahead = marks[clock.level :]
    clock.next_look = ahead[0][0] if ahead and clock.paused_at is None else None


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


def _stop(ended: Collection[Clock]) -> Stopped:
    """Keep clocks that `_end` ended; what is still asked for them is refused with them."""
    for clock in ended:
        clock.save(update_fields=["stopped_at", "next_look", "late", "cancelled"])
    if ended:
        run(_REFUSE, [[clock.pk for clock in ended]])
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
) -> Stopped:
    """`event` happened to `case` (to one unit's `part`; None: to its lead): stop and start the clocks that listen.

    `promised` are the source's own fields, for rules with a `due_field`. Sets `case.next_due` and `case.late`.
    """
    rules = section_of(case).clocks
    stopping = [rule for rule in rules if event in rule.end and _concerns(rule, part)]
    starting = [rule for rule in rules if event == rule.start and _concerns(rule, part)]
    if not stopping and not starting:
        return Stopped()
    own = part
    if own is None and any(rule.per is Per.ASSIGNMENT for rule in (*stopping, *starting)):
        own = _lead(case)
    running, ended = list(case.clocks.filter(stopped_at=None)), list[Clock]()
    for rule in stopping:
        for clock in _running(running, rule, own):
            _end(clock, said_at if rule.said_time_counts and said_at else at)
            ended.append(clock)
    stopped = _stop(ended)
    begun = list[Clock]()
    for rule in starting:
        if not _running(running, rule, own):
            moment = said_at if rule.said_time_counts and said_at else at
            if new := _started(case, rule, own, moment, promised or {}):
                begun.append(new)
    Clock.objects.bulk_create(begun)
    _summary(case, [*running, *begun])
    return stopped


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


def _cancel(clocks: list[Clock], at: datetime) -> None:
    for clock in clocks:
        clock.cancelled = True
        _end(clock, at)
    _stop(clocks)


def cancel_all(case: Case, *, at: datetime) -> None:
    """Stop what still runs when a case ends: it is neither met nor missed."""
    _cancel(list(case.clocks.filter(stopped_at=None)), at)
    _summary(case, [])


def withdraw(part: Assignment, *, at: datetime) -> None:
    """Take a case back from a unit, and with it its clocks and what it still asks for."""
    part.state = Work.WITHDRAWN
    part.save(update_fields=["state"])
    part.request_set.filter(decided_at=None).update(decided_at=at, granted=False)
    _cancel(list(part.clocks.filter(stopped_at=None)), at)

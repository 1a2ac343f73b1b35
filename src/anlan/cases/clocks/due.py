"""When a clock is due. Pure arithmetic; times in and out are aware, the answer is in UTC.

Days are counted as the Civil Code counts them (民法典 Art. 200-204): the day something starts is not
counted (201), a term whose last day is a day off ends on the next working day (203), and at close of
business on that day (203). Hours and minutes run on from the moment itself. A suspension is taken out
exactly:

- hours and minutes: by its own length;
- working days: by the office time it covers on counted days, so a minute's suspension buys a minute and not
  a day;
- calendar days: added up over all suspensions and counted in whole days, twelve hours or more making one.

A `same_day` clock (事不过夜) ends with the very day it starts on, worked or not: a hazard does not wait for Monday. It
is moved by the exact length of a suspension.

More suspension never makes anything due earlier, and what begins after the deadline has no effect on it.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from typing import NamedTuple

from anlan.cases.clocks.calendars import Calendar
from anlan.cases.clocks.errors import ExtensionNotAllowed, PromiseMissing
from anlan.cases.clocks.rules import MIDNIGHT, ClockRule, DayEnd, Span, Unit

_DAY = timedelta(days=1)
_SECOND = timedelta(seconds=1)
_MICROSECOND = timedelta(microseconds=1)
_MIDNIGHT = time(0)
_DAYS = (Unit.CALENDAR_DAY, Unit.WORKING_DAY)


class Pause(NamedTuple):
    """A suspension from `start` to `end`; `reason` is its code. A bare (start, end) will do as well."""

    start: datetime
    end: datetime
    reason: str = ""


class Counted(NamedTuple):
    """How much of one suspension counted: elapsed time, or office time on a working-day clock."""

    reason: str
    time: timedelta


@dataclass(frozen=True, slots=True)
class Due:
    """A deadline with everything needed to say why."""

    at: datetime
    rule: ClockRule
    started_at: datetime
    value: int | None  # units before extension; None when the deadline was promised
    extended: int
    paused: tuple[Counted, ...]
    carried_from: date | None  # the day off on which the term would have ended
    provisional: tuple[int, ...]  # years whose holidays are not published yet
    calendar: Calendar
    tz: tzinfo
    night: str = ""  # it began at night: from when on, local time, the next day's deadline holds


def _local(moment: datetime, tz: tzinfo) -> datetime:
    return moment.astimezone(tz).replace(tzinfo=None)


def _at(day: date, wall: time, tz: tzinfo) -> datetime:
    return datetime.combine(day, wall, tz).astimezone(UTC)


def _in_utc(start: datetime, end: datetime, reason: str = "") -> Pause:
    return Pause(start.astimezone(UTC), end.astimezone(UTC), reason)


def _merged(pauses: Iterable[Sequence[datetime] | Pause]) -> list[Pause]:
    """Suspensions in order, overlapping or touching ones joined under the reason of the first."""
    merged: list[Pause] = []
    for one in sorted((_in_utc(*pause) for pause in pauses), key=lambda pause: (pause.start, pause.end)):
        if one.end < one.start:
            raise ValueError("a suspension ends after it began")
        if merged and one.start <= merged[-1].end:
            merged[-1] = merged[-1]._replace(end=max(merged[-1].end, one.end))
        elif one.end > one.start:
            merged.append(one)
    return merged


def _elapsed(started: datetime, length: timedelta, pauses: list[Pause]) -> tuple[datetime, list[Counted]]:
    """`length` after `started`, suspended time left out."""
    due, counted = started + length, []
    for pause in pauses:
        begin = max(pause.start, started)
        if begin < due and pause.end > begin:
            due += pause.end - begin
            counted.append(Counted(pause.reason, pause.end - begin))
    return due, counted


class _OfficeTime:
    """Office time as one straight line: microseconds of office hours since the calendar began."""

    def __init__(self, calendar: Calendar, tz: tzinfo) -> None:
        self.calendar, self.tz = calendar, tz
        self.opens = datetime.combine(date.min, calendar.opens)
        self.length = (datetime.combine(date.min, calendar.closes) - self.opens) // _MICROSECOND

    def point(self, moment: datetime) -> int:
        wall = _local(moment, self.tz)
        day = wall.date()
        rank = self.calendar.rank(day)
        if not self.calendar.is_working(day):
            return rank * self.length
        into = (datetime.combine(date.min, wall.time()) - self.opens) // _MICROSECOND
        return (rank - 1) * self.length + min(max(into, 0), self.length)

    def moment(self, point: int) -> datetime:
        """The earliest moment at `point`: the close of one day rather than the opening of the next."""
        rank = (point - 1) // self.length
        wall = datetime.combine(self.calendar.nth(rank + 1), self.calendar.opens)
        return (wall + (point - rank * self.length) * _MICROSECOND).replace(tzinfo=self.tz).astimezone(UTC)


def _working_days(
    started: datetime, days: int, pauses: list[Pause], calendar: Calendar, tz: tzinfo
) -> tuple[datetime, list[Counted]]:
    first = calendar.rank(_local(started, tz).date())
    if not pauses:
        return _at(calendar.nth(first + days), calendar.closes, tz), []
    line = _OfficeTime(calendar, tz)
    begin = first * line.length  # the day it starts is not counted (Art. 201)
    due, counted = begin + days * line.length, []
    for pause in pauses:
        low, high = max(line.point(pause.start), begin), line.point(pause.end)
        if low < due and high > low:
            due += high - low
            counted.append(Counted(pause.reason, (high - low) * _MICROSECOND))
    return line.moment(due), counted


def _calendar_days(
    started: datetime, days: int, pauses: list[Pause], calendar: Calendar, tz: tzinfo
) -> tuple[datetime, list[Counted], date | None]:
    first = _local(started, tz).date()
    begin = _at(first + _DAY, _MIDNIGHT, tz)  # the day it starts is not counted (Art. 201)
    total, counted = timedelta(0), []
    last = first + days * _DAY
    due = _at(calendar.next_working(last), calendar.closes, tz)
    for pause in pauses:
        low = max(pause.start, begin)
        if low >= due or pause.end <= low:
            continue
        total += pause.end - low
        counted.append(Counted(pause.reason, pause.end - low))
        last = first + (days + (total + _DAY / 2) // _DAY) * _DAY
        due = _at(calendar.next_working(last), calendar.closes, tz)
    return due, counted, None if calendar.is_working(last) else last


def _same_day(
    started: datetime, days: int, rule: ClockRule, pauses: list[Pause], tz: tzinfo
) -> tuple[datetime, list[Counted], str]:
    day, wall = rule.day or DayEnd(), _local(started, tz)
    last, ends, night = wall.date() + (days - 1) * _DAY, day.ends, ""
    if day.night_from and day.night_ends and wall.time() >= time.fromisoformat(day.night_from):
        last, ends, night = last + _DAY, day.night_ends, day.night_from
    # The last second of the day and not the first of the next: every list must show it under the day it belongs to.
    end = (
        _at(last + _DAY, _MIDNIGHT, tz) - _SECOND
        if ends == MIDNIGHT
        else _at(last, time.fromisoformat(ends), tz)
    )
    return *_elapsed(started, end - started, pauses), night


def check_extension(rule: ClockRule, *, asked: int, times: int) -> None:
    """Raises `ExtensionNotAllowed` when a deadline put off `times` times may not move by `asked` units
    more.
    """
    allowed = rule.extend
    if allowed is None or times >= allowed.times or not 1 <= asked <= allowed.value:
        limits = (allowed.times, allowed.value) if allowed else (0, 0)
        raise ExtensionNotAllowed(rule=str(rule.title), times=limits[0], value=limits[1], field="days")


def due(
    rule: ClockRule,
    started_at: datetime,
    *,
    calendar: Calendar,
    tz: tzinfo,
    pauses: Iterable[Sequence[datetime] | Pause] = (),
    extended: int = 0,
    category: str | None = None,
    promised: datetime | None = None,
) -> Due:
    """When a clock that started at `started_at` is due.

    `pauses`: closed suspensions; ignored unless the rule is pausable. `extended`: units granted so far, in
    the rule's own unit, over all extensions. `promised`: the deadline a source gave, for a rule with
    `due_field`; it moves by suspensions only. Raises `CalendarYearUnknown` (days beyond the calendar),
    `PromiseMissing`.
    """
    started_at = started_at.astimezone(UTC)  # sums of times with one zone ignore that its clocks change
    stops = _merged(pauses) if rule.pausable and pauses else []
    carried: date | None = None
    night = ""
    value = rule.value_for(category)
    if rule.unit is None or value is None:
        if promised is None:
            raise PromiseMissing(rule=str(rule.title), source=rule.due_field)
        at, counted = _elapsed(started_at, promised.astimezone(UTC) - started_at, stops)
    elif rule.unit is Unit.WORKING_DAY:
        at, counted = _working_days(started_at, value + extended, stops, calendar, tz)
    elif rule.unit is Unit.CALENDAR_DAY:
        at, counted, carried = _calendar_days(started_at, value + extended, stops, calendar, tz)
    elif rule.unit is Unit.SAME_DAY:
        at, counted, night = _same_day(started_at, value + extended, rule, stops, tz)
    else:
        minutes = (value + extended) * (60 if rule.unit is Unit.HOUR else 1)
        at, counted = _elapsed(started_at, timedelta(minutes=minutes), stops)
    guessed: list[int] = []
    if rule.unit in _DAYS:
        guessed = calendar.provisional_between(_local(started_at, tz).date(), _local(at, tz).date())
    return Due(
        at, rule, started_at, value, extended, tuple(counted), carried, tuple(guessed), calendar, tz, night
    )


class Remaining(NamedTuple):
    """What is left at some moment; late: `time` is negative. `working_days` is told for clocks in days."""

    late: bool
    time: timedelta
    working_days: int | None


def remaining(due: Due, at: datetime) -> Remaining:
    """What is left of `due` at `at`; due at the very moment is not late."""
    days = None
    if due.rule.unit in _DAYS:
        days = abs(
            due.calendar.rank(_local(due.at, due.tz).date()) - due.calendar.rank(_local(at, due.tz).date())
        )
    return Remaining(late=at > due.at, time=due.at - at, working_days=days)


def shift(at: datetime, span: Span, *, back: bool, calendar: Calendar, tz: tzinfo) -> datetime:
    """`span` before (`back`) or after `at`. Days keep the time of day; working days land on working days."""
    if span.unit in (Unit.HOUR, Unit.MINUTE):
        length = timedelta(minutes=span.value * (60 if span.unit is Unit.HOUR else 1))
        return at.astimezone(UTC) + (-length if back else length)
    wall = _local(at, tz)
    count = -span.value if back else span.value
    day = wall.date() + count * _DAY if span.unit is Unit.CALENDAR_DAY else calendar.plus(wall.date(), count)
    return _at(day, wall.time(), tz)


class Alarm(NamedTuple):
    """When an escalation of a clock goes off, and to which level."""

    at: datetime
    level: str


def alarms(due: Due) -> list[Alarm]:
    """The escalations of a clock in order of time; none before the clock's start."""
    found = []
    for step in due.rule.escalate:
        span = step.before or step.after
        if span is not None:
            moment = shift(due.at, span, back=step.before is not None, calendar=due.calendar, tz=due.tz)
            found.append(Alarm(max(moment, due.started_at), step.level))
    return sorted(found, key=lambda alarm: alarm.at)

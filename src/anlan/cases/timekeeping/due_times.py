"""When a clock of a case is due and when somebody has to look at it, by its rule, its pauses and its extensions."""

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings

from anlan.cases.clocks.calendars import calendar
from anlan.cases.clocks.due import Due, Pause, alarms, due
from anlan.cases.clocks.explain import stored
from anlan.cases.clocks.rules import ClockRule
from anlan.cases.errors import PromiseWrong
from anlan.cases.models import Case, Clock


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

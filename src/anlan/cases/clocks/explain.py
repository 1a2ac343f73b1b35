"""Why something is due when it is. Kept as codes and numbers; put into words when somebody reads it."""

from datetime import date, timedelta
from functools import lru_cache
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict

from anlan.cases.clocks.calendars import Calendar
from anlan.cases.clocks.due import Due
from anlan.cases.clocks.rules import Unit

_DAY = timedelta(days=1)


class Stretch(BaseModel):
    """A holiday as far as it falls into the term."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    code: str
    first: date
    last: date


class Suspension(BaseModel):
    """Suspended time that was taken out, in seconds (of office time on a working-day clock)."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    reason: str
    seconds: int


class Explanation(BaseModel):
    """Everything a sentence about a deadline needs, without a word in it. `model_dump(mode="json")` is
    stored, which is what `stored` makes.

    `started` and `due` are local ISO times with offset. `day_seconds` is the length of a day for
    suspensions: office hours on a working-day clock, 24 hours otherwise. `weekends` counts the days off
    that no holiday explains. `night`: a same-day clock began at night, which is from then on (local time).
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    version: Literal[1] = 1
    rule: str
    event: str
    unit: Unit | Literal["promised"]
    value: int | None
    extended: int
    started: str
    due: str
    calendar: str
    holidays: list[Stretch] = []
    weekends: int = 0
    made_up: list[date] = []
    carried_from: date | None = None
    suspensions: list[Suspension] = []
    day_seconds: int = 86400
    provision: str
    provisional: list[int] = []
    night: str = ""


@lru_cache(maxsize=4096)
def _between(calendar: Calendar, first: date, last: date) -> tuple[list[dict[str, str]], int, list[str]]:
    """Holidays, weekend days and make-up days after `first` and up to `last`: for whole lists of cases the same."""
    stretches: list[list[date]] = []
    codes: list[str] = []
    weekends, made_up = 0, []
    day = first
    for _ in range((last - first).days):
        day += _DAY
        if calendar.is_made_up(day):
            made_up.append(day.isoformat())
            continue
        code = calendar.holiday(day)
        if code is None:
            weekends += not calendar.is_working(day)
        elif codes and codes[-1] == code and stretches[-1][1] + _DAY == day:
            stretches[-1][1] = day
        else:
            codes.append(code)
            stretches.append([day, day])
    named = [
        {"code": code, "first": run[0].isoformat(), "last": run[1].isoformat()}
        for code, run in zip(codes, stretches, strict=True)
    ]
    return named, weekends, made_up


def _suspensions(due: Due) -> list[dict[str, Any]]:
    totals: dict[str, timedelta] = {}
    for reason, length in due.paused:
        totals[reason] = totals.get(reason, timedelta(0)) + length
    return [{"reason": reason, "seconds": int(total.total_seconds())} for reason, total in totals.items()]


def stored(due: Due) -> dict[str, Any]:
    """`explanation(due)` as it is kept, without making the model of it: every clock that starts needs this."""
    started, ends = due.started_at.astimezone(due.tz), due.at.astimezone(due.tz)
    holidays: list[dict[str, str]] = []
    weekends = 0
    made_up: list[str] = []
    hours = _DAY
    if due.rule.unit is Unit.WORKING_DAY:
        holidays, weekends, made_up = _between(due.calendar, started.date(), ends.date())
        opens, closes = due.calendar.opens, due.calendar.closes
        hours = timedelta(hours=closes.hour - opens.hour, minutes=closes.minute - opens.minute)
    elif due.carried_from is not None:
        holidays, weekends, made_up = _between(due.calendar, due.carried_from - _DAY, ends.date())
    return {
        "version": 1, "rule": due.rule.code, "event": due.rule.start, "unit": str(due.rule.unit or "promised"),
        "value": due.value, "extended": due.extended, "started": started.isoformat(timespec="minutes"),
        "due": ends.isoformat(timespec="minutes"), "calendar": due.calendar.code, "holidays": [*holidays],
        "weekends": weekends, "made_up": [*made_up],
        "carried_from": due.carried_from.isoformat() if due.carried_from else None,
        "suspensions": _suspensions(due) if due.paused else [], "day_seconds": int(hours.total_seconds()),
        "provision": due.rule.provision, "provisional": list(due.provisional), "night": due.night,
    }  # fmt: skip


def explanation(due: Due) -> Explanation:
    """Why `due` is when it is: which days were left out or counted, suspensions, extensions, provision."""
    return Explanation.model_validate(stored(due))

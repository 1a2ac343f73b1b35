"""What a capability says about a clock: a typed rule, checked when the capability is loaded."""

import re
from enum import StrEnum
from typing import Annotated, Literal, Self

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    StringConstraints,
    WithJsonSchema,
    model_validator,
)

from anlan.kit.texts import Text
from anlan.schemes.public import Mistake

EVENTS = {
    "reported": "report", "triaged": "triage", "routed": "route", "dispatched": "dispatch", "accepted": "accept",
    "objected": "raise_objection", "objection_decided": "decide_objection",
    "extension_requested": "request_extension", "extension_decided": "decide_extension", "suspended": "suspend",
    "resumed": "resume", "escalated": "escalate", "supervised": "supervise", "finished": "finish",
    "verified": "verify", "returned": "send_back", "closed": "close", "reopened": "reopen",
}  # fmt: skip
"""What starts and ends clocks, in the order of a case's life: the event, and the verb that makes it happen.

The one list: what is not here (nor a capability's own step, `act:<step>`) does not happen to a clock.
"""
LAST = "closed"
"""Nothing runs after it, so it can only end a clock."""

Code = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]{0,40}$")]
Provision = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9_.:@+-]{1,80}$")]
_PATTERN = rf"^({'|'.join(EVENTS)}|act:[a-z][a-z0-9_]{{0,40}})$"


def _known_event(value: str) -> str:
    if re.fullmatch(_PATTERN, value):
        return value
    raise Mistake(
        zh=f"事项不会发生“{value}”",
        en=f"“{value}” does not happen to a case",
        fix_zh=f"改用：{'、'.join(EVENTS)}，或 act:步骤代码",
        fix_en=f"use {', '.join(EVENTS)}, or act:<step code>",
    )


Event = Annotated[str, AfterValidator(_known_event), WithJsonSchema({"type": "string", "pattern": _PATTERN})]
Count = Annotated[int, Field(ge=1, le=5000)]


class Unit(StrEnum):
    """What a clock counts.

    Days follow Civil Code Art. 200-204, hours and minutes are exact; `same_day` ends with the day it starts on, worked
    or not (事不过夜).
    """

    MINUTE = "minute"
    HOUR = "hour"
    CALENDAR_DAY = "calendar_day"
    WORKING_DAY = "working_day"
    SAME_DAY = "same_day"


class Strict(BaseModel):
    """Unknown keys are refused: a misspelt key would silently do nothing."""

    model_config = ConfigDict(extra="forbid", frozen=True)


_SPAN = re.compile(r"(\d+) (minute|hour|calendar_day|working_day)s?")


def _as_span(value: object) -> object:
    found = _SPAN.fullmatch(value.strip()) if isinstance(value, str) else None
    return {"value": int(found[1]), "unit": found[2]} if found else value


def _a_length(unit: Unit) -> Unit:
    if unit is not Unit.SAME_DAY:
        return unit
    raise Mistake(
        zh="same_day 是到当日为止的期限，不是一段时间",
        en="same_day says until when, it is no length of time",
        fix_zh="改用 minute、hour、calendar_day 或 working_day",
        fix_en="use minute, hour, calendar_day or working_day",
    )


class Span(Strict):
    """A length of time: `{value: 2, unit: hour}`, or `2 hours` for short."""

    value: Count
    unit: Annotated[Unit, AfterValidator(_a_length)]


_Short = Annotated[str, StringConstraints(pattern=r"^\d+ (minute|hour|calendar_day|working_day)s?$")]
ShortSpan = Annotated[Span, BeforeValidator(_as_span, json_schema_input_type=Span | _Short)]


class Extension(Strict):
    """How far a deadline may be put off: at most `value` (in the rule's unit) each time, `times` times."""

    value: Count
    times: Annotated[int, Field(ge=1, le=9)] = 1


class Escalation(Strict):
    """Who is told when: so long before or after the deadline, exactly one of the two."""

    before: ShortSpan | None = None
    after: ShortSpan | None = None
    level: Code

    @model_validator(mode="after")
    def _one_of_two(self) -> Self:
        if (self.before is None) == (self.after is None):
            raise Mistake(
                zh="before 和 after 须且只能写一个",
                en="say either before or after, and not both",
                fix_zh="留下其中一个",
                fix_en="keep one of the two",
            )
        return self


_CLOCK = r"^([01]\d|2[0-3]):[0-5]\d$"
TimeOfDay = Annotated[str, StringConstraints(pattern=_CLOCK)]
MIDNIGHT = "24:00"


class DayEnd(Strict):
    """When the day of a `same_day` clock ends, local time: at `ends`, 24:00 unless said otherwise.

    What starts at `night_from` or later is due at `night_ends` of the next day instead: nobody can mend in minutes what
    was found just before midnight.
    """

    ends: TimeOfDay | Literal["24:00"] = MIDNIGHT
    night_from: TimeOfDay | None = None
    night_ends: TimeOfDay | None = None

    @model_validator(mode="after")
    def _no_moment_without_a_deadline(self) -> Self:
        if (self.night_from is None) != (self.night_ends is None):
            raise Mistake(
                zh="night_from 和 night_ends 须同时写或都不写",
                en="say both night_from and night_ends, or neither",
                fix_zh="补上另一个，或都删去",
                fix_en="add the other one, or remove both",
            )
        if self.ends != MIDNIGHT and (self.night_from is None or self.night_from > self.ends):
            raise Mistake(
                zh=f"{self.ends} 以后开始的事项没有期限",
                en=f"what starts after {self.ends} needs a deadline",
                fix_zh=f"写上不晚于 {self.ends} 的 night_from",
                fix_en=f"set night_from at {self.ends} or before",
            )
        return self


class Per(StrEnum):
    """Whether each unit that handles a case has this clock, or the case has it once."""

    CASE = "case"
    ASSIGNMENT = "assignment"


class ClockRule(Strict):
    """One clock of a capability.

    `value` and `unit`, or `due_field`: the name of a field of the source that holds a deadline somebody
    promised already. `provision` is the code of the law or standard the limit comes from. `pausable`: time
    the case is suspended is not counted. With `unit: same_day`, `value: 1` means by the end of the day it starts on,
    2 by the end of the next; `day` says when a day ends. `said_time_counts`: an offline device's own time (`said_at`)
    starts and stops the clock, not the server's.
    """

    code: Code
    title: Text
    start: Event
    end: list[Event] = Field(min_length=1)
    value: Count | None = None
    unit: Unit | None = None
    due_field: Code | None = None
    day: DayEnd | None = None
    calendar: Code = "cn"
    per: Per = Per.ASSIGNMENT
    provision: Provision
    extend: Extension | None = None
    pausable: bool = False
    said_time_counts: bool = False
    by_category: dict[str, Count] = Field(default_factory=dict)
    escalate: list[Escalation] = Field(default_factory=list)

    @model_validator(mode="after")
    def _value_or_promise(self) -> Self:
        if self.due_field is None:
            if self.value is None or self.unit is None:
                raise Mistake(
                    zh="时限要写 value 和 unit，或写 due_field",
                    en="a clock needs value and unit, or due_field",
                    fix_zh="补上 value 和 unit",
                    fix_en="add value and unit",
                )
        elif self.value is not None or self.unit is not None or self.extend or self.by_category:
            raise Mistake(
                zh="写了 due_field，期限由来源承诺，不能再写 value、unit、extend 或 by_category",
                en="with due_field the deadline is promised: no value, unit, extend or by_category can apply",
                fix_zh="删去它们，或删去 due_field",
                fix_en="remove them, or remove due_field",
            )
        if self.day is not None and self.unit is not Unit.SAME_DAY:
            raise Mistake(
                zh="day 只用于 unit: same_day",
                en="day belongs to unit: same_day",
                fix_zh="删去 day，或改用 unit: same_day",
                fix_en="remove day, or use unit: same_day",
            )
        if self.start in self.end:
            raise Mistake(
                zh=f"时限在开始的事件“{self.start}”上就结束了",
                en=f"the clock would end where it starts: {self.start}",
                fix_zh="从 end 中删去它，或改变 start",
                fix_en="remove it from end, or start elsewhere",
            )
        if self.start == LAST:
            raise Mistake(
                zh=f"“{LAST}”之后不再办理，时限不能从此开始",
                en=f"nothing runs after “{LAST}”, so no clock can start there",
                fix_zh="改用更早的事件",
                fix_en="use an earlier event",
            )
        return self

    def value_for(self, category: str | None = None) -> int | None:
        """How many units apply to a case of `category`."""
        if category is not None and category in self.by_category:
            return self.by_category[category]
        return self.value

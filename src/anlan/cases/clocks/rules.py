"""What a capability says about a clock: a typed rule, checked when the capability is loaded."""

import re
from enum import StrEnum
from typing import Annotated, Self

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints, model_validator

from anlan.kit.texts import Text

EVENTS = (
    "reported", "triaged", "routed", "dispatched", "accepted", "objected", "objection_decided", "returned",
    "extension_requested", "extension_decided", "suspended", "resumed", "escalated", "supervised", "finished",
    "verified", "closed", "rated", "reopened", "split", "merged",
)  # fmt: skip
"""What happens to a case, in the order of its life. A capability's own step is `act:<step>`."""

Code = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]{0,40}$")]
Provision = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9_.:@+-]{1,80}$")]
Event = Annotated[str, StringConstraints(pattern=rf"^({'|'.join(EVENTS)}|act:[a-z][a-z0-9_]{{0,40}})$")]
Count = Annotated[int, Field(ge=1, le=5000)]


class Unit(StrEnum):
    """What a clock counts. Days follow Civil Code Art. 200-204, hours and minutes are exact."""

    MINUTE = "minute"
    HOUR = "hour"
    CALENDAR_DAY = "calendar_day"
    WORKING_DAY = "working_day"


class Strict(BaseModel):
    """Unknown keys are refused: a misspelt key would silently do nothing."""

    model_config = ConfigDict(extra="forbid", frozen=True)


_SPAN = re.compile(r"(\d+) (minute|hour|calendar_day|working_day)s?")


def _as_span(value: object) -> object:
    found = _SPAN.fullmatch(value.strip()) if isinstance(value, str) else None
    return {"value": int(found[1]), "unit": found[2]} if found else value


class Span(Strict):
    """A length of time: `{value: 2, unit: hour}`, or `2 hours` for short."""

    value: Count
    unit: Unit


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
            raise ValueError("say either before or after, and not both")
        return self


class Per(StrEnum):
    """Whether each unit that handles a case has this clock, or the case has it once."""

    CASE = "case"
    ASSIGNMENT = "assignment"


class ClockRule(Strict):
    """One clock of a capability.

    `value` and `unit`, or `due_field`: the name of a field of the source that holds a deadline somebody
    promised already. `provision` is the code of the law or standard the limit comes from. `pausable`: time
    the case is suspended is not counted. `said_time_counts`: an offline device's own time (`said_at`)
    starts and stops the clock, not the server's.
    """

    code: Code
    title: Text
    start: Event
    end: list[Event] = Field(min_length=1)
    value: Count | None = None
    unit: Unit | None = None
    due_field: Code | None = None
    calendar: Code = "cn"
    per: Per = Per.ASSIGNMENT
    provision: Provision
    extend: Extension | None = None
    pausable: bool = False
    said_time_counts: bool = False
    by_category: dict[str, Count] = Field(default_factory=dict)
    by_urgency: dict[str, Count] = Field(default_factory=dict)
    escalate: list[Escalation] = Field(default_factory=list)

    @model_validator(mode="after")
    def _value_or_promise(self) -> Self:
        if self.due_field is None:
            if self.value is None or self.unit is None:
                raise ValueError("a clock needs value and unit, or due_field")
        elif (
            self.value is not None
            or self.unit is not None
            or self.extend
            or self.by_category
            or self.by_urgency
        ):
            raise ValueError(
                "with due_field the deadline is promised: no value, unit, extend or override can apply"
            )
        if self.start in self.end:
            raise ValueError(f"the clock would end where it starts: {self.start}")
        return self

    def value_for(self, *, category: str | None = None, urgency: str | None = None) -> int | None:
        """How many units apply. Urgency is said of this one case, so it beats the category."""
        if urgency is not None and urgency in self.by_urgency:
            return self.by_urgency[urgency]
        if category is not None and category in self.by_category:
            return self.by_category[category]
        return self.value

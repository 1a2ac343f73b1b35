"""What is recorded of calls: ids, codes and numbers of tries; nobody's number, and no length of a call."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal
from uuid import UUID

from anlan.ledger.public import FactKind


@dataclass(frozen=True)
class CallTaken:
    """A call became, or joined, a case. `reachable`: the caller left a number."""

    case: UUID
    joined: bool
    at_once: bool
    reachable: bool


@dataclass(frozen=True)
class CallbackMoved:
    """A call was taken by somebody, left, or planned."""

    callback: UUID
    kind: str


@dataclass(frozen=True)
class CallbackMissed:
    """Nobody answered, for the `attempt`-th time of `most`; `given_up`: it is not tried again."""

    callback: UUID
    kind: str
    attempt: int
    most: int
    again: datetime | None
    given_up: bool


@dataclass(frozen=True)
class CallbackEnded:
    """The promise was kept."""

    callback: UUID
    late: bool


@dataclass(frozen=True)
class SurveyRecorded:
    """What was said to the fixed questions, by code; empty when the caller declined."""

    callback: UUID
    scheme: str
    result: Literal["answered", "declined"]
    answers: dict[str, str]


TAKEN_CALL = FactKind("cases.take_call", CallTaken)
PLANNED = FactKind("cases.plan_survey", CallbackMoved)
TAKEN = FactKind("cases.take_callback", CallbackMoved)
LEFT = FactKind("cases.leave_callback", CallbackMoved)
MISSED = FactKind("cases.miss_callback", CallbackMissed)
FINISHED = FactKind("cases.finish_callback", CallbackEnded)
SURVEYED = FactKind("cases.record_survey", SurveyRecorded)

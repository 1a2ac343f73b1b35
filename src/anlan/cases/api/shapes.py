"""What the API answers. Models of pydantic itself: ninja's `Schema` looks at every value as if it came from the ORM."""

from datetime import datetime
from typing import Any
from uuid import UUID

from pydantic import BaseModel

from anlan.cases.models import Case, Clock
from anlan.cases.telling.story import Event, clocks
from anlan.cases.timekeeping.explained import explained, title_of


class ClockOut(BaseModel):
    """One clock. `explanation` is a sentence in the language of the request."""

    id: UUID
    rule: str
    title: str
    due_at: datetime
    stopped_at: datetime | None
    paused: bool
    late: bool
    explanation: str

    @classmethod
    def of(cls, clock: Clock) -> "ClockOut":
        """The clock as it is shown."""
        return cls(
            id=clock.id,
            rule=clock.rule,
            title=title_of(clock),
            due_at=clock.due_at,
            stopped_at=clock.stopped_at,
            paused=clock.paused_at is not None,
            late=clock.late,
            explanation=explained(clock),
        )


class CaseLine(BaseModel):
    """A case in a list."""

    id: UUID
    number: int
    version: int
    state: str
    capability: str
    category: str
    place: int
    reported_at: datetime
    next_due: datetime | None
    late: bool
    supervised: bool
    escalation: int
    lead_unit: UUID | None
    words: str

    @classmethod
    def fields_of(cls, case: Case) -> dict[str, Any]:
        """The columns every answer about a case has."""
        return {
            "id": case.id,
            "number": case.number,
            "version": case.version,
            "state": case.state,
            "capability": case.capability,
            "category": case.category,
            "place": case.place_scope,
            "reported_at": case.reported_at,
            "next_due": case.next_due,
            "late": case.late,
            "supervised": case.supervised,
            "escalation": case.escalation,
            "lead_unit": case.lead_unit,
            "words": case.text.words,
        }

    @classmethod
    def of(cls, case: Case) -> "CaseLine":
        """The case as a line."""
        return cls(**cls.fields_of(case))


class PartOut(BaseModel):
    """One unit's assignment."""

    unit: UUID
    part: str
    state: str
    step: str
    accepted_at: datetime | None
    finished_at: datetime | None


class CaseOut(CaseLine):
    """A case whole. `can` are the verbs this account may do to it now."""

    outcome: str
    closed_at: datetime | None
    score: int | None
    reopened: int
    lon: float | None
    lat: float | None
    scheme: str
    merged_into: int | None
    parts: list[PartOut]
    clocks: list[ClockOut]
    can: list[str]

    @classmethod
    def whole(cls, case: Case, can: list[str]) -> "CaseOut":
        """The case with its assignments and clocks."""
        parts = [
            PartOut(
                unit=part.unit,
                part=part.part,
                state=part.state,
                step=part.step,
                accepted_at=part.accepted_at,
                finished_at=part.finished_at,
            )
            for part in sorted(case.assignments.all(), key=lambda part: (part.offered_at, part.id))
        ]
        return cls(
            **cls.fields_of(case),
            outcome=case.outcome,
            closed_at=case.closed_at,
            score=case.score,
            reopened=case.reopened,
            lon=case.lon,
            lat=case.lat,
            scheme=case.scheme,
            merged_into=case.merged_into.number if case.merged_into else None,
            parts=parts,
            clocks=[ClockOut.of(clock) for clock in clocks(case)],
            can=can,
        )


class DoneOut(BaseModel):
    """What somebody learns who may do a verb but not read the case: that it is done."""

    number: int
    version: int
    state: str


class EventOut(BaseModel):
    """One line of a case's story."""

    verb: str
    title: str
    at: datetime
    who: str
    words: str
    answers: dict[str, Any]
    hash: str

    @classmethod
    def of(cls, event: Event) -> "EventOut":
        """The event as it is shown."""
        return cls(
            verb=event.verb,
            title=event.title,
            at=event.at,
            who=event.who,
            words=event.words,
            answers=event.answers,
            hash=event.hash,
        )


class ReceiptOut(BaseModel):
    """What a reporter gets. `token` opens the tracking page; `hash` proves the report (see /verify/)."""

    case: UUID
    number: int
    token: str
    hash: str
    state: str
    place: int
    reported_at: str
    repeated: bool

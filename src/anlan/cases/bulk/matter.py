"""One case in memory, as the verbs would leave it in the tables."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from anlan.access.public import Actor, scope_of
from anlan.cases.bulk.bare import bare
from anlan.cases.clocks.rules import ClockRule
from anlan.cases.lifecycle import Part, State, Work
from anlan.cases.models import Assignment, Case, CaseText, Clock, Intake, Note, Request
from anlan.cases.routing.book import Owners, UnitBook
from anlan.cases.scheme.shapes import CasesSection
from anlan.ledger.public import BulkFacts, FactKind, Recorded
from anlan.notices.public import Notice


@dataclass
class Makings:
    """What the matters of one bulk share. `listening`: which clocks an event stops and starts, for a lead or not."""

    facts: BulkFacts
    units: UnitBook
    owners: Owners
    id_at: Callable[[datetime], UUID]
    listening: dict[tuple[str, bool], tuple[list[ClockRule], list[ClockRule]]] = field(default_factory=dict)
    _own: dict[tuple[str, str, str], frozenset[UUID]] = field(default_factory=dict)

    def units_of(self, by: Actor, verb: str, capability: str) -> frozenset[UUID]:
        """The units for which `by` may do `verb`."""
        key = (by.ref, verb, capability)
        if key not in self._own:
            units = scope_of(by, f"cases.{verb}").units
            self._own[key] = frozenset(unit for unit, only in units if only is None or capability in only)
        return self._own[key]


@dataclass
class Matter:
    """The rows of one case. `token`: its reporter's secret; `fresh`: its facts whose consequences are to come."""

    makings: Makings
    section: CasesSection
    case: Case
    text: CaseText
    intake: Intake
    token: str
    parts: list[Assignment] = field(default_factory=list)
    clocks: list[Clock] = field(default_factory=list)
    notes: list[Note] = field(default_factory=list)
    requests: list[Request] = field(default_factory=list)
    notices: list[Notice] = field(default_factory=list)
    fresh: list[tuple[str, Recorded, str, Any]] = field(default_factory=list)

    def new_id(self, at: datetime) -> UUID:
        """An id for a row made at `at`."""
        return self.makings.id_at(at)

    def lead(self) -> Assignment | None:
        """The standing lead."""
        for part in self.parts:
            if part.part == Part.LEAD and part.state != Work.WITHDRAWN:
                return part
        return None

    def working(self) -> list[Assignment]:
        """The parts that were not taken back, in the order they were offered."""
        return [part for part in self.parts if part.state != Work.WITHDRAWN]

    def own_part(self, by: Actor, verb: str, states: tuple[Work, ...]) -> Assignment:
        """The part of the actor's own unit, what waits before what runs, leading before supporting."""
        units = self.makings.units_of(by, verb, self.case.capability)
        own = [part for part in self.parts if part.unit in units and part.state in states]
        if len(own) == 1:
            return own[0]
        return min(own, key=lambda part: (states.index(Work(part.state)), part.part))

    def record(
        self, kind: FactKind[Any], *, by: str, at: datetime, payload: Any, said_at: datetime | None = None
    ) -> Recorded:
        """Add a fact to the chain of the case."""
        case = self.case
        made = self.makings.facts.record(
            kind, subject=case.id, by=by, at=at, said_at=said_at, payload=payload, capability=case.capability,
            place=case.place_scope,
        )  # fmt: skip
        self.fresh.append((kind.name, made, by, payload))
        return made

    def append(
        self,
        kind: FactKind[Any],
        *,
        by: Actor,
        at: datetime,
        payload: Any,
        state: State | None = None,
        words: str = "",
        answers: dict[str, Any] | None = None,
        public: bool = False,
        said_at: datetime | None = None,
    ) -> None:
        """What `hold.append` does: the change is kept, its fact recorded, words and answers go to a note."""
        case = self.case
        if state is not None:
            case.state = str(state)
        case.version += 1
        case.changed_at = at
        case.changed_by = by.ref
        made = self.record(kind, by=by.ref, at=at, payload=payload, said_at=said_at)
        if words or answers:
            note = bare(
                Note,
                id=self.new_id(at),
                case_id=case.id,
                fact=made.id,
                words=words,
                answers=answers or {},
                public=public,
            )
            self.notes.append(note)

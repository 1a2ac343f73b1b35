"""What the forms of one case need to know, asked for once."""

from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any
from uuid import UUID

from anlan.access.public import Actor, scope_of
from anlan.cases.hold import section_of
from anlan.cases.lifecycle import Part, State, Work
from anlan.cases.models import Assignment, Case, Request
from anlan.cases.opening.suggesting import keywords_of
from anlan.cases.scheme.shapes import CasesSection, Outcome, Question
from anlan.cases.words import suggest
from anlan.kit.codes import district_of
from anlan.kit.texts import named
from anlan.parties.public import unit_names, unit_names_in
from anlan.places.public import by_street
from anlan.schemes.public import current


@dataclass(frozen=True)
class Asked:
    """One actor before one case at one moment. `step`: the step an `act` form is for."""

    case: Case
    actor: Actor
    at: datetime
    step: str = ""

    def with_step(self, step: str) -> "Asked":
        """The same, for the form of one step."""
        return Asked(self.case, self.actor, self.at, step)

    @cached_property
    def section(self) -> CasesSection:
        """The pinned `cases` section."""
        return section_of(self.case)

    @cached_property
    def parts(self) -> list[Assignment]:
        """The assignments that stand, the lead first."""
        standing = [part for part in self.case.assignments.all() if part.state != Work.WITHDRAWN]
        return sorted(standing, key=lambda part: (part.part, part.offered_at))

    @cached_property
    def own(self) -> Assignment | None:
        """The part of the actor's own unit."""
        mine = {unit for unit, _capabilities in scope_of(self.actor, "cases.accept").units}
        return next((part for part in self.parts if part.unit in mine), None)

    @cached_property
    def suggested(self) -> list[str]:
        """Categories its words suggest, best first."""
        return [found.category for found in suggest(keywords_of(self.section), self.case.text.words)]

    @cached_property
    def units(self) -> list[tuple[str, str]]:
        """The open units of the district, as choices."""
        district = district_of(self.case.place_scope)
        return [(str(id), name) for id, name in unit_names_in(district, self.at)]

    def communities(self) -> list[tuple[str, Any]]:
        """The communities of the district under their streets, as choices."""
        return [
            (named(street), [(str(row.code), named(row)) for row in below or [street]])
            for street, below in by_street(district_of(self.case.place_scope) // 10**9)
        ]

    @cached_property
    def unit_names(self) -> dict[UUID, str]:
        """The names of the units that work on it or are to lead it."""
        ids = {part.unit for part in self.parts} | ({self.case.lead_unit} if self.case.lead_unit else set())
        return dict(unit_names(ids)) if ids else {}

    def unit_name(self, id: UUID | None) -> str:
        """The name of one of them, "" for none."""
        return self.unit_names.get(id, "") if id else ""

    def is_offered(self) -> bool:
        """Whether the actor's unit has yet to accept."""
        return self.own is not None and self.own.state == Work.OFFERED

    def is_accepted(self) -> bool:
        """Whether the actor's unit is at work."""
        return self.own is not None and self.own.state == Work.ACCEPTED

    def next_steps(self) -> list[str]:
        """The steps the actor's unit can record now."""
        if self.own is None:
            return []
        return [step for step in self.section.next_steps(self.own.step) if step != "finish"]

    def questions_of(self, step: str) -> tuple[Question, ...]:
        """The questions of a step."""
        known = self.section.step(step)
        return known.form if known else ()

    def can_finish(self) -> bool:
        """Whether the prescribed steps are done, or the unit only supports."""
        if self.own is None or self.own.state != Work.ACCEPTED:
            return False
        return self.own.part == Part.SUPPORTING or "finish" in self.section.next_steps(self.own.step)

    @cached_property
    def waiting(self) -> list[Request]:
        """The objections and extensions that wait for a decision."""
        return list(self.case.requests.filter(decided_at=None).order_by("asked_at"))

    def waits_for(self, kind: str) -> bool:
        """Whether an objection or an extension waits for a decision."""
        return any(one.kind == kind for one in self.waiting)

    def extendable(self) -> list[tuple[str, str]]:
        """The running clocks whose rule allows more time, as choices."""
        running = self.case.clocks.filter(stopped_at=None).order_by("due_at")
        rules = [(clock, self.section.clock(clock.rule)) for clock in running]
        return [
            (rule.code, str(rule.title))
            for clock, rule in rules
            if rule and rule.extend and clock.extensions < rule.extend.times
        ]

    def outcomes(self) -> list[Outcome]:
        """How the case can end from here: what nobody handled cannot be solved."""
        early = self.case.state in (State.REPORTED, State.ROUTED)
        return [one for one in self.section.outcomes if not (early and one.kind == "solved")]

    def is_behind(self) -> bool:
        """Whether a newer version of the capability is published."""
        return current(self.case.capability).hash != self.case.scheme

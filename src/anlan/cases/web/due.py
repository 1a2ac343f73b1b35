"""The clocks of a case in words: what runs, until when, and why then."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.utils.translation import get_language

from anlan.cases.clocks.explain import Explanation
from anlan.cases.clocks.sentences import sentence
from anlan.cases.models import Case, Clock
from anlan.cases.scheme.section import CASES
from anlan.cases.telling.story import clocks
from anlan.parties.public import unit_names
from anlan.schemes.public import Scheme, pinned


@dataclass(frozen=True)
class DueLine:
    """One clock. `unit`: whose it is, None where it is the case's. `done` is when it stopped; a cancelled one is left
    out by `due_lines`.
    """

    title: str
    unit: UUID | None
    at: datetime
    because: str
    done: datetime | None
    paused: bool
    late: bool


def _line(clock: Clock, scheme: Scheme, names: dict[UUID, str]) -> DueLine:
    section = scheme.section(CASES)
    rule = section.clock(clock.rule)
    told = Explanation.model_validate(clock.explanation)
    provision = scheme.provisions.get(told.provision)
    steps = {f"act:{step.code}": step.title for step in section.handling.steps}
    reasons = {reason.code: reason.title for reason in section.suspension.reasons}
    because = sentence(
        told,
        get_language(),
        provision=provision.title if provision else None,
        reasons=reasons,
        events=steps,
    )
    title, unit = str(rule.title) if rule else clock.rule, _unit(clock)
    if unit in names:
        title = f"{title} · {names[unit]}"
    return DueLine(
        title, unit, clock.due_at, because, clock.stopped_at, clock.paused_at is not None, clock.late
    )


def _unit(clock: Clock) -> UUID | None:
    return clock.assignment.unit if clock.assignment else None


def _names(rows: list[Clock]) -> dict[UUID, str]:
    """Names of the units whose clocks nobody could tell apart: several have one of the same rule."""
    units: defaultdict[str, set[UUID]] = defaultdict(set)
    for clock in rows:
        if unit := _unit(clock):
            units[clock.rule].add(unit)
    alike = {unit for those in units.values() if len(those) > 1 for unit in those}
    return unit_names(alike) if alike else {}


def due_lines(case: Case) -> list[DueLine]:
    """The clocks of `case`, running ones first; a clock that lost its meaning is left out."""
    scheme = pinned(case.scheme)
    rows = [clock for clock in clocks(case) if not clock.cancelled]
    rows.sort(key=lambda clock: (clock.stopped_at is not None, clock.due_at))
    names = _names(rows)
    return [_line(clock, scheme, names) for clock in rows]

"""The clocks of a case in words: what runs, until when, and why then."""

from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import get_language

from anlan.cases.clocks.explain import Explanation
from anlan.cases.clocks.sentences import sentence
from anlan.cases.models import Case, Clock
from anlan.cases.scheme.section import CASES
from anlan.cases.telling.story import clocks
from anlan.schemes.public import Scheme, pinned


@dataclass(frozen=True)
class DueLine:
    """One clock. `done` is when it stopped; a cancelled one is left out by `due_lines`."""

    title: str
    at: datetime
    because: str
    done: datetime | None
    paused: bool
    late: bool


def _line(clock: Clock, scheme: Scheme) -> DueLine:
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
    title = str(rule.title) if rule else clock.rule
    return DueLine(title, clock.due_at, because, clock.stopped_at, clock.paused_at is not None, clock.late)


def due_lines(case: Case) -> list[DueLine]:
    """The clocks of `case`, running ones first; a clock that lost its meaning is left out."""
    scheme = pinned(case.scheme)
    rows = [clock for clock in clocks(case) if not clock.cancelled]
    rows.sort(key=lambda clock: (clock.stopped_at is not None, clock.due_at))
    return [_line(clock, scheme) for clock in rows]

"""找谁办: asked before anything is reported: which kind of matter, which unit, how long it may take."""

from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import get_language

from anlan.cases.clocks.rules import ClockRule
from anlan.cases.clocks.sentences import length
from anlan.cases.opening.suggesting import suggested
from anlan.cases.routing.clauses import owner
from anlan.cases.scheme.section import CASES
from anlan.cases.scheme.shapes import CasesSection
from anlan.parties.public import unit_names
from anlan.schemes.public import current, current_all

_MOST = 3


@dataclass(frozen=True)
class Answer:
    """A kind of matter. `unit`: who would have it there, "" without a place; `limits`: (clock's title, its length)."""

    capability: str
    category: str
    title: str
    unit: str
    limits: tuple[tuple[str, str], ...]


def kinds_for(words: str) -> list[tuple[str, str, str]]:
    """(capability, category, title) the words point to, of all that is published now, best first, at most three."""
    found = [
        (-one.score, scheme.name, one.category, one.title)
        for scheme in current_all()
        if scheme.has(CASES.name)
        for one in suggested(scheme.name, words)
    ]
    return [(capability, category, title) for _score, capability, category, title in sorted(found)[:_MOST]]


def answers_for(words: str, *, place: int | None, at: datetime) -> list[Answer]:
    """For each kind the words point to: the unit at `place` and the limits a resident would see."""
    return [_answer(*kind, place=place, at=at) for kind in kinds_for(words)]


def _answer(capability: str, category: str, title: str, *, place: int | None, at: datetime) -> Answer:
    section = current(capability).section(CASES)
    unit = ""
    if place is not None:
        found = owner(section, category=category, place=place, premises_kind="", at=at)
        if found is not None and found.unit is not None:
            unit = unit_names([found.unit.id])[found.unit.id]
    return Answer(capability, category, title, unit, _limits(section, category))


def _limits(section: CasesSection, category: str) -> tuple[tuple[str, str], ...]:
    """The clocks of the work itself, as a resident counts: not those of what was sent back."""
    language = get_language() or "zh-hans"
    told = []
    for rule in section.clocks:
        value = _value(rule, category)
        if (
            value is not None
            and rule.unit is not None
            and rule.start in ("reported", "dispatched", "accepted")
        ):
            told.append((str(rule.title), length(value, rule.unit, language)))
    return tuple(told)


def _value(rule: ClockRule, category: str) -> int | None:
    return rule.by_category.get(category, rule.value)

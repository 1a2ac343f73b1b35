"""What happened to a case since somebody opened its page, and what of it touches what they were about to do."""

from collections.abc import Callable
from dataclasses import dataclass

from django.utils.translation import gettext as _

from anlan.cases.lifecycle import Part, State
from anlan.cases.telling.story import Event, story
from anlan.cases.telling.titles import STATES
from anlan.cases.telling.wording import category_of, whereabouts
from anlan.cases.web.asked import Asked
from anlan.cases.web.fields import entered
from anlan.cases.web.offers import VersionedForm
from anlan.ledger.public import history


@dataclass(frozen=True, slots=True)
class Happened:
    """One thing that happened since, in plain words; `own`: the reader did it, in another window."""

    event: Event
    own: bool


@dataclass(frozen=True, slots=True)
class Field:
    """One field: what was wanted, and what is so now (None: it has no present value, as words have none)."""

    label: str
    yours: str
    now: str | None


def since(asked: Asked, version: int) -> list[Happened]:
    """The facts after the version that was seen, oldest first: each step of the version left one."""
    facts = [
        fact
        for fact in history(asked.case.pk)
        if fact.kind.startswith("cases.") and fact.kind != "cases.join"
    ]
    count = max(asked.case.version - version, 0)
    newest = {fact.id: fact.actor for fact in facts[len(facts) - count :]} if count else {}
    return [
        Happened(event, newest[event.fact] == asked.actor.ref)
        for event in story(asked.case, asked.actor)
        if event.fact in newest
    ]


def fields_of(form: VersionedForm, asked: Asked) -> list[Field]:
    """Every field that was filled in: yours beside what is now."""
    made = [
        Field(str(bound.label), entered(bound), _now(bound.name, asked)) for bound in form.visible_fields()
    ]
    return [each for each in made if each.yours]


def _unit(asked: Asked) -> str:
    return asked.unit_name(asked.case.lead_unit) or _("nobody yet")


def _helping(asked: Asked) -> str:
    helping = [asked.unit_name(part.unit) for part in asked.parts if part.part == Part.SUPPORTING]
    return ", ".join(helping) or _("nobody yet")


def _outcome(asked: Asked) -> str:
    outcome = asked.section.outcome(asked.case.outcome) if asked.case.outcome else None
    return str(outcome.title) if outcome else _("not closed")


# Fields that stand for something the case has now.
_NOW: dict[str, Callable[[Asked], str]] = {
    "category": lambda asked: category_of(asked.case),
    "place": lambda asked: whereabouts(asked.case.place_scope),
    "unit": _unit,
    "lead": _unit,
    "supporting": _helping,
    "outcome": _outcome,
    "reason": lambda asked: str(STATES[State(asked.case.state)]),
}


def _now(name: str, asked: Asked) -> str | None:
    return _NOW[name](asked) if name in _NOW else None

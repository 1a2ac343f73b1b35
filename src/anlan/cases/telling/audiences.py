"""Who is told about a case, and how the notices room finds it."""

from collections.abc import Callable, Collection, Iterable, Sequence
from typing import NamedTuple
from uuid import UUID

from django.urls import reverse

from anlan.access.public import Actor, Over, keepers_of
from anlan.cases.lifecycle import Part
from anlan.cases.models import Case
from anlan.cases.queries import visible
from anlan.kit.planned import run
from anlan.ledger.public import Fact
from anlan.notices.public import Matter, audiences, matters, values, visible_matters
from anlan.parties.public import unit_places

# Audiences that are a role over the case's place: those who look after it, whoever handles it.
ANSWERS_FOR_A_UNIT = ("supervisor",)
OVER_THE_PLACE = {"operators": ("operator",), "supervisors": ("supervisor",), "leaders": ("leader",)}

_WORKING = """
SELECT case_id, unit FROM cases_assignment WHERE case_id = ANY(%s::uuid[]) AND part = %s AND state <> 'withdrawn'
"""
_CASES = "SELECT id, number, reporter, place_scope, capability FROM cases_case WHERE id = ANY(%s::uuid[])"

Told = dict[UUID, list[str]]  # by fact: who is told


class _Known(NamedTuple):
    """What of a case says who is told."""

    number: int
    reporter: str
    place: int
    capability: str


def _cases(facts: Iterable[Fact]) -> dict[UUID, _Known]:
    return {id: _Known(*rest) for id, *rest in run(_CASES, [list({fact.subject for fact in facts})])}


def _reporter(facts: Sequence[Fact]) -> Told:
    known = _cases(facts)
    return {fact.id: [known[fact.subject].reporter] for fact in facts if fact.subject in known}


def _working(facts: Sequence[Fact], part: Part) -> dict[UUID, list[UUID]]:
    """By case, the units that have this part in it."""
    working: dict[UUID, list[UUID]] = {}
    for case, unit in run(_WORKING, [list({fact.subject for fact in facts}), part]):
        working.setdefault(case, []).append(unit)
    return working


def _units(part: Part) -> Callable[[Sequence[Fact]], Told]:
    def told(facts: Sequence[Fact]) -> Told:
        working = _working(facts, part)
        return {fact.id: [f"unit:{unit}" for unit in working.get(fact.subject, ())] for fact in facts}

    return told


def _over(name: str) -> Callable[[Sequence[Fact]], Told]:
    def told(facts: Sequence[Fact]) -> Told:
        known = _cases(facts)
        asked = {
            fact.id: Over(known[fact.subject].place, fact.at, known[fact.subject].capability)
            for fact in facts
            if fact.subject in known
        }
        found = keepers_of(OVER_THE_PLACE[name], set(asked.values()))
        return {id: found[over] for id, over in asked.items()}

    return told


def _unit_supervisors(facts: Sequence[Fact]) -> Told:
    """The supervisors over the place where the leading unit sits: they answer for it wherever it works."""
    leading = _working(facts, Part.LEAD)
    places = unit_places({unit for units in leading.values() for unit in units})
    asked = {
        fact.id: [
            Over(places[unit], fact.at, fact.capability)
            for unit in leading.get(fact.subject, ())
            if unit in places
        ]
        for fact in facts
    }
    found = keepers_of(ANSWERS_FOR_A_UNIT, {over for overs in asked.values() for over in overs})
    return {id: [ref for over in overs for ref in found[over]] for id, overs in asked.items()}


def _number(facts: Sequence[Fact]) -> dict[UUID, dict[str, str]]:
    known = _cases(facts)
    return {
        fact.id: {"number": str(known[fact.subject].number) if fact.subject in known else ""}
        for fact in facts
    }


def _matter(case: Case) -> Matter:
    path = reverse("desk:case", kwargs={"number": case.number})
    return Matter(str(case.number), case.place_scope, case.capability, path, case.reporter)


def _found(subject: UUID) -> Matter | None:
    case = Case.objects.filter(pk=subject).first()
    return _matter(case) if case else None


def _seen(actor: Actor, subjects: Collection[UUID]) -> dict[UUID, Matter]:
    return {case.pk: _matter(case) for case in visible(actor).filter(pk__in=subjects)}


def register_audiences() -> None:
    """Fill the registries of the notices room."""
    audiences.add("reporter", _reporter)
    audiences.add("lead_unit", _units(Part.LEAD))
    audiences.add("supporting_units", _units(Part.SUPPORTING))
    audiences.add("unit_supervisors", _unit_supervisors)
    for name in OVER_THE_PLACE:
        audiences.add(name, _over(name))
    values.add("cases", _number)
    matters.add("cases", _found)
    visible_matters.add("cases", _seen)

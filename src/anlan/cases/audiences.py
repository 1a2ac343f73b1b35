"""Who is told about a case, and how the notices room finds it."""

from collections.abc import Callable, Collection, Iterable
from datetime import datetime
from uuid import UUID

from django.urls import reverse

from anlan.access.public import Actor, keepers
from anlan.cases.lifecycle import Part
from anlan.cases.models import Case
from anlan.cases.queries import visible
from anlan.kit.planned import run
from anlan.ledger.public import Fact
from anlan.notices.public import Matter, audiences, matters, values, visible_matters
from anlan.parties.public import unit_by_id

# Audiences that are a role over the case's place: those who look after it, whoever handles it.
ANSWERS_FOR_A_UNIT = ("supervisor",)
OVER_THE_PLACE = {"operators": ("operator",), "supervisors": ("supervisor",), "leaders": ("leader",)}

_WORKING = "SELECT unit FROM cases_assignment WHERE case_id = %s AND part = %s AND state <> 'withdrawn'"


def _reporter(fact: Fact) -> Iterable[str]:
    return [ref for (ref,) in run("SELECT reporter FROM cases_case WHERE id = %s", [fact.subject])]


def _units(fact: Fact, part: Part) -> list[str]:
    return [f"unit:{unit}" for (unit,) in run(_WORKING, [fact.subject, part])]


def over_the_place(name: str, *, place: int, capability: str, at: datetime) -> list[str]:
    """The accounts of the audience `name` that look after `place` at `at`."""
    return keepers(OVER_THE_PLACE[name], place=place, capability=capability, at=at)


def unit_supervisors(unit: UUID, *, capability: str, at: datetime) -> list[str]:
    """The supervisors over the place where a unit sits: they answer for it wherever it works."""
    found = unit_by_id(unit)
    if found is None:
        return []
    return keepers(ANSWERS_FOR_A_UNIT, place=found.place_id, capability=capability, at=at)


def _over(name: str) -> Callable[[Fact], Iterable[str]]:
    def told(fact: Fact) -> Iterable[str]:
        found = run("SELECT place_scope, capability FROM cases_case WHERE id = %s", [fact.subject])
        if not found:
            return []
        place, capability = found[0]
        return over_the_place(name, place=place, capability=capability, at=fact.at)

    return told


def _unit_supervisors(fact: Fact) -> Iterable[str]:
    leading = [UUID(ref.partition(":")[2]) for ref in _units(fact, Part.LEAD)]
    return [ref for unit in leading for ref in unit_supervisors(unit, capability=fact.capability, at=fact.at)]


def _number(fact: Fact) -> dict[str, str]:
    found = run("SELECT number FROM cases_case WHERE id = %s", [fact.subject])
    return {"number": str(found[0][0]) if found else ""}


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
    audiences.add("lead_unit", lambda fact: _units(fact, Part.LEAD))
    audiences.add("supporting_units", lambda fact: _units(fact, Part.SUPPORTING))
    audiences.add("unit_supervisors", _unit_supervisors)
    for name in OVER_THE_PLACE:
        audiences.add(name, _over(name))
    values.add("cases", _number)
    matters.add("cases", _found)
    visible_matters.add("cases", _seen)

"""Who is told about a case, for the notices room."""

from collections.abc import Iterable

from anlan.cases.lifecycle import Part, Work
from anlan.cases.models import Case
from anlan.ledger.public import Fact
from anlan.notices.public import audiences, values


def _reporter(fact: Fact) -> Iterable[str]:
    return Case.objects.filter(pk=fact.subject).values_list("reporter", flat=True)


def _units(fact: Fact, part: Part) -> Iterable[str]:
    case = Case.objects.filter(pk=fact.subject).first()
    if case is None:
        return []
    working = case.assignments.filter(part=part).exclude(state=Work.WITHDRAWN)
    return [f"unit:{unit}" for unit in working.values_list("unit", flat=True)]


def _number(fact: Fact) -> dict[str, str]:
    number = Case.objects.filter(pk=fact.subject).values_list("number", flat=True).first()
    return {"number": str(number or "")}


def register_audiences() -> None:
    """Fill the registries of the notices room."""
    audiences.add("reporter", _reporter)
    audiences.add("lead_unit", lambda fact: _units(fact, Part.LEAD))
    audiences.add("supporting_units", lambda fact: _units(fact, Part.SUPPORTING))
    values.add("cases", _number)

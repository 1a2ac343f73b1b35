"""Rows of many cases into their tables."""

from collections.abc import Iterable

from django.db.models import Model

from anlan.cases.bulk.bare import values_of
from anlan.cases.bulk.matter import Matter
from anlan.cases.lifecycle import OPEN
from anlan.cases.models import Assignment, Case, CaseText, Clock, Intake, Note, Request
from anlan.cases.words import marks_of, with_marks
from anlan.kit.copying import Moments, sheet
from anlan.notices.public import Notice


def _copy(model: type[Model], objects: Iterable[object], moments: Moments | None = None) -> None:
    sheet(model).write(map(values_of, objects), moments=moments)


def write_keys(matters: list[Matter]) -> None:
    """The keys under which `matters` came in. Waits for whoever is writing one of them."""
    _copy(Intake, (matter.intake for matter in matters))


def _marked(matter: Matter) -> CaseText:
    """Its words, found where the case came to stand."""
    case, text = matter.case, matter.text
    marks = marks_of(
        number=case.number,
        place=case.place_scope,
        is_open=case.state in OPEN,
        capability=case.capability,
        category=case.category,
        units=[*([case.lead_unit] if case.lead_unit else []), *(part.unit for part in matter.working())],
    )
    text.terms = with_marks(text.terms, marks)
    return text


def write(matters: list[Matter]) -> None:
    """Every other row of `matters`. Foreign keys are checked when the transaction ends."""
    moments = Moments()
    _copy(Case, (matter.case for matter in matters), moments)
    _copy(CaseText, map(_marked, matters), moments)
    _copy(Assignment, (part for matter in matters for part in matter.parts), moments)
    _copy(Clock, (clock for matter in matters for clock in matter.clocks), moments)
    _copy(Note, (note for matter in matters for note in matter.notes), moments)
    _copy(Request, (asked for matter in matters for asked in matter.requests), moments)
    _copy(Notice, (notice for matter in matters for notice in matter.notices), moments)

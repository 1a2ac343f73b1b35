"""Who owns a matter: an ordered list of clauses, the first that fits decides. Pure but for the look-up of units."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, time
from zoneinfo import ZoneInfo

from django.conf import settings

from anlan.cases.scheme.shapes import CasesSection, Clause, Hours
from anlan.kit.codes import span
from anlan.parties.public import Unit, UnitView, may_lead, unit_for

Finder = Callable[[str, int, datetime], Unit | UnitView | None]


def shielded(section: CasesSection, category: str, unit: Unit | UnitView) -> bool:
    """Whether `unit` is a residents' committee that may not lead this.

    It leads what its own list names or what the capability opens to committees (上海市居民委员会工作条例 Art. 27-28).
    """
    listed = section.category(category)
    return not may_lead(unit, category) and not (listed and listed.community_may_lead)


@dataclass(frozen=True)
class Owner:
    """The answer of routing: which clause decided (counted from 1), and the units."""

    clause: int
    role: str
    unit: Unit | UnitView | None
    supporting: tuple[str, ...]
    unmanned: tuple[str, ...] = ()
    """Roles of earlier clauses that fit, but that no open unit has here: the matter went on rather than nowhere."""


def within(hours: Hours, moment: time) -> bool:
    """Whether `moment` lies in `hours`, which may pass midnight."""
    start, end = time.fromisoformat(hours.start), time.fromisoformat(hours.end)
    return start <= moment < end if start < end else moment >= start or moment < end


def fits(clause: Clause, *, category: str, place: int, premises_kind: str, local: time) -> bool:
    """Whether a clause fits; what it leaves out fits everything."""
    when = clause.when
    if when.categories and category not in when.categories:
        return False
    if when.premises and premises_kind not in when.premises:
        return False
    if when.hours and not within(when.hours, local):
        return False
    return not when.places or any(low <= place <= high for low, high in map(span, when.places))


def owner(
    section: CasesSection,
    *,
    category: str,
    place: int,
    premises_kind: str,
    at: datetime,
    find: Finder = unit_for,
) -> Owner | None:
    """The owner of a matter of `category` at `place`; None when no clause fits. `find` looks units up.

    A clause whose role has no open unit here, or whose unit may not lead this (a residents' committee outside its
    list), is passed over and the next one decides: a matter reaches somebody; `check --district` names the gap.
    """
    local = at.astimezone(ZoneInfo(settings.TIME_ZONE)).time()
    unmanned: list[str] = []
    first: Clause | None = None
    for number, clause in enumerate(section.routing, start=1):
        if not fits(clause, category=category, place=place, premises_kind=premises_kind, local=local):
            continue
        unit = find(clause.to, place, at)
        if unit is None:
            unmanned.append(clause.to)
            first = first or clause
        elif not shielded(section, category, unit):
            return Owner(number, clause.to, unit, clause.supporting, tuple(unmanned))
    return Owner(0, first.to, None, first.supporting, tuple(unmanned)) if first else None

"""The open work of one unit: what it leads, what it supports and has not finished, and what is routed to it."""

from collections.abc import Iterable
from dataclasses import dataclass
from operator import attrgetter
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from anlan.cases.lifecycle import OPEN, Part, State, Work
from anlan.cases.models import Assignment, Case


@dataclass(frozen=True, slots=True)
class Item:
    """One matter and the part the unit has in it. `part` is "" for what was routed and not sent out yet."""

    number: int
    case: UUID
    capability: str
    category: str
    place: int
    premises: UUID | None
    roles: tuple[str, ...]
    part: str


def parts_of(unit: UUID) -> QuerySet[Assignment]:
    """Its assignments in open cases on which it has something to answer for."""
    mine = Assignment.objects.filter(unit=unit, case__state__in=sorted(OPEN)).exclude(state=Work.WITHDRAWN)
    return mine.exclude(part=Part.SUPPORTING, state=Work.FINISHED)


def routed_to(unit: UUID) -> QuerySet[Case]:
    """What waits to be sent out to it."""
    return Case.objects.filter(lead_unit=unit, state=State.ROUTED)


def open_count(unit: UUID) -> int:
    """How much a unit would leave behind."""
    return parts_of(unit).count() + routed_to(unit).count()


_CASE = ("number", "pk", "capability", "category", "place_scope", "premises", "supporting_roles")


def _items(rows: Iterable[tuple[Any, ...]]) -> list[Item]:
    return [
        Item(number, case, capability, category, place, premises, tuple(roles or ()), str(part))
        for number, case, capability, category, place, premises, roles, part in rows
    ]


def next_item(unit: UUID, after: int) -> Item | None:
    """The one with the lowest number above `after`."""
    columns = [f"case__{name}" for name in _CASE]
    parts = parts_of(unit).filter(number__gt=after).order_by("number").values_list(*columns, "part")[:1]
    routed = routed_to(unit).filter(number__gt=after).order_by("number").values_list(*_CASE)[:1]
    found = _items(parts) + _items((*row, "") for row in routed)
    return min(found, key=attrgetter("number"), default=None)

"""Who takes the work of a unit that is gone: whom somebody chose, else the next one by the routing."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.conf import settings

from anlan.cases.handing.errors import HeirClosed, HeirIsItself, NobodyTakesIt
from anlan.cases.handing.work import Item
from anlan.cases.lifecycle import Part
from anlan.cases.routing.clauses import owner
from anlan.cases.routing.proof import book_of
from anlan.cases.scheme.section import CASES
from anlan.parties.public import Unit, kind_of, unit_by_id, unit_names
from anlan.schemes.public import current

_STREET = 10**6


@dataclass(frozen=True)
class Choice:
    """Somebody's choice. What is left empty stands for all; the narrower choice decides."""

    heir: UUID
    capability: str = ""
    category: str = ""
    street: int = 0

    def fits(self, item: Item) -> bool:
        """Whether the choice speaks of this matter."""
        return (
            self.capability in ("", item.capability)
            and self.category in ("", item.category)
            and self.street in (0, item.place - item.place % _STREET)
        )

    @property
    def breadth(self) -> int:
        """How much it stands for: the narrower the smaller."""
        return (not self.capability) + (not self.category) + (not self.street)

    def kept(self) -> dict[str, Any]:
        """As it is stored."""
        return {
            "heir": str(self.heir), "capability": self.capability, "category": self.category, "street": self.street,
        }  # fmt: skip

    @classmethod
    def read(cls, kept: Mapping[str, Any]) -> "Choice":
        """What `kept` gave."""
        return cls(UUID(kept["heir"]), kept["capability"], kept["category"], int(kept["street"]))


def checked(choices: Sequence[Choice], unit: UUID, at: datetime) -> list[dict[str, Any]]:
    """The choices for the work of `unit`, as they are stored. Raises `HeirIsItself`, `HeirClosed`."""
    for choice in choices:
        if choice.heir == unit:
            raise HeirIsItself(field="choices")
        if unit_by_id(choice.heir, at) is None:
            raise HeirClosed(code=unit_names([choice.heir]).get(choice.heir, "—"), field="choices")
    return [choice.kept() for choice in choices]


class Heirs:
    """Looks heirs up with the units and the routing as they are at `at`, without `unit`."""

    def __init__(self, unit: Unit, choices: Sequence[Choice], at: datetime) -> None:
        self._choices = sorted(choices, key=lambda one: one.breadth)
        self._at, self._roles = at, unit.roles
        self.book = book_of(settings.ANLAN_DISTRICT, at, without=unit)
        self._kinds: dict[UUID | None, str] = {None: ""}

    def of(self, item: Item) -> Unit:
        """The unit that takes it. Raises `HeirClosed` (the one chosen), `NobodyTakesIt`."""
        chosen = next((one for one in self._choices if one.fits(item)), None)
        if chosen is not None:
            found = self.book.by_id.get(chosen.heir)
            if found is None:
                raise HeirClosed(code=str(chosen.heir))
            return found
        by_rule = self._supporting(item) if item.part == Part.SUPPORTING else self._owner(item)
        if by_rule is None:
            raise NobodyTakesIt
        return by_rule

    def _owner(self, item: Item) -> Unit | None:
        if not item.category:
            return None
        if item.premises not in self._kinds:
            self._kinds[item.premises] = kind_of(item.premises)
        section, kind = current(item.capability).section(CASES), self._kinds[item.premises]
        found = owner(
            section, category=item.category, place=item.place, premises_kind=kind, at=self._at, find=self.book.find
        )  # fmt: skip
        return self.book.by_id.get(found.unit.id) if found and found.unit else None

    def _supporting(self, item: Item) -> Unit | None:
        """Whoever else has the role it helped in; a unit that was asked by hand is followed by any of its roles."""
        asked = [role for role in item.roles if role in self._roles] or list(self._roles)
        found = (self.book.find(role, item.place, self._at) for role in asked)
        return next((unit for unit in found if unit is not None), None)

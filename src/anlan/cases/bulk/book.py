"""Units looked up without a question to the database each time."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from anlan.parties.public import Unit
from anlan.places.public import prefixes


class UnitBook:
    """Every unit, found as `parties.unit_for` finds it: nearest going up the tree, the lowest code between equals."""

    def __init__(self, units: Iterable[Unit]) -> None:
        self._at: dict[tuple[str, int], list[Unit]] = {}
        self.by_id: dict[UUID, Unit] = {}
        for unit in sorted(units, key=lambda unit: unit.code):
            self.by_id[unit.id] = unit
            for role in unit.roles:
                self._at.setdefault((role, unit.place_id), []).append(unit)

    def find(self, role: str, place: int, at: datetime) -> Unit | None:
        """The open unit with `role` nearest to `place`, or None."""
        for code in (place, *prefixes(place)):
            for unit in self._at.get((role, code), ()):
                if unit.valid_from <= at and (unit.valid_to is None or at < unit.valid_to):
                    return unit
        return None

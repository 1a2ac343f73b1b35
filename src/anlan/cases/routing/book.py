"""Units looked up without a question to the database each time, and who owns what."""

from bisect import bisect_right
from collections.abc import Iterable
from datetime import datetime, time
from uuid import UUID
from zoneinfo import ZoneInfo

from django.conf import settings

from anlan.cases.routing.clauses import Owner, owner
from anlan.cases.scheme.shapes import CasesSection
from anlan.parties.public import Unit
from anlan.places.public import prefixes


class UnitBook:
    """Every unit, found as `parties.unit_for` finds it: nearest going up the tree, the lowest code between equals."""

    def __init__(self, units: Iterable[Unit]) -> None:
        self._at: dict[tuple[str, int], list[Unit]] = {}
        self._found: dict[tuple[str, int, int], Unit | None] = {}
        self.by_id: dict[UUID, Unit] = {}
        moments: set[datetime] = set()
        for unit in sorted(units, key=lambda unit: unit.code):
            self.by_id[unit.id] = unit
            moments.update(filter(None, (unit.valid_from, unit.valid_to)))
            for role in unit.roles:
                self._at.setdefault((role, unit.place_id), []).append(unit)
        self._moments = sorted(moments)

    def era(self, at: datetime) -> int:
        """Which stretch `at` is in: between two moments at which a unit opens or closes, every answer is the same."""
        return bisect_right(self._moments, at)

    def find(self, role: str, place: int, at: datetime) -> Unit | None:
        """The open unit with `role` nearest to `place`, or None."""
        key = (role, place, self.era(at))
        if key not in self._found:
            self._found[key] = self._find(role, place, at)
        return self._found[key]

    def _find(self, role: str, place: int, at: datetime) -> Unit | None:
        for code in (place, *prefixes(place)):
            for unit in self._at.get((role, code), ()):
                if unit.valid_from <= at and (unit.valid_to is None or at < unit.valid_to):
                    return unit
        return None


class Owners:
    """`clauses.owner` by one section, remembered: thousands of matters are of one category in one place."""

    def __init__(self, section: CasesSection, units: UnitBook) -> None:
        self._section, self._units = section, units
        hours = [clause.when.hours for clause in section.routing if clause.when.hours]
        self._turns = sorted({time.fromisoformat(turn) for one in hours for turn in (one.start, one.end)})
        self._known: dict[tuple[str, int, str, int, int], Owner | None] = {}

    def of(self, category: str, place: int, premises_kind: str, at: datetime) -> Owner | None:
        """The owner of a matter; None when no clause fits."""
        key = (category, place, premises_kind, self._units.era(at), self._stretch(at))
        if key not in self._known:
            self._known[key] = owner(
                self._section, category=category, place=place, premises_kind=premises_kind, at=at,
                find=self._units.find,
            )  # fmt: skip
        return self._known[key]

    def _stretch(self, at: datetime) -> int:
        """Between two times of day that a clause names, the same clauses fit."""
        if not self._turns:
            return 0
        return bisect_right(self._turns, at.astimezone(ZoneInfo(settings.TIME_ZONE)).time())

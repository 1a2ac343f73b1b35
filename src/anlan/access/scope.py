"""What an actor can see with one permission, in a form that becomes a WHERE clause."""

from collections.abc import Collection
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Q

Capabilities = frozenset[str] | None
EVERYWHERE = (0, 10**15 - 1)


@dataclass(frozen=True, slots=True)
class Scope:
    """Ranges of place codes, units, and whether being a named participant counts.

    `capabilities` None in a range or a unit means every capability. `participant` is the ref to look for,
    or None.
    """

    ranges: tuple[tuple[int, int, Capabilities], ...] = ()
    units: tuple[tuple[UUID, Capabilities], ...] = ()
    participant: str | None = None

    @property
    def empty(self) -> bool:
        """Nothing can be seen."""
        return not (self.ranges or self.units or self.participant)

    def place_q(self, field: str, capability: str | None = None) -> Q:
        """A condition on a place code in `field` and, where named, a capability in the field `capability`."""
        found = nothing()
        for low, high, only in self.ranges:
            here = Q(**{f"{field}__gte": low, f"{field}__lte": high})
            found |= _within(here, only, capability)
        return found

    def holds(
        self, *, place: int, capability: str, units: Collection[UUID] = (), refs: Collection[str] = ()
    ) -> bool:
        """Whether one row lies within: what `place_q` and `unit_q` ask the database, asked of values in hand."""
        return (
            any(
                low <= place <= high and (only is None or capability in only)
                for low, high, only in self.ranges
            )
            or any(unit in units and (only is None or capability in only) for unit, only in self.units)
            or (self.participant is not None and self.participant in refs)
        )

    def unit_q(self, field: str, capability: str | None = None) -> Q:
        """A condition on a unit's id in `field`."""
        found = nothing()
        for unit, only in self.units:
            found |= _within(Q(**{field: unit}), only, capability)
        return found


def nothing() -> Q:
    """A condition no row meets; Django drops it from the SQL."""
    return Q(pk__in=[])


def _within(here: Q, only: Capabilities, capability: str | None) -> Q:
    if only is None:
        return here
    if capability is None:  # the rows do not know their capability: a narrower grant must not widen
        return nothing()
    return here & Q(**{f"{capability}__in": sorted(only)})


def merged(ranges: list[tuple[int, int, Capabilities]]) -> tuple[tuple[int, int, Capabilities], ...]:
    """The same places with as few ranges as possible; a range inside a wider one falls away."""
    kept: list[tuple[int, int, Capabilities]] = []
    for low, high, only in sorted(ranges, key=lambda one: (one[0], -one[1], one[2] is not None)):
        if not any(a <= low and high <= b and covers(c, only) for a, b, c in kept):
            kept.append((low, high, only))
    return tuple(kept)


def covers(wide: Capabilities, narrow: Capabilities) -> bool:
    """Whether the first set of capabilities holds the second."""
    return wide is None or (narrow is not None and narrow <= wide)

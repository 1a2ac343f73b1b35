"""The units that may handle matters at a place: one question, whichever roles are asked for afterwards."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from anlan.kit.asking import Question
from anlan.kit.planned import run
from anlan.places.public import prefixes


class UnitView(NamedTuple):
    """What routing needs to know of a unit."""

    id: UUID
    code: str
    roles: frozenset[str]
    community: bool
    shield: frozenset[str]


@dataclass(frozen=True, slots=True)
class Nearest:
    """The open units of `place` and of the places above it, nearest first, by code between equals."""

    place: int
    units: tuple[UnitView, ...]

    def with_role(self, role: str) -> UnitView | None:
        """The nearest unit with `role`: the answer of `unit_for`."""
        return next((unit for unit in self.units if role in unit.roles), None)


def which_units(place: int, at: datetime) -> Question[Nearest]:
    """The units open at `at` in `place` (15 digits) and above it.

    A parent's code is never greater than its child's, so the nearest is the one with the greatest place.
    """

    def read(found: list[list[Any]] | None) -> Nearest:
        units = [
            UnitView(UUID(id), code, frozenset(roles), community, frozenset(shield))
            for id, code, roles, community, shield in found or []
        ]
        return Nearest(place, tuple(units))

    return Question(
        "SELECT json_agg(json_build_array(id, code, roles, community, shield) ORDER BY place DESC, code)"
        " FROM parties_unit WHERE place = ANY(%s::bigint[])"
        " AND valid_from <= %s AND (valid_to IS NULL OR valid_to > %s)",
        ([place, *prefixes(place)], at, at),
        read,
    )


def unit_places(ids: Collection[UUID]) -> dict[UUID, int]:
    """Where the open units among `ids` sit."""
    return dict(
        run(
            "SELECT id, place FROM parties_unit WHERE id = ANY(%s::uuid[]) AND valid_to IS NULL",
            [list(ids)],
        )
    )

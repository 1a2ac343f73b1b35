"""Places, units, capabilities and people as pages of this room name them; the rooms above it know them."""

from collections.abc import Iterable
from uuid import UUID

from anlan.access.registries import capability_choices, place_names, unit_choices


def place_name(code: int) -> str:
    """The name of a place as the rooms above know it, else its code."""
    for namer in place_names.items():
        name = namer(code)
        if name:
            return name
    return str(code)


def units_by_id() -> dict[UUID, str]:
    """Names of the open units."""
    return {unit.id: unit.name for list_units in unit_choices.items() for unit in list_units()}


def unit_name(unit: UUID | None, known: dict[UUID, str]) -> str:
    """A unit's name, its id when it is closed, "" for none."""
    return known.get(unit, str(unit)) if unit else ""


def capability_titles(names: Iterable[str]) -> list[str]:
    """Titles of capabilities, the name itself for one that is not published."""
    titles = {name: title for list_them in capability_choices.items() for name, title in list_them()}
    return [titles.get(name, name) for name in names]

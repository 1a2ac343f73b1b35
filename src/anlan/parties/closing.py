"""What would lose its owner when a unit closed: the rooms above know, and say it before anybody confirms."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from anlan.kit.registry import Registry
from anlan.parties.models import Unit

MOST_LINES = 60


@dataclass(frozen=True, slots=True)
class Effect:
    """One kind of consequence in the reader's language. `bad`: something is left without an owner.

    `way`: the address of a page that does something about it, and what its link says.
    """

    title: str
    lines: tuple[str, ...]
    bad: bool = False
    way: tuple[str, str] | None = None


# Asked before a unit closes; pure reads.
closing_effects: Registry[Callable[[Unit, datetime], list[Effect]]] = Registry("effect of closing a unit")

# How many things a unit has still to do, in the rooms above; a unit with none may simply close.
open_work: Registry[Callable[[UUID], int]] = Registry("open work of a unit")


def open_work_of(unit: Unit) -> int:
    """How much would be left behind."""
    return sum(count(unit.id) for count in open_work.items())


def effects_of(unit: Unit, at: datetime) -> list[Effect]:
    """Everything the rooms above say, what is left without an owner first."""
    found = [effect for ask in closing_effects.items() for effect in ask(unit, at)]
    return sorted(found, key=lambda effect: not effect.bad)

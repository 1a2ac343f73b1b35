"""What would lose its owner when a unit closed: the rooms above know, and say it before anybody confirms."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from anlan.kit.registry import Registry
from anlan.parties.models import Unit

MOST_LINES = 60


@dataclass(frozen=True, slots=True)
class Effect:
    """One kind of consequence in the reader's language. `bad`: something is left without an owner."""

    title: str
    lines: tuple[str, ...]
    bad: bool = False


# Asked before a unit closes; pure reads.
closing_effects: Registry[Callable[[Unit, datetime], list[Effect]]] = Registry("effect of closing a unit")


def effects_of(unit: Unit, at: datetime) -> list[Effect]:
    """Everything the rooms above say, what is left without an owner first."""
    found = [effect for ask in closing_effects.items() for effect in ask(unit, at)]
    return sorted(found, key=lambda effect: not effect.bad)

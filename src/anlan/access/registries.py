"""What upper rooms may add here: who is alarmed, and how a case is found for `anlan why`."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from anlan.kit.registry import Registry


@dataclass(frozen=True, slots=True)
class BrokenGlass:
    """Somebody broke the glass: who, where, until when, and whose accounts must hear of it."""

    grant: UUID
    account: UUID
    name: str
    place: int
    until: datetime
    reason: str
    supervisors: tuple[UUID, ...]


@dataclass(frozen=True, slots=True)
class SubjectFound:
    """What the rules need to know of a case. `participants` are actors' refs."""

    number: str
    place: int
    capability: str
    units: frozenset[UUID]
    participants: frozenset[str]


# Called inside the transaction, so a failing alarm keeps the glass whole.
alarms: Registry[Callable[[BrokenGlass], None]] = Registry("alarm")

# The name of a place, for pages of this room, which lies below the places; None for an unknown code.
place_names: Registry[Callable[[int], str | None]] = Registry("namer of places")

# The id of a case by its number, for looking through the ledger; None for no such case. Tells nothing of it.
subject_numbers: Registry[Callable[[str], UUID | None]] = Registry("finder of subjects")

# Given the number somebody typed; None when there is no such case.
subject_explainers: Registry[Callable[[str], SubjectFound | None]] = Registry("subject explainer")


@dataclass(frozen=True, slots=True)
class UnitChoice:
    """An open unit as the forms of this room offer it."""

    id: UUID
    code: str
    name: str
    place: int


# What the forms of this room offer, from the rooms above it: places in groups (street → its communities) as
# (heading, [(code, name)]), the open units, the published capabilities as (name, title).
place_choices: Registry[Callable[[], list[tuple[str, list[tuple[int, str]]]]]] = Registry("list of places")
unit_choices: Registry[Callable[[], list[UnitChoice]]] = Registry("list of units")
capability_choices: Registry[Callable[[], list[tuple[str, str]]]] = Registry("list of capabilities")

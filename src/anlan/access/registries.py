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

# Given the number somebody typed; None when there is no such case.
subject_explainers: Registry[Callable[[str], SubjectFound | None]] = Registry("subject explainer")

"""What the ledger keeps of places: codes, numbers and hashes; names and reasons stay in our own tables."""

from dataclasses import dataclass

from anlan.ledger.public import FactKind
from anlan.places.models import Level, Succession


@dataclass(frozen=True)
class Added:
    """A place came to be."""

    code: int
    level: Level
    parent: int | None


@dataclass(frozen=True)
class Changed:
    """An import changed a place's boundary or names; `version` is the one it has now."""

    code: int
    version: int


@dataclass(frozen=True)
class Imported:
    """Boundaries were saved. `digest` is SHA-256 of what was inspected, `hash` of the open boundaries
    since.
    """

    district: int
    number: int
    hash: str
    digest: str
    crs: str
    added: int
    changed: int


@dataclass(frozen=True)
class Succeeded:
    """Places were followed by others; a rename has the same code on both sides."""

    kind: Succession.Kind
    old: tuple[int, ...]
    new: tuple[int, ...]


@dataclass(frozen=True)
class Closed:
    """A place ended without a successor."""

    code: int


ADDED = FactKind("places.add_place", Added)
CHANGED = FactKind("places.change_place", Changed)
IMPORTED = FactKind("places.import_boundaries", Imported)
SUCCEEDED = FactKind("places.succeed_place", Succeeded)
CLOSED = FactKind("places.close_place", Closed)

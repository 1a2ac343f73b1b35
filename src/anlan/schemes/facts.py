"""What this room records. All publications of one capability are one chain."""

from dataclasses import dataclass
from uuid import UUID, uuid5

from anlan.ledger.public import FactKind

_CAPABILITIES = UUID("5d3d5f0a-4f0e-5c0b-9d54-6f1f6c9a1c11")


@dataclass(frozen=True)
class Published:
    """A version became current."""

    version: int
    edition: int
    hash: str


@dataclass(frozen=True)
class Withdrawn:
    """A version is no longer current; cases pinned to it go on with it."""

    version: int
    edition: int
    hash: str


PUBLISHED = FactKind("schemes.publish", Published)
WITHDRAWN = FactKind("schemes.withdraw", Withdrawn)


def subject_of(name: str) -> UUID:
    """The subject under which the capability `name` is kept in the ledger."""
    return uuid5(_CAPABILITIES, name)

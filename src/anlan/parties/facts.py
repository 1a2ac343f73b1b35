"""What the ledger keeps of parties: codes and ids; names stay in our own tables."""

from dataclasses import dataclass
from uuid import UUID

from anlan.ledger.public import FactKind


@dataclass(frozen=True)
class OrganisationAdded:
    """An organisation came to be known."""

    code: str
    kind: str


@dataclass(frozen=True)
class UnitSet:
    """A unit was added or changed: what it takes from `version` on."""

    code: str
    roles: tuple[str, ...]
    place: int
    organisation: UUID
    community: bool
    shield: tuple[str, ...]
    version: int


@dataclass(frozen=True)
class PremisesSet:
    """Premises were added or changed."""

    code: str
    kind: str
    place: int
    version: int


@dataclass(frozen=True)
class Ended:
    """A party was closed, or the QR code of premises replaced."""

    code: str
    version: int


ORGANISATION_ADDED = FactKind("parties.add_organisation", OrganisationAdded)
ORGANISATION_CLOSED = FactKind("parties.close_organisation", Ended)
UNIT_ADDED = FactKind("parties.add_unit", UnitSet)
UNIT_CHANGED = FactKind("parties.change_unit", UnitSet)
UNIT_CLOSED = FactKind("parties.close_unit", Ended)
PREMISES_ADDED = FactKind("parties.add_premises", PremisesSet)
PREMISES_CHANGED = FactKind("parties.change_premises", PremisesSet)
PREMISES_CLOSED = FactKind("parties.close_premises", Ended)
TOKEN_REPLACED = FactKind("parties.replace_token", Ended)

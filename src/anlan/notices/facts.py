"""What this room records. Never an address: codes, ids and times only."""

from dataclasses import dataclass
from uuid import UUID

from anlan.ledger.public import FactKind


@dataclass(frozen=True)
class Told:
    """Which fact, and how many recipients."""

    fact: UUID
    recipients: int


@dataclass(frozen=True)
class Agreed:
    """A reporter lets themselves be told by these ways; none: they took it back."""

    channels: tuple[str, ...]


@dataclass(frozen=True)
class Preferred:
    """How an account wants to be told."""

    off: tuple[str, ...]
    quiet_from: str
    quiet_to: str
    digest: bool


@dataclass(frozen=True)
class AddressChanged:
    """An address of one way was kept or taken away."""

    channel: str
    kept: bool


@dataclass(frozen=True)
class AddressLost:
    """Messages to an address came back so often that it is used no more."""

    channel: str
    bounces: int


@dataclass(frozen=True)
class Decided:
    """An administrator sends a message that could not be sent once more, or gives it up."""

    channel: str
    again: bool


TOLD = FactKind("notices.tell", Told)
AGREED = FactKind("notices.agree", Agreed)
PREFERRED = FactKind("notices.prefer", Preferred)
ADDRESS_CHANGED = FactKind("notices.keep_address", AddressChanged)
ADDRESS_LOST = FactKind("notices.lose_address", AddressLost)
DECIDED = FactKind("notices.retry_delivery", Decided)

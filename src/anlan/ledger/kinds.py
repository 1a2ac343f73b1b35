"""Kinds of facts: what may be recorded, by name, with the shape of its payload."""

import re
from dataclasses import dataclass, field
from typing import Any, Generic, Protocol, TypeVar, cast

from anlan.kit.registry import Registry
from anlan.ledger.payloads import PayloadShape

P = TypeVar("P")
_NAME = re.compile(r"[a-z][a-z0-9_]*\.[a-z][a-z0-9_]*\Z")


class HasPayload(Protocol):
    """Anything read from the ledger that carries a stored payload."""

    @property
    def payload(self) -> dict[str, Any]:
        """The stored payload."""


@dataclass(frozen=True)
class FactKind(Generic[P]):
    """`FactKind("cases.report", Reported)`: making one registers it; names are unique.

    `payload` is a frozen dataclass of int, float, bool, UUID, datetime, date, codes (str, StrEnum, Literal),
    and tuples and dicts of these; any may be optional. Raises `PayloadTypeRefused`, `AlreadyRegistered`.
    """

    name: str
    payload: type[P]
    room: str = field(init=False, repr=False, compare=False)
    """The room whose verb records it."""
    shape: PayloadShape = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        if not _NAME.match(self.name):
            raise ValueError(f"a kind is called room.verb, not {self.name!r}")
        object.__setattr__(self, "room", self.name.partition(".")[0])
        object.__setattr__(self, "shape", PayloadShape(self.payload))
        fact_kinds.add(self.name, self)

    def read(self, fact: HasPayload) -> P:
        """The typed payload of a fact of this kind."""
        return cast(P, self.shape.read(fact.payload))


fact_kinds: Registry[FactKind[Any]] = Registry("fact kind")

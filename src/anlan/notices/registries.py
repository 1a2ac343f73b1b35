"""What upper rooms tell this one: who stands behind an audience, and what a message may say."""

from collections.abc import Callable, Iterable

from anlan.kit.registry import Registry
from anlan.ledger.public import Fact

# "reporter", "lead_unit" → the recipients of a fact: refs of actors, or `unit:<id>`
audiences: Registry[Callable[[Fact], Iterable[str]]] = Registry("audience")

# room → the values its messages may use
values: Registry[Callable[[Fact], dict[str, str]]] = Registry("message values")

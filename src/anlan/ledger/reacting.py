"""Reactions: how a room does something because of a fact of another room."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from anlan.kit.registry import Registry
from anlan.ledger.queries import Fact


@dataclass(frozen=True)
class Reaction:
    """Facts of `kinds` → `verb(fact, at)`, each exactly once, in the gapless order.

    `verb` runs in one transaction with the move of the cursor; what reaches outside the database must be a
    job deferred in it. A new reaction begins with the oldest fact, or with `from_now` with the next one.
    """

    name: str
    kinds: frozenset[str]
    verb: Callable[[Fact, datetime], None]
    from_now: bool = False


reactions: Registry[Reaction] = Registry("reaction")

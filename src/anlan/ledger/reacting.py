"""Reactions: how a room does something because of a fact of another room."""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from anlan.kit.registry import Registry
from anlan.ledger.queries import Fact


@dataclass(frozen=True)
class Reaction:
    """Facts of `kinds` → `verb(fact, at)`, each exactly once, in the gapless order.

    `verb` runs in one transaction with the move of the cursor; what reaches outside the database must be a
    job deferred in it. A new reaction begins with the oldest fact, or with `from_now` with the next one.
    Several facts may share a transaction; when one fails, the others are handled again without it.

    `relevant` is asked before, about many facts at once: the ids of those for which there is something to do. The
    others are never given to `verb`, which still has to judge for itself: a parked fact comes to it directly.

    `together` does what `verb` would do for each of several facts, in their order, with fewer statements. It is a
    shorter way only: when it fails, all it did is undone and `verb` is given the facts one by one.
    """

    name: str
    kinds: frozenset[str]
    verb: Callable[[Fact, datetime], None]
    from_now: bool = False
    relevant: Callable[[Sequence[Fact]], Collection[UUID]] | None = None
    together: Callable[[Sequence[Fact], datetime], object] | None = None


reactions: Registry[Reaction] = Registry("reaction")

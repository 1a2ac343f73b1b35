"""Facts become notices."""

from datetime import datetime

from anlan.access.public import service
from anlan.ledger.public import Fact, Reaction, fact_kinds
from anlan.notices.verbs.tell import tell


def _tell(fact: Fact, at: datetime) -> None:
    if fact.capability:
        tell(by=service("notices"), at=at, fact=fact)


def tell_reaction(rooms: frozenset[str]) -> Reaction:
    """The reaction over every kind of fact of `rooms`; composed by config, once all kinds are known."""
    kinds = frozenset(name for name in fact_kinds.names() if name.partition(".")[0] in rooms)
    return Reaction(name="notices.tell", kinds=kinds, verb=_tell)

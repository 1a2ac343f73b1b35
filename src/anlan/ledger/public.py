"""The only door of the ledger, in the order work flows."""

from anlan.ledger.compensation import Compensator, compensators
from anlan.ledger.kinds import FactKind, fact_kinds
from anlan.ledger.queries import Fact, PositionedFact, facts_after, history, history_about, newest_position
from anlan.ledger.reacting import Reaction, reactions
from anlan.ledger.record import Recorded, record

__all__ = [
    "Compensator",
    "Fact",
    "FactKind",
    "PositionedFact",
    "Reaction",
    "Recorded",
    "compensators",
    "fact_kinds",
    "facts_after",
    "history",
    "history_about",
    "newest_position",
    "reactions",
    "record",
]

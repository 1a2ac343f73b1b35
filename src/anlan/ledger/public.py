"""The only door of the ledger, in the order work flows."""

from anlan.ledger.appending import Entry, record_all
from anlan.ledger.bulk import BulkFacts, Moment, give_positions
from anlan.ledger.compensation import Compensator, compensators
from anlan.ledger.delivery import undelivered
from anlan.ledger.errors import (
    AlreadyUndone,
    CannotUndo,
    NoSuchFailure,
    NothingToUndo,
    NotInTransaction,
    PayloadRefused,
    PayloadTypeRefused,
    SealKeyUnreadable,
    SubjectHasFacts,
)
from anlan.ledger.failures import Failure, parked, retry
from anlan.ledger.kinds import FactKind, fact_kinds
from anlan.ledger.positions import CHANNEL, assign_positions
from anlan.ledger.proofs import Proof, SealedProof, check_proof, prove
from anlan.ledger.queries import (
    Fact,
    PositionedFact,
    facts_after,
    facts_of_batch,
    has_done,
    history,
    history_about,
    newest_position,
    positions_of_batch,
    subjects_between,
    worked_on_since,
)
from anlan.ledger.reacting import Reaction, reactions
from anlan.ledger.reaction_runs import run_reactions
from anlan.ledger.record import FIRST_FACT, ChainEnd, Recorded, first_fact, next_fact, record
from anlan.ledger.sealing import seal
from anlan.ledger.seals import Seal, last_seal
from anlan.ledger.searching import Search, SearchTooWide, search_facts
from anlan.ledger.tasks import run_sequencer
from anlan.ledger.undo import undo
from anlan.ledger.verifying.verdict import Problem, Verdict
from anlan.ledger.verifying.verify import verify

__all__ = [
    "CHANNEL",
    "FIRST_FACT",
    "AlreadyUndone",
    "BulkFacts",
    "CannotUndo",
    "ChainEnd",
    "Compensator",
    "Entry",
    "Fact",
    "FactKind",
    "Failure",
    "Moment",
    "NoSuchFailure",
    "NotInTransaction",
    "NothingToUndo",
    "PayloadRefused",
    "PayloadTypeRefused",
    "PositionedFact",
    "Problem",
    "Proof",
    "Reaction",
    "Recorded",
    "Seal",
    "SealKeyUnreadable",
    "SealedProof",
    "Search",
    "SearchTooWide",
    "SubjectHasFacts",
    "Verdict",
    "assign_positions",
    "check_proof",
    "compensators",
    "fact_kinds",
    "facts_after",
    "facts_of_batch",
    "first_fact",
    "give_positions",
    "has_done",
    "history",
    "history_about",
    "last_seal",
    "newest_position",
    "next_fact",
    "parked",
    "positions_of_batch",
    "prove",
    "reactions",
    "record",
    "record_all",
    "retry",
    "run_reactions",
    "run_sequencer",
    "seal",
    "search_facts",
    "subjects_between",
    "undelivered",
    "undo",
    "verify",
    "worked_on_since",
]

"""What the ledger is told of an import, in the chain of its batch."""

from dataclasses import dataclass

from anlan.ledger.public import FactKind


@dataclass(frozen=True)
class Begun:
    """SHA-256 of the file and of the mapping, and how many rows can be brought in and how many cannot."""

    file: str
    mapping: str
    rows: int
    refused: int


@dataclass(frozen=True)
class Portion:
    """How many cases this portion made, how many rows are done with it, and where in the file the next one begins."""

    made: int
    done: int
    offset: int = 0
    line: int = 0


@dataclass(frozen=True)
class Ended:
    """How many cases were made, and how many rows were known before under their number."""

    made: int
    known: int


@dataclass(frozen=True)
class TakenBackPortion:
    """How many cases this portion took back, and the position in the ledger it came to."""

    cases: int
    position: int


@dataclass(frozen=True)
class TakenBack:
    """How many cases of the import were taken back."""

    cases: int


BEGUN = FactKind("interop.import_begin", Begun)
PORTION = FactKind("interop.import_portion", Portion)
ENDED = FactKind("interop.import_end", Ended)
UNDO_PORTION = FactKind("interop.import_undo_portion", TakenBackPortion)
UNDONE = FactKind("interop.import_undo", TakenBack)

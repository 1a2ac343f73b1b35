"""What the ledger keeps of a bulk run. The facts of its cases carry its id as their batch."""

from dataclasses import dataclass
from typing import Literal
from uuid import UUID

from anlan.ledger.public import FactKind

Why = Literal["through", "asked", "role_lost", "no_factor"]


@dataclass(frozen=True)
class Begun:
    """What is done, to how many cases, and which run is put back by it."""

    action: str
    cases: int
    undoes: UUID | None


@dataclass(frozen=True)
class Ended:
    """How many moved, how many were left as they were, how many were not reached, and why it ended."""

    moved: int
    skipped: int
    left: int
    why: Why


@dataclass(frozen=True)
class WentOn:
    """How many cases were left."""

    cases: int


BEGUN = FactKind("cases.begin_batch", Begun)
ENDED = FactKind("cases.end_batch", Ended)
WENT_ON = FactKind("cases.go_on_with_batch", WentOn)

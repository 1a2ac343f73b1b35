"""What the ledger keeps of a hand-over. The facts of its cases carry its id as their batch."""

from dataclasses import dataclass
from typing import Literal
from uuid import UUID

from anlan.ledger.public import FactKind

Why = Literal["through", "asked", "role_lost", "no_factor", "stays", "left"]


@dataclass(frozen=True)
class Begun:
    """Of which unit, and how many open matters it has."""

    unit: UUID
    matters: int


@dataclass(frozen=True)
class WentOn:
    """How many were left."""

    unit: UUID
    matters: int


@dataclass(frozen=True)
class Ended:
    """How many went to other units, how many did not, and why it ended; `left`: they were left to the operators."""

    unit: UUID
    moved: int
    remain: int
    why: Why


BEGUN = FactKind("cases.begin_handing", Begun)
WENT_ON = FactKind("cases.go_on_handing", WentOn)
ENDED = FactKind("cases.end_handing", Ended)

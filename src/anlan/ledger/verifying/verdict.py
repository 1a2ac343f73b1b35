"""What a check of the ledger found."""

from dataclasses import dataclass, field
from typing import Literal

# changed: stored text, hash or a column was altered. missing: a fact, a position or a seal is gone.
# reordered: facts or positions stand in another order than recorded. forged: a seal does not hold.
What = Literal["changed", "missing", "reordered", "forged"]
SHOWN = 1_000


@dataclass(frozen=True)
class Problem:
    """One thing that is wrong, and where."""

    what: What
    detail: str
    subject: str | None = None
    seq: int | None = None
    position: int | None = None
    kind: str | None = None

    def __str__(self) -> str:
        where = [
            f"{name} {value}"
            for name, value in (
                ("subject", self.subject),
                ("fact", self.seq),
                ("position", self.position),
                ("kind", self.kind),
            )
            if value is not None
        ]
        return f"{self.what}: {', '.join([*where, self.detail])}"


@dataclass
class Verdict:
    """`sound` when nothing is wrong. `problems` holds the first 1,000 of `found`; `keys` names seal keys."""

    facts: int = 0
    positions: int = 0
    pending: int = 0
    seals: int = 0
    sealed_to: int = 0
    found: int = 0
    problems: list[Problem] = field(default_factory=list)
    keys: list[str] = field(default_factory=list)

    @property
    def sound(self) -> bool:
        """Whether nothing is wrong."""
        return self.found == 0

    def add(self, problem: Problem) -> None:
        """Count a problem; a ledger in ruins must not fill the memory."""
        self.found += 1
        if len(self.problems) < SHOWN:
            self.problems.append(problem)

"""Where how many matters are, so that nobody can tell whose: squares of half a kilometre with five or more.

A square with fewer is told together with its neighbours, as the rest of the square of four that holds it, and so on up
to four kilometres; what is then still fewer is not told. Nothing is told twice, and every number is told as the five
below it (kit/suppression.py), so that no sum or difference of them is about fewer than five: between squares, zooms,
streets or days. What is said of a square (its commonest kind, state, age) is said where five of its matters share it.
The argument: docs/decisions/0009-small-numbers.md.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

from anlan.kit.suppression import LEAST, at_least, rest_at_least

FINEST, COARSEST = 16, 13  # levels of the Morton tree: 0.5 km and 4 km in Shanghai
_FOUR = 4  # squares that make a larger one


@dataclass
class Square:
    """How many matters a square holds, by kind, state and age; `without`: parts of it that are told by themselves."""

    n: int = 0
    kinds: Counter[str] = field(default_factory=Counter)
    states: Counter[str] = field(default_factory=Counter)
    ages: Counter[str] = field(default_factory=Counter)
    without: int = 0

    def add(self, other: "Square") -> None:
        """Tell the other one together with this."""
        self.n += other.n
        self.kinds.update(other.kinds)
        self.states.update(other.states)
        self.ages.update(other.ages)

    def told(self, n: int) -> dict[str, str | int]:
        """What anybody may know, the number being `n`."""
        found: dict[str, str | int] = {"n": n}
        for name, counted in (("kind", self.kinds), ("state", self.states), ("age", self.ages)):
            value, most = max(counted.items(), key=lambda one: (one[1], one[0]), default=("", 0))
            if most >= LEAST and value:
                found[name] = value
        return found


@dataclass(frozen=True)
class Told:
    """One square that may be shown: its level and number in the Morton tree, and what is said."""

    level: int
    cell: int
    said: dict[str, str | int]


def counted(rows: Iterable[tuple[int, str, str, str, int]]) -> dict[int, Square]:
    """Rows of (cell at the finest level, kind, state, age, how many) by cell."""
    found: dict[int, Square] = defaultdict(Square)
    for cell, kind, state, age, n in rows:
        one = Square(n, Counter({kind: n}), Counter({state: n}), Counter({age: n}))
        found[cell].add(one)
    return dict(found)


def tellable(squares: dict[int, Square]) -> list[Told]:
    """What may be shown, disjoint, each number a multiple of five."""
    told: list[Told] = []
    level, waiting = FINEST, squares
    while True:
        above: dict[int, Square] = defaultdict(Square)
        for cell, square in sorted(waiting.items()):
            n = at_least(square.n) if level == FINEST else rest_at_least(square.n, _FOUR - square.without)
            if n:
                told.append(Told(level, cell, square.told(n)))
                above[cell >> 2].without += 1
            else:
                above[cell >> 2].add(square)
        if level == COARSEST:
            return told
        level, waiting = level - 1, {cell: square for cell, square in above.items() if square.n}

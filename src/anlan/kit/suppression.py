"""Small numbers that would let somebody be recognised are not published, and cannot be worked out from the total.

Primary suppression hides every cell under `LEAST`; secondary suppression hides further cells until nobody who knows the
total and the bounds of what is hidden can narrow a hidden cell to fewer than `WIDTH` values (the interval criterion of
Hundepool et al., Statistical Disclosure Control, 2012, ch. 4). When that cannot be reached the total is hidden too.
"""

from collections.abc import Hashable, Mapping
from dataclasses import dataclass
from typing import Generic, TypeVar

LEAST = 5
WIDTH = 3

Key = TypeVar("Key", bound=Hashable)


@dataclass(frozen=True)
class Published(Generic[Key]):
    """`shown`: as they are; `few`: those under `LEAST`; `kept`: hidden to protect them. `total`: None if hidden."""

    shown: dict[Key, int]
    few: frozenset[Key]
    kept: frozenset[Key]
    total: int | None


def publish(cells: Mapping[Key, int]) -> Published[Key]:
    """What of `cells` (counts of disjoint things) and of their sum may be told in public."""
    few = {key for key, count in cells.items() if count < LEAST}
    kept: set[Key] = set()
    shown = {key: count for key, count in cells.items() if key not in few}
    while few and shown and not _safe(cells, few, kept, shown):
        smallest = min(shown, key=lambda key: (shown[key], str(key)))
        kept.add(smallest)
        del shown[smallest]
    total = sum(cells.values())
    told = not few or (_safe(cells, few, kept, shown) and total >= LEAST)
    return Published(shown, frozenset(few), frozenset(kept), total if told else None)


def _safe(cells: Mapping[Key, int], few: set[Key], kept: set[Key], shown: dict[Key, int]) -> bool:
    """Whether every hidden cell may still have `WIDTH` values, to somebody who knows the total and this rule."""
    hidden = sum(cells[key] for key in few | kept)
    most = min(shown.values(), default=sum(cells.values()))  # what was kept is no larger than anything shown
    low = {**dict.fromkeys(few, 0), **dict.fromkeys(kept, LEAST)}
    high = {**dict.fromkeys(few, LEAST - 1), **dict.fromkeys(kept, max(most, LEAST))}
    lowest, highest = sum(low.values()), sum(high.values())
    for key, floor in low.items():
        least = max(floor, hidden - (highest - high[key]))
        largest = min(high[key], hidden - (lowest - floor))
        if largest - least + 1 < WIDTH:
            return False
    return True

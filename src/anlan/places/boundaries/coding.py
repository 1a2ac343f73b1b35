"""Codes of places: read from a source in its many lengths, or assigned where the source has none."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from anlan.kit.codes import span
from anlan.places.models import Level

_SIZE = {Level.DISTRICT: 10**9, Level.STREET: 10**6, Level.COMMUNITY: 10**3, Level.GRID: 1}
_ORDER = list(Level)
_LAST = 998  # 999 is the holding street; kept free below too, so that one rule serves all levels


class NoCodeLeft(ValueError):
    """A parent has 998 children at a level already."""


@dataclass(frozen=True)
class Wanted:
    """A place that needs a code: its key in the source, its parent's key (None: right under the district)."""

    key: str
    parent: str | None
    level: Level


def read_code(text: str) -> int | None:
    """A code as published, 6, 9, 12, 14 or 15 digits, as our 15 digits; None when it is none of these.

    12 digits is the statistical code (统计用区划代码); 14 is the older grid code with two digits for the grid
    (6 + 3 + 3 + 2), which gains a zero.
    """
    digits = text.strip().removesuffix(".0")
    if not re.fullmatch(r"[1-9]\d*", digits, re.ASCII):
        return None
    if len(digits) == 14:
        return int(f"{digits[:12]}0{digits[12:]}")
    return int(digits.ljust(15, "0")) if len(digits) in {6, 9, 12, 15} else None


def assign(
    district: int, wanted: Iterable[Wanted], known: Mapping[str, int], used: set[int]
) -> dict[str, int]:
    """Codes for `wanted` by key: those `known` from earlier imports are kept, the rest are numbered 1 to 998.

    Numbers follow the natural order of the keys under each parent and skip `used` codes, closed ones
    included. A level that the source lacks stays 000. Raises `NoCodeLeft`, `KeyError` for a parent key that
    is nowhere.
    """
    codes, taken = dict(known), set(used)
    for one in sorted(wanted, key=lambda each: (_ORDER.index(each.level), _natural(each.key))):
        if one.key in codes:
            continue
        parent = codes[one.parent] if one.parent is not None else district * 10**9
        codes[one.key] = _next(parent, one.level, taken)
        taken.add(codes[one.key])
    return codes


def _next(parent: int, level: Level, taken: set[int]) -> int:
    size, high = _SIZE[level], span(parent)[1]
    for number in range(1, _LAST + 1):
        code = parent + number * size
        if code > high:
            break
        if code not in taken:
            return code
    raise NoCodeLeft(parent)


def _natural(key: str) -> tuple[tuple[int, int, str], ...]:
    """Digits count as numbers: post 9 comes before post 10."""
    parts = re.findall(r"\d+|\D+", key)
    return tuple((0, int(part), "") if part.isdecimal() else (1, 0, part) for part in parts)

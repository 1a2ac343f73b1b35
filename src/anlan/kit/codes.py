"""Place codes: 15 digits as one integer, so that a subtree is a range.

6 digits district (GB/T 2260) + 3 street + 3 community (GB/T 10114 gives these six) + 3 grid, zero-filled.
"""

from typing import Literal

Level = Literal["district", "street", "community", "grid"]

# Finest first: how many units of the code one place of that level spans.
_WIDTHS: tuple[tuple[Level, int], ...] = (
    ("grid", 1),
    ("community", 10**3),
    ("street", 10**6),
    ("district", 10**9),
)
_SMALLEST, _LARGEST = 10**14, 10**15 - 1


class CodeInvalid(ValueError):
    """A place code has 15 digits and does not begin with 0."""


def level_of(code: int) -> Level:
    """Which level a code names, told by its trailing zeros. Raises `CodeInvalid`."""
    if not _SMALLEST <= code <= _LARGEST:
        raise CodeInvalid(f"{code} is not a 15-digit place code")
    for level, width in reversed(_WIDTHS):
        if code % width == 0:
            return level
    return "grid"


def span(code: int) -> tuple[int, int]:
    """The lowest and highest code of the subtree under `code`, both included. Raises `CodeInvalid`."""
    width = dict(_WIDTHS)[level_of(code)]
    return code, code + width - 1


def holds(code: int, other: int) -> bool:
    """Whether `other` is `code` or lies under it."""
    low, high = span(code)
    return low <= other <= high


def district_of(code: int) -> int:
    """The 15-digit code of the district a place belongs to."""
    return code - code % 10**9

"""The two holding codes of a district: real rows, seen by its operators, so that nothing falls off the
tree.
"""

_OUTSIDE, _UNLOCATED = 999_999_001, 999_999_002


def outside(district: int) -> int:
    """DDDDDD999999001: points beyond every boundary of the district (six digits)."""
    return district * 10**9 + _OUTSIDE


def unlocated(district: int) -> int:
    """DDDDDD999999002: matters that nobody could give a point or a place, and every point of a map-less
    district.
    """
    return district * 10**9 + _UNLOCATED


def is_holding(code: int) -> bool:
    """Whether the code lies in the district's holding street 999."""
    return code % 10**9 // 10**6 == 999


def district_code(district: int) -> int:
    """The place code of a six-digit district: 310105 → 310105000000000."""
    return district * 10**9

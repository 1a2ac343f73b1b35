"""Codes for places that have only names: streets and communities in the order of their names, no boundaries."""

from collections.abc import Iterable

from anlan.interop.errors import TooManyPlaces
from anlan.interop.replay.rows import Row
from anlan.places.public import district_code, unlocated

_MOST = 998  # 999 is kept for what has no street: a district's holding codes lie there


class Codes:
    """Which code a named place has. A row without a place lies in the district's holding code “unlocated”."""

    def __init__(self, district: int, places: Iterable[tuple[str, str]]) -> None:
        pairs = sorted(set(places))
        self.district = district_code(district)
        self._nowhere = unlocated(district)
        self.streets: dict[str, int] = {}
        self.communities: dict[tuple[str, str], int] = {}
        for number, street in enumerate(_few({street for street, _ in pairs}), start=1):
            self.streets[street] = self.district + number * 10**6
            inside = _few({name for each, name in pairs if each == street})
            for place, name in enumerate(inside, start=1):
                self.communities[street, name] = self.streets[street] + place * 10**3

    def of(self, row: Row) -> int:
        """The code of the place a row names."""
        if not row.street:
            return self._nowhere
        return self.communities[row.street, row.community]


def _few(names: set[str]) -> list[str]:
    if len(names) > _MOST:
        raise TooManyPlaces(count=len(names), most=_MOST)
    return sorted(names)

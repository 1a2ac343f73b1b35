"""Very many names of files, held small: eight bytes each."""

from array import array
from bisect import bisect_left
from collections.abc import Iterable


class Names:
    """Which names (64 hex digits) are used. Two million photographs take 32 MB.

    Only the first 16 digits are kept: an unused file is taken for a used one once in 2^64 / count, which keeps it.
    """

    def __init__(self, names: Iterable[str]) -> None:
        self._firsts = array("Q", sorted(int(name[:16], 16) for name in names))

    def __contains__(self, name: object) -> bool:
        if not isinstance(name, str):
            return False
        first = int(name[:16], 16)
        place = bisect_left(self._firsts, first)
        return place < len(self._firsts) and self._firsts[place] == first

    def __len__(self) -> int:
        return len(self._firsts)

"""Tiles of layers that are the same for everybody, kept packed in this process, the oldest let go first."""

from collections import OrderedDict
from dataclasses import dataclass, field
from threading import Lock

from anlan.kit.tiles.address import Tile
from anlan.kit.tiles.answer import pack

Key = tuple[str, str, Tile]


@dataclass
class Kept:
    """At most `most` bytes of tiles, plain and packed."""

    most: int
    _held: OrderedDict[Key, tuple[bytes, bytes]] = field(default_factory=OrderedDict)
    _size: int = 0
    _guard: Lock = field(default_factory=Lock)

    def get(self, key: Key) -> tuple[bytes, bytes] | None:
        """The tile and its gzip."""
        with self._guard:
            found = self._held.get(key)
            if found is not None:
                self._held.move_to_end(key)
            return found

    def put(self, key: Key, body: bytes) -> tuple[bytes, bytes]:
        """Keep a tile; answers what `get` would."""
        both = body, pack(body)
        with self._guard:
            self._forget(key)
            self._held[key] = both
            self._size += _weight(both)
            while self._size > self.most and len(self._held) > 1:
                self._forget(next(iter(self._held)))
        return both

    def _forget(self, key: Key) -> None:
        gone = self._held.pop(key, None)
        if gone is not None:
            self._size -= _weight(gone)


def _weight(both: tuple[bytes, bytes]) -> int:
    return len(both[0]) + len(both[1]) + 200

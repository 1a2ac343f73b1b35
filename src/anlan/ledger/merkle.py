"""Merkle trees as in RFC 6962 (Certificate Transparency), section 2.1, over any digest.

A tree is folded from blocks of 1,024 leaves, so that a proof needs one block of leaves and the blocks' roots,
not every leaf: blocks are aligned subtrees, so the root is the RFC's.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence

Digest = Callable[[bytes], bytes]
BLOCK = 1024


def leaf(digest: Digest, entry: bytes) -> bytes:
    """The hash of one entry."""
    return digest(b"\x00" + entry)


def fold(digest: Digest, level: Sequence[bytes]) -> bytes:
    """The root over `level` (leaves, or roots of aligned subtrees); the digest of nothing when empty."""
    if not level:
        return digest(b"")
    while len(level) > 1:
        level = _above(digest, level)
    return level[0]


def _above(digest: Digest, level: Sequence[bytes]) -> list[bytes]:
    paired = [digest(b"\x01" + level[i] + level[i + 1]) for i in range(0, len(level) - 1, 2)]
    return paired if len(level) % 2 == 0 else [*paired, level[-1]]


def blocks(digest: Digest, entries: Iterable[bytes]) -> Iterator[bytes]:
    """The root of every block of entries, in order; memory for one block."""
    block: list[bytes] = []
    for entry in entries:
        block.append(leaf(digest, entry))
        if len(block) == BLOCK:
            yield fold(digest, block)
            block.clear()
    if block:
        yield fold(digest, block)


def path(digest: Digest, level: Sequence[bytes], index: int) -> list[bytes]:
    """The siblings from `level[index]` up to the root over `level`."""
    siblings = []
    while len(level) > 1:
        beside = index ^ 1
        if beside < len(level):
            siblings.append(level[beside])
        level, index = _above(digest, level), index >> 1
    return siblings


def root_of_path(
    digest: Digest, entry: bytes, index: int, size: int, siblings: Iterable[bytes]
) -> bytes | None:
    """The root `siblings` lead to from entry `index` of `size`, or None (RFC 9162, 2.1.3.2)."""
    if not 0 <= index < size:
        return None
    here, last, found = index, size - 1, leaf(digest, entry)
    for sibling in siblings:
        if last == 0:
            return None
        if here & 1 or here == last:
            found = digest(b"\x01" + sibling + found)
            while here and not here & 1:
                here, last = here >> 1, last >> 1
        else:
            found = digest(b"\x01" + found + sibling)
        here, last = here >> 1, last >> 1
    return found if last == 0 else None

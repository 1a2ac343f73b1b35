"""Walk the positions: no gap, no position without its fact, and every seal's root over what lies under it."""

from collections.abc import Iterator
from typing import LiteralString

from anlan.ledger import merkle
from anlan.ledger.digests import DIGESTS
from anlan.ledger.seals import Seal, all_seals, stated
from anlan.ledger.signing import signed_by
from anlan.ledger.verifying.streams import stream
from anlan.ledger.verifying.verdict import Problem, Verdict

_ORDER: LiteralString = """
SELECT o.position, f.hash
FROM ledger_order o LEFT JOIN ledger_fact f ON f.id = o.fact_id
WHERE o.position > %(after)s ORDER BY o.position
"""
_TYPES = ("int8", "bytea")
_LOST: LiteralString = """
SELECT p.fact_id::text FROM ledger_pending p LEFT JOIN ledger_fact f ON f.id = p.fact_id WHERE f.id IS NULL
"""


def check_order(verdict: Verdict, since: int) -> None:
    """Add what is wrong with positions and seals after `since` (0: all) to `verdict`."""
    seals = [found for found in all_seals() if found.to_position > since]
    _check_statements(verdict, seals, first=since == 0)
    for (fact_id,) in stream(_LOST, ["text"], {}):
        verdict.add(Problem("missing", f"fact {fact_id} waits for its position but is gone"))
    hashes = _walk(verdict, seals[0].from_position - 1 if seals else since)
    for found in seals:
        _check_root(verdict, found, hashes)
    for _ in hashes:  # what is not sealed yet is walked too
        pass


def _walk(verdict: Verdict, after: int) -> Iterator[tuple[int, bytes]]:
    """Every position with its fact's hash; a missing one is reported and yields nothing."""
    expected = after + 1
    for position, fact_hash in stream(_ORDER, _TYPES, {"after": after}):
        if position != expected:
            gone = f"positions {expected} to {position - 1} are" if position - 1 > expected else "it is"
            verdict.add(Problem("missing", f"{gone} gone from the order", position=expected))
        expected = position + 1
        verdict.positions += 1
        if fact_hash is None:
            verdict.add(Problem("missing", "its fact is gone", position=position))
        else:
            yield position, fact_hash


def _check_root(verdict: Verdict, found: Seal, hashes: Iterator[tuple[int, bytes]]) -> None:
    digest = DIGESTS.get(found.alg)
    if digest is None:
        return
    last = found.from_position - 1

    def entries() -> Iterator[bytes]:
        nonlocal last
        while last < found.to_position and (item := next(hashes, None)) is not None:
            last = item[0]
            yield item[1]

    roots = list(merkle.blocks(digest, entries()))
    if merkle.fold(digest, roots) == found.root:
        return
    width = len(digest(b""))
    kept = [found.blocks[i : i + width] for i in range(0, len(found.blocks), width)]
    for number, (now, then) in enumerate(zip(roots, kept, strict=False)):
        if now != then:
            start = found.from_position + number * merkle.BLOCK
            end = min(start + merkle.BLOCK - 1, found.to_position)
            detail = f"facts at positions {start} to {end} are not those of seal {found.id}"
            verdict.add(Problem("changed", detail, position=start))
            return
    verdict.add(Problem("forged", f"the facts under seal {found.id} do not give its root"))


def _check_statements(verdict: Verdict, seals: list[Seal], *, first: bool) -> None:
    before: Seal | None = None
    for found in seals:
        verdict.seals += 1
        verdict.sealed_to = found.to_position
        if found.key not in verdict.keys:
            verdict.keys.append(found.key)
        for detail in _untrue(found):
            verdict.add(Problem("forged", f"seal {found.id}: {detail}"))
        if before or first:
            number, start = (before.id + 1, before.to_position + 1) if before else (1, 1)
            if found.id != number or found.from_position != start:
                verdict.add(Problem("missing", f"a seal before seal {found.id} is gone", position=start))
            elif found.prev != (before.hash if before else None):
                verdict.add(Problem("forged", f"seal {found.id} does not follow the seal before it"))
        before = found


def _untrue(found: Seal) -> Iterator[str]:
    digest = DIGESTS.get(found.alg)
    if digest is None or digest(found.body) != found.hash:
        yield "its statement does not give its hash"
        return
    said = stated(found.body)
    columns = {
        "alg": found.alg, "seal": found.id, "from": found.from_position, "to": found.to_position,
        "root": found.root.hex(), "prev": found.prev.hex() if found.prev else None, "key": found.key,
    }  # fmt: skip
    if any(said.get(name) != value for name, value in columns.items()):
        yield "its columns are not what was signed"
    width = len(found.hash)
    kept = [found.blocks[i : i + width] for i in range(0, len(found.blocks), width)]
    if merkle.fold(digest, kept) != found.root:
        yield "its blocks do not give its root"
    if digest(found.public_key).hex()[:16] != found.key:
        yield "its key is not the one it names"
    if not signed_by(found.alg, found.public_key, found.body, found.signature):
        yield "its signature does not hold"

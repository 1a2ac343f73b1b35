"""A receipt's proof: that its fact is in the ledger, since when, and under which signed root."""

import re
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from django.db import connection

from anlan.ledger import merkle
from anlan.ledger.digests import DIGESTS
from anlan.ledger.seals import Seal, seal_of, stated
from anlan.ledger.signing import signed_by

_HASH = re.compile(r"[0-9a-f]{64}\Z")


@dataclass(frozen=True)
class SealedProof:
    """What anybody can check without us: the siblings up to the root and the signed statement."""

    seal: int
    path: list[str]
    body: str
    alg: int
    key: str
    public_key: str
    signature: str


@dataclass(frozen=True)
class Proof:
    """What is known of a receipt. `intact`: the fact still gives this hash. `sealed`: None until tonight."""

    receipt: str
    kind: str
    recorded_at: datetime
    intact: bool
    position: int | None
    sealed: SealedProof | None

    def as_json(self) -> dict[str, Any]:
        """Plain values, for an independent check (README.md says how)."""
        return {**asdict(self), "recorded_at": self.recorded_at.isoformat()}


def prove(receipt: str) -> Proof | None:
    """The proof of the fact whose hash is `receipt` (64 hex digits); None when there is no such fact."""
    receipt = receipt.lower()
    if not _HASH.match(receipt):
        return None
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT f.kind, f.recorded_at, f.body, f.alg, o.position FROM ledger_fact f "
            "LEFT JOIN ledger_order o ON o.fact_id = f.id WHERE f.hash = %s",
            [bytes.fromhex(receipt)],
        )
        row = cursor.fetchone()
    if row is None:
        return None
    kind, recorded_at, body, alg, position = row
    intact = alg in DIGESTS and DIGESTS[alg](bytes(body)).hex() == receipt
    found = seal_of(position) if position else None
    return Proof(receipt, kind, recorded_at, intact, position, _sealed(found, position) if found else None)


def _sealed(found: Seal, position: int) -> SealedProof:
    digest, index = DIGESTS[found.alg], position - found.from_position
    block, within = divmod(index, merkle.BLOCK)
    first = found.from_position + block * merkle.BLOCK
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT f.hash FROM ledger_order o JOIN ledger_fact f ON f.id = o.fact_id "
            "WHERE o.position BETWEEN %s AND %s ORDER BY o.position",
            [first, min(first + merkle.BLOCK - 1, found.to_position)],
        )
        leaves = [merkle.leaf(digest, bytes(row[0])) for row in cursor.fetchall()]
    width = len(digest(b""))
    roots = [found.blocks[i : i + width] for i in range(0, len(found.blocks), width)]
    siblings = merkle.path(digest, leaves, within) + merkle.path(digest, roots, block)
    return SealedProof(
        seal=found.id,
        path=[sibling.hex() for sibling in siblings],
        body=found.body.decode(errors="replace"),
        alg=found.alg,
        key=found.key,
        public_key=found.public_key.hex(),
        signature=found.signature.hex(),
    )


def check_proof(proof: Proof) -> bool:
    """Whether a sealed proof holds by itself: path, root, signature. Reads no database."""
    sealed, position = proof.sealed, proof.position
    if sealed is None or position is None or sealed.alg not in DIGESTS:
        return False
    said = stated(sealed.body.encode())
    try:
        index, size = position - int(said["from"]), int(said["to"]) - int(said["from"]) + 1
        root = merkle.root_of_path(
            DIGESTS[sealed.alg],
            bytes.fromhex(proof.receipt),
            index,
            size,
            [bytes.fromhex(sibling) for sibling in sealed.path],
        )
        public, signature = bytes.fromhex(sealed.public_key), bytes.fromhex(sealed.signature)
    except (KeyError, TypeError, ValueError):
        return False
    named = DIGESTS[sealed.alg](public).hex()[:16] == sealed.key == said.get("key")
    same_root = root is not None and root.hex() == said.get("root")
    return named and same_root and signed_by(sealed.alg, public, sealed.body.encode(), signature)

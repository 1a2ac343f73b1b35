"""Seal what was ordered since the last seal, and have the root told to an address outside."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django.db import connection, transaction

from anlan.kit.canonical import canonical
from anlan.kit.db import lock
from anlan.kit.jobs import defer
from anlan.ledger import merkle
from anlan.ledger.digests import DIGESTS, chosen
from anlan.ledger.queries import newest_position
from anlan.ledger.seals import Seal, alg_used, keep, last_seal
from anlan.ledger.signing import seal_key

VERSION = 1
_CHUNK = 20_000


def seal(*, at: datetime) -> Seal | None:
    """Seal every ordered fact after the last seal; None when there is none. A job sends the root outside.

    Raises `SealKeyUnreadable` when seals exist and their key is gone.
    """
    with transaction.atomic():
        lock("ledger.seal")
        last = last_seal()
        first = last.to_position + 1 if last else 1
        newest = newest_position()
        if newest < first:
            return None
        made = _signed(last, first, newest, at)
        keep(made)
        defer("ledger.deliver_seal", seal_id=made.id)
    return made


def _signed(last: Seal | None, first: int, newest: int, at: datetime) -> Seal:
    alg = chosen()
    digest = DIGESTS[alg]
    key = seal_key(alg, may_make=last is None or not alg_used(alg))
    blocks = list(merkle.blocks(digest, _hashes(first, newest)))
    said: dict[str, Any] = {
        "v": VERSION,
        "alg": alg,
        "seal": last.id + 1 if last else 1,
        "from": first,
        "to": newest,
        "root": merkle.fold(digest, blocks),
        "prev": last.hash if last else None,
        "sealed_at": at,
        "key": key.name,
    }
    body = canonical(said)
    return Seal(
        id=said["seal"],
        from_position=first,
        to_position=newest,
        sealed_at=at,
        root=said["root"],
        blocks=b"".join(blocks),
        prev=said["prev"],
        body=body,
        hash=digest(body),
        alg=alg,
        key=key.name,
        public_key=key.public,
        signature=key.sign(body),
    )


def _hashes(first: int, last: int) -> Iterator[bytes]:
    for start in range(first, last + 1, _CHUNK):
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT f.hash FROM ledger_order o JOIN ledger_fact f ON f.id = o.fact_id "
                "WHERE o.position BETWEEN %s AND %s ORDER BY o.position",
                [start, min(start + _CHUNK - 1, last)],
            )
            for (fact_hash,) in cursor.fetchall():
                yield bytes(fact_hash)

"""The ledger: what a fact adds to a transaction, how fast facts are verified and sealed, at two sizes.

Run: make bench. A scratch database on the configured server. Appending: a transaction with one row, with and without
its fact, against a bare INSERT. Verifying: all facts, against only reading their rows (the floor) and a plain loop of
hashlib over them in Python (the peer).
"""

import os
import sys
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from time import perf_counter
from uuid import UUID

from anlan.config.cluster import ensure_started

os.environ.setdefault("ANLAN_DATABASE_URL", ensure_started())
os.environ["ANLAN_DB_ROLE"] = "owner"
os.environ["ANLAN_TEST_DATABASE"] = "bench_anlan_ledger"
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "anlan.config.settings")

import django

django.setup()

from django.db import connection, transaction  # noqa: E402

from anlan.kit.ids import new_id  # noqa: E402
from anlan.ledger.public import (  # noqa: E402
    BulkFacts,
    FactKind,
    assign_positions,
    give_positions,
    record,
    seal,
    verify,
)
from bench.rounds import interleaved, show  # noqa: E402

SIZES = (20_000, 200_000)
CHAIN = 8  # facts a subject: about what a case has when it is closed
BATCH = 300
START = datetime(2026, 1, 1, tzinfo=UTC)


@dataclass(frozen=True)
class Measured:
    """Something happened, with about as much to tell as a routing."""

    unit: UUID
    clause: int
    words: int


KIND = FactKind("bench.measure", Measured)


def fill(count: int, held: int) -> None:
    """Facts up to `count` by the bulk path, in chains."""
    facts, unit = BulkFacts(), new_id()
    with transaction.atomic():
        for number in range(held // CHAIN, count // CHAIN):
            subject = new_id()
            for step in range(CHAIN):
                at = START + timedelta(seconds=number * CHAIN + step)
                facts.record(
                    KIND, subject=subject, by="service:setup", at=at, payload=Measured(unit, step, number),
                    place=310105001001001,
                )  # fmt: skip
        moments = facts.save()
        give_positions(moments, reacted=False)


def _appending() -> dict[str, Callable[[], int]]:
    unit = new_id()

    def row(cursor: object, number: int) -> None:
        cursor.execute("INSERT INTO bench_row (words, place) VALUES (%s, %s)", ["x" * 400, number])  # type: ignore[attr-defined]

    def with_fact() -> int:
        for number in range(BATCH):
            with transaction.atomic(), connection.cursor() as cursor:
                row(cursor, number)
                record(
                    KIND, subject=new_id(), by="service:setup", at=START, payload=Measured(unit, 1, number), first=True
                )  # fmt: skip
        return BATCH

    def without() -> int:
        for number in range(BATCH):
            with transaction.atomic(), connection.cursor() as cursor:
                row(cursor, number)
        return BATCH

    def two_rows() -> int:
        for number in range(BATCH):
            with transaction.atomic(), connection.cursor() as cursor:
                row(cursor, number)
                row(cursor, number)
        return BATCH

    return {
        "a row and its fact": with_fact,
        "the same without the fact": without,
        "floor: two bare rows": two_rows,
    }


def _verifying(count: int) -> dict[str, Callable[[], int]]:
    def whole() -> int:
        verdict = verify()
        assert verdict.sound, verdict.problems
        assert verdict.facts >= count
        return verdict.facts

    def read() -> int:
        with connection.chunked_cursor() as cursor:
            cursor.execute("SELECT id, subject, seq, body, prev, hash FROM ledger_fact ORDER BY subject, seq")
            return sum(len(rows) for rows in iter(lambda: cursor.fetchmany(5000), []))

    def plain() -> int:
        done, last, of = 0, b"", None
        with connection.cursor() as cursor:
            cursor.execute("SELECT subject, body, prev, hash FROM ledger_fact ORDER BY subject, seq")
            for subject, body, prev, digest in cursor.fetchall():
                assert sha256(body).digest() == bytes(digest)
                assert of != subject or bytes(prev) == last
                of, last, done = subject, bytes(digest), done + 1
        return done

    return {"anlan verify": whole, "floor: read the rows": read, "peer: a loop over hashes only": plain}


def _sealing() -> float:
    began = perf_counter()
    made = seal(at=datetime.now(UTC))
    taken = perf_counter() - began
    return (made.to_position - made.from_position + 1) / taken if made else 0.0


def main() -> None:
    """Make a database, measure, drop it."""
    name = connection.creation.create_test_db(verbosity=0, autoclobber=True)
    appended, verified, sealed, held = {}, {}, {}, 0
    try:
        with connection.cursor() as cursor:
            cursor.execute("CREATE TABLE bench_row (id bigserial PRIMARY KEY, words text, place bigint)")
        for size in SIZES:
            fill(size, held)
            held = size
            with connection.cursor() as cursor:
                cursor.execute("ANALYZE")
            sealed[f"{size:,} facts"] = {"seal": _sealing()}
            verified[f"{size:,} facts"] = interleaved(_verifying(size), rounds=3)
            appended[f"{size:,} facts"] = interleaved(_appending())
            _order_what_was_appended()
        show("append, one connection", appended, ours="a row and its fact", note=f"batches of {BATCH}")
        show("verify, facts a second", verified, ours="anlan verify", note="median of 3 rounds")
        show("seal, facts a second", sealed, ours="seal", note="once: what is sealed stays so")
    finally:
        connection.creation.destroy_test_db(name, verbosity=0)


def _order_what_was_appended() -> None:
    while assign_positions():
        pass


if __name__ == "__main__":
    sys.exit(main())

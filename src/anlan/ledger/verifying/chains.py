"""Walk every subject's chain: stored text against its hash, columns against the text, links, numbers."""

import json
from collections.abc import Iterator
from typing import Any, LiteralString, NamedTuple

from django.db import connection

from anlan.ledger.digests import DIGESTS
from anlan.ledger.verifying.streams import Progress, stream
from anlan.ledger.verifying.verdict import Problem, Verdict, What

_MOMENT = 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'
# The columns as one text, in the form the body has them: one comparison costs less than sixteen.
_WALK: LiteralString = """
SELECT f.subject::text, f.seq, f.kind, f.body, f.prev, f.hash, f.alg, o.position, p.fact_id IS NOT NULL,
    concat_ws('|', f.id, f.subject, f.seq, f.kind, f.room, f.capability, coalesce(f.place::text, ''), f.actor,
        to_char(f.at AT TIME ZONE 'UTC', %(moment)s),
        coalesce(to_char(f.said_at AT TIME ZONE 'UTC', %(moment)s), ''),
        to_char(f.recorded_at AT TIME ZONE 'UTC', %(moment)s),
        coalesce(f.batch::text, ''), coalesce(f.about::text, ''), coalesce(encode(f.prev, 'hex'), ''), f.alg,
        f.version),
    f.payload::text
FROM ledger_fact f
LEFT JOIN ledger_order o ON o.fact_id = f.id
LEFT JOIN ledger_pending p ON p.fact_id = f.id
WHERE %(since)s = 0 OR o.position > %(since)s OR o.position IS NULL
ORDER BY f.subject, f.seq
"""
_KEYS = (
    "id", "subject", "seq", "kind", "room", "capability", "place", "actor", "at", "said_at", "recorded_at",
    "batch", "about", "prev", "alg", "v",
)  # fmt: skip
_REPORT = 10_000


class _Row(NamedTuple):
    subject: str
    seq: int
    kind: str
    body: bytes
    prev: bytes | None
    hash: bytes
    alg: int
    position: int | None
    pending: bool
    columns: str
    payload: str

    def problem(self, what: What, detail: str) -> Problem:
        return Problem(what, detail, self.subject, self.seq, self.position, self.kind)


def check_chains(verdict: Verdict, since: int, progress: Progress | None) -> None:
    """Add what is wrong with any fact after position `since` (0: every fact) to `verdict`."""
    before: _Row | None = None
    for values in stream("ledger_chains", _WALK, {"moment": _MOMENT, "since": since}):
        row = _Row._make(values)
        verdict.facts += 1
        if before is not None and before.subject != row.subject:
            before = None
        for problem in _wrong(row, before, partial=since > 0):
            verdict.add(problem)
        verdict.pending += row.pending
        before = row
        if progress is not None and verdict.facts % _REPORT == 0:
            progress(verdict.facts)


def _wrong(row: _Row, before: _Row | None, *, partial: bool) -> Iterator[Problem]:
    digest = DIGESTS.get(row.alg)
    if digest is None or digest(row.body) != row.hash:
        yield row.problem("changed", "the stored text does not give its hash")
    else:
        yield from _wrong_columns(row)
    yield from _wrong_link(row, before, partial=partial)
    if row.position is None and not row.pending:
        yield row.problem("missing", "it has no position and waits for none")
    elif before and before.position and row.position and before.position > row.position:
        yield row.problem("reordered", f"it comes before fact {before.seq} of its own chain, which is older")


def _wrong_columns(row: _Row) -> Iterator[Problem]:
    said = _read(row.body)
    if not said:
        yield row.problem("changed", "the stored text cannot be read")
        return
    expected = "|".join(["" if said.get(key) is None else str(said[key]) for key in _KEYS])
    if expected != row.columns:
        names = [
            key for key, one, other in zip(_KEYS, expected.split("|"), row.columns.split("|"), strict=False)
            if one != other
        ]  # fmt: skip
        moved = {"seq", "subject", "prev"}.intersection(names)
        detail = f"{', '.join(names)} is not what was recorded"
        yield row.problem("reordered" if moved else "changed", detail)
    if json.loads(row.payload) != said.get("payload") and not _same_numbers(row.payload, row.body):
        yield row.problem("changed", "payload is not what was recorded")


def _read(body: bytes) -> dict[str, Any]:
    try:
        said = json.loads(body)
    except ValueError:
        return {}
    return said if isinstance(said, dict) else {}


def _same_numbers(payload: str, body: bytes) -> bool:
    """jsonb writes a large float as an integer; as floats they are equal."""
    said = json.loads(body, parse_int=float)
    return bool(json.loads(payload, parse_int=float) == said.get("payload"))


def _wrong_link(row: _Row, before: _Row | None, *, partial: bool) -> Iterator[Problem]:
    if before is None and row.seq > 1 and partial:
        if row.prev != _hash_of(row.subject, row.seq - 1):
            yield row.problem("changed", "it does not follow the fact before it: one of the two was replaced")
        return
    expected = before.seq + 1 if before else 1
    if row.seq != expected:
        gone = f"facts {expected} to {row.seq - 1}" if row.seq - 1 > expected else f"fact {expected}"
        yield Problem("missing", f"{gone} of the chain is gone", row.subject, expected)
    elif row.prev != (before.hash if before else None):
        yield row.problem("changed", "it does not follow the fact before it: one of the two was replaced")


def _hash_of(subject: str, seq: int) -> bytes | None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT hash FROM ledger_fact WHERE subject = %s AND seq = %s", [subject, seq])
        row = cursor.fetchone()
    return bytes(row[0]) if row else None

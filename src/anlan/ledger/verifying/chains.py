"""Walk every subject's chain: stored text against its hash, columns against the text, links, numbers.

A sound fact is recognised with a few comparisons of bytes; only an unsound one is taken apart to say what is wrong.
"""

import json
from collections.abc import Iterator
from typing import Any, LiteralString, NamedTuple

from anlan.ledger.digests import DIGESTS
from anlan.ledger.verifying.streams import Progress, stream
from anlan.ledger.verifying.verdict import Problem, Verdict, What

_MOMENT = 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'
# `head` and `tail` are what the stored text must be before and after the payload, made from the columns. The keys
# stand in canonical order (kit.canonical); codes need no escapes.
_WALK: LiteralString = """
SELECT f.subject::text, f.seq, f.kind, f.body, f.prev, f.hash, f.alg::int, o.position, p.fact_id IS NOT NULL,
    convert_to(concat(
        '{"about":', coalesce('"' || f.about || '"', 'null'), ',"actor":"', f.actor, '","alg":', f.alg, ',"at":"',
        to_char(f.at AT TIME ZONE 'UTC', %(moment)s), '","batch":', coalesce('"' || f.batch || '"', 'null'),
        ',"capability":"', f.capability, '","id":"', f.id, '","kind":"', f.kind, '","payload":'), 'UTF8'),
    convert_to(concat(
        ',"place":', coalesce(f.place::text, 'null'), ',"prev":', coalesce('"' || encode(f.prev, 'hex') || '"', 'null'),
        ',"recorded_at":"', to_char(f.recorded_at AT TIME ZONE 'UTC', %(moment)s), '","room":"', f.room,
        '","said_at":', coalesce('"' || to_char(f.said_at AT TIME ZONE 'UTC', %(moment)s) || '"', 'null'), ',"seq":',
        f.seq, ',"subject":"', f.subject, '","v":', f.version, '}'), 'UTF8'),
    f.payload::text, CASE WHEN %(since)s > 0 THEN
        (SELECT b.hash FROM ledger_fact b WHERE b.subject = f.subject AND b.seq = f.seq - 1) END
FROM ledger_fact f
LEFT JOIN ledger_order o ON o.fact_id = f.id
LEFT JOIN ledger_pending p ON p.fact_id = f.id
WHERE %(since)s = 0 OR o.position > %(since)s OR o.position IS NULL
ORDER BY f.subject, f.seq
"""
_REPORT = 10_000
_TYPES = (
    "text", "int4", "text", "bytea", "bytea", "bytea", "int4", "int8", "bool", "bytea", "bytea", "text", "bytea",
)  # fmt: skip
_decode = json.JSONDecoder().raw_decode


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
    head: bytes
    tail: bytes
    payload: str
    hash_before: bytes | None

    def problem(self, what: What, detail: str) -> Problem:
        return Problem(what, detail, self.subject, self.seq, self.position, self.kind)


def check_chains(verdict: Verdict, since: int, progress: Progress | None) -> None:
    """Add what is wrong with any fact after position `since` (0: every fact) to `verdict`."""
    before: _Row | None = None
    for row in map(_Row._make, stream(_WALK, _TYPES, {"moment": _MOMENT, "since": since})):
        verdict.facts += 1
        verdict.pending += row.pending
        if before is not None and before.subject != row.subject:
            before = None
        if not (_follows(row, before) and _is_whole(row)):
            for problem in _wrong(row, before, partial=since > 0):
                verdict.add(problem)
        before = row
        if progress is not None and verdict.facts % _REPORT == 0:
            progress(verdict.facts)


def _follows(row: _Row, before: _Row | None) -> bool:
    if before is None:
        return row.seq == 1 and row.prev is None and (row.position is not None or row.pending)
    if row.seq != before.seq + 1 or row.prev != before.hash:
        return False
    if row.position is None:
        return row.pending
    return before.position is not None and row.position > before.position


def _is_whole(row: _Row) -> bool:
    digest, body = DIGESTS.get(row.alg), row.body
    if (
        digest is None
        or digest(body) != row.hash
        or not (body.startswith(row.head) and body.endswith(row.tail))
    ):
        return False
    payload = body[len(row.head) : len(body) - len(row.tail)].decode(errors="replace")
    return payload == row.payload or _same(payload, row.payload)


def _same(payload: str, column: str) -> bool:
    try:
        # jsonb orders keys otherwise, and writes a large float as an integer: as floats they are equal.
        said, end = _decode(payload, 0)
        if end == len(payload) and said == _decode(column, 0)[0]:
            return True
        return bool(json.loads(payload, parse_int=float) == json.loads(column, parse_int=float))
    except ValueError:
        return False


def _wrong(row: _Row, before: _Row | None, *, partial: bool) -> Iterator[Problem]:
    digest = DIGESTS.get(row.alg)
    if digest is None or digest(row.body) != row.hash:
        yield row.problem("changed", "the stored text does not give its hash")
    elif not _is_whole(row):
        yield _wrong_columns(row)
    yield from _wrong_link(row, before, partial=partial)
    if row.position is None and not row.pending:
        yield row.problem("missing", "it has no position and waits for none")
    elif before and row.position and (before.position is None or before.position > row.position):
        yield row.problem("reordered", f"it comes before fact {before.seq} of its own chain, which is older")


def _wrong_columns(row: _Row) -> Problem:
    said = _read(row.body)
    if not said:
        return row.problem("changed", "the stored text cannot be read")
    columns = _read(row.head + row.payload.encode() + row.tail)
    names = sorted(name for name in said.keys() | columns.keys() if said.get(name) != columns.get(name))
    moved = not {"seq", "subject", "prev"}.isdisjoint(names)
    detail = f"{', '.join(names) or 'the stored text'} is not what was recorded"
    return row.problem("reordered" if moved else "changed", detail)


def _read(text: bytes) -> dict[str, Any]:
    try:
        said = json.loads(text)
    except ValueError:
        return {}
    return said if isinstance(said, dict) else {}


def _wrong_link(row: _Row, before: _Row | None, *, partial: bool) -> Iterator[Problem]:
    if before is None and row.seq > 1 and partial:
        if row.prev != row.hash_before:
            yield row.problem("changed", "it does not follow the fact before it: one of the two was replaced")
        return
    expected = before.seq + 1 if before else 1
    if row.seq != expected:
        gone = f"facts {expected} to {row.seq - 1}" if row.seq - 1 > expected else f"fact {expected}"
        yield Problem("missing", f"{gone} of the chain is gone", row.subject, expected)
    elif row.prev != (before.hash if before else None):
        yield row.problem("changed", "it does not follow the fact before it: one of the two was replaced")

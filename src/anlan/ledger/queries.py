"""Reads of the ledger."""

import json
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from django.db import connection

from anlan.kit.planned import run

_COLUMNS = (
    "f.id, f.subject, f.seq, f.kind, f.capability, f.place, f.actor, f.at, f.said_at, f.recorded_at, f.batch"
    ", f.about, f.payload, encode(f.hash, 'hex')"
)


@dataclass(frozen=True)
class Fact:
    """A fact as it was recorded. `KIND.read(fact)` gives its typed payload; `hash` is hex."""

    id: UUID
    subject: UUID
    seq: int
    kind: str
    capability: str
    place: int | None
    actor: str
    at: datetime
    said_at: datetime | None
    recorded_at: datetime
    batch: UUID | None
    about: UUID | None
    payload: dict[str, Any]
    hash: str


class PositionedFact(NamedTuple):
    """A fact and its place in the order of all facts."""

    position: int
    fact: Fact


def _rows(sql: str, parameters: list[Any]) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql, parameters)
        return list(cursor.fetchall())


def _fact(row: tuple[Any, ...]) -> Fact:
    values = [*row[:-2], json.loads(row[-2]), row[-1]]
    return Fact(*values)


def history(subject: UUID) -> list[Fact]:
    """The facts of `subject` in chain order."""
    sql = f"SELECT {_COLUMNS} FROM ledger_fact f WHERE f.subject = %s ORDER BY f.seq"  # noqa: S608  constant columns
    return [_fact(row) for row in _rows(sql, [subject])]


def history_about(about: UUID) -> list[Fact]:
    """The facts in anybody's chain that concern `about`, oldest first: who has seen my record."""
    sql = f"SELECT {_COLUMNS} FROM ledger_fact f WHERE f.about = %s ORDER BY f.recorded_at, f.id"  # noqa: S608  constant columns
    return [_fact(row) for row in _rows(sql, [about])]


def facts_of_batch(batch: UUID) -> list[Fact]:
    """The facts of one import in the order they were recorded."""
    sql = (  # constant columns
        f"SELECT {_COLUMNS} FROM ledger_fact f LEFT JOIN ledger_order o ON o.fact_id = f.id "  # noqa: S608
        "LEFT JOIN ledger_pending p ON p.fact_id = f.id WHERE f.batch = %s ORDER BY o.position, p.id"
    )
    return [_fact(row) for row in _rows(sql, [batch])]


def facts_after(position: int, *, limit: int, kinds: frozenset[str] | None = None) -> list[PositionedFact]:
    """At most `limit` facts after `position`, in gapless order, of `kinds` only when given."""
    wanted = "" if kinds is None else "AND f.kind = ANY(%s)"
    sql = (  # constant columns
        f"SELECT o.position, {_COLUMNS} FROM ledger_order o JOIN ledger_fact f ON f.id = o.fact_id "  # noqa: S608
        f"WHERE o.position > %s {wanted} ORDER BY o.position LIMIT %s"
    )
    parameters: list[Any] = [position, limit] if kinds is None else [position, sorted(kinds), limit]
    return [PositionedFact(row[0], _fact(row[1:])) for row in _rows(sql, parameters)]


def subjects_between(after: int, upto: int, *, kinds: frozenset[str]) -> list[UUID]:
    """Whom or what the facts of `kinds` with `after` < position ≤ `upto` are about."""
    sql = (
        "SELECT DISTINCT f.subject FROM ledger_order o JOIN ledger_fact f ON f.id = o.fact_id "
        "WHERE o.position > %s AND o.position <= %s AND f.kind = ANY(%s)"
    )
    return [row[0] for row in _rows(sql, [after, upto, sorted(kinds)])]


def newest_position() -> int:
    """The position of the newest ordered fact; 0 when there is none."""
    return int(_rows("SELECT coalesce(max(position), 0) FROM ledger_order", [])[0][0])


def positions_of_batch(batch: UUID) -> tuple[int, int]:
    """The first and the last position of the facts of one import; (0, 0) when none has one yet."""
    sql = (
        "SELECT coalesce(min(o.position), 0), coalesce(max(o.position), 0) "
        "FROM ledger_fact f JOIN ledger_order o ON o.fact_id = f.id WHERE f.batch = %s"
    )
    ((first, last),) = _rows(sql, [batch])
    return int(first), int(last)


def worked_on_since(subjects: list[UUID], batch: UUID, *, but: tuple[str, ...] = ()) -> set[UUID]:
    """Those of `subjects` that have facts of other work than of one import; kinds in `but` do not count."""
    sql = (
        "SELECT DISTINCT subject FROM ledger_fact "
        "WHERE subject = ANY(%s) AND batch IS DISTINCT FROM %s AND kind <> ALL(%s)"
    )
    return {row[0] for row in _rows(sql, [subjects, batch, list(but)])}


def has_done(actor: str, subject: UUID, kinds: Collection[str]) -> bool:
    """Whether `subject`'s chain has a fact of one of `kinds` by `actor` (its ref)."""
    found = run(
        "SELECT 1 FROM ledger_fact WHERE subject = %s AND actor = %s AND kind = ANY(%s) LIMIT 1",
        [subject, actor, sorted(kinds)],
    )
    return bool(found)

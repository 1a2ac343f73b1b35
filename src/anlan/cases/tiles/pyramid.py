# ruff: noqa: S608 - only our own words are put into these statements
"""Counting open cases in the squares of a tile: from the pyramid where a scope is places only, else case by case.

Both give the same squares (tested against `visible`); the pyramid costs the same for ten cases and for ten million.
What an actor sees for another reason than its place, such as a unit's assignments, comes case by case in every tile.
A tile is one statement, planned once a connection: a browser asks for thirty at a time, and making the statements anew
would cost more than answering them.
"""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

import numpy as np
from django.db import connection, transaction
from numpy.typing import NDArray

from anlan.access.public import Actor, Scope, scope_of
from anlan.cases.lifecycle import Work
from anlan.cases.tiles import tables
from anlan.kit.asking import Question, ask
from anlan.kit.db import lock
from anlan.kit.tiles.address import Tile
from anlan.kit.tiles.clusters import Clusters, gathered, joined, level_of, shift_of

_PERMISSION = "cases.read"
_PYRAMID_TO = 19  # the finest zoom of a tile whose squares are kept; below, a tile is read case by case
_NAMED_TO = 15  # the same for grants that name capabilities
_ACCOUNTS, _AFTER = "account:", "account;"
# Rows cost two microseconds each, so they come as one string of bytes.
_SQUARES = """
    SELECT string_agg(int8send(cell) || int8send(n) || int8send(late) || int8send(xs) || int8send(ys)
        || int8send(numbers), '')
    FROM (
        SELECT cell >> %s::int AS cell, sum(n)::bigint AS n, sum(late)::bigint AS late, sum(xs)::bigint AS xs,
            sum(ys)::bigint AS ys, sum(numbers)::bigint AS numbers
        FROM (
            SELECT cell, n, late, xs, ys, numbers FROM cases_cell
            WHERE level = %s::smallint AND cell BETWEEN %s AND %s AND ({kept})
            UNION ALL
            SELECT morton >> %s::int, n, late, n * cases_every_other(morton), n * cases_every_other(morton >> 1),
                n * number
            FROM cases_cell_change WHERE morton BETWEEN %s AND %s AND ({fresh})
        ) AS part GROUP BY 1 HAVING sum(n) > 0 ORDER BY 1
    ) AS square
"""
_CASES = f"""
    SELECT string_agg(int8send(morton) || int8send(number * 2 + late::int), '') FROM cases_case
    WHERE morton BETWEEN %s AND %s AND state IN {tables.OPEN_STATES} AND {{where}}
"""
_ASSIGNED = f"""id IN (
    SELECT case_id FROM cases_assignment WHERE unit = %s::uuid AND NOT state = '{Work.WITHDRAWN}'
)"""
# The bounds are said as well, because only so does the index over accounts' own reports answer.
_REPORTED = f"reporter = %s AND reporter >= '{_ACCOUNTS}' AND reporter < '{_AFTER}'"

Value = int | str | UUID | list[str]
Rows = NDArray[np.int64]


@dataclass(frozen=True)
class Condition:
    """A part of a WHERE clause and its values."""

    sql: str
    params: tuple[Value, ...]


def squares_of(actor: Actor, tile: Tile) -> Clusters:
    """The open cases that `actor` may read, in squares of an eighth of the tile; `late` and `number` are sums."""
    scope = scope_of(actor, _PERMISSION)
    reasons = list(_besides(scope))
    if not scope.ranges:
        return one_by_one(tile, *reasons)
    if tile.z > _finest_kept(scope):
        return one_by_one(tile, _places(scope), *reasons)
    held, *besides = ask(_kept(scope, tile), *(_cases(tile, one) for one in reasons))
    return joined(held, _gathered(tile, besides)) if any(len(one) for one in besides) else held


def _finest_kept(scope: Scope) -> int:
    return _PYRAMID_TO if all(only is None for *_range, only in scope.ranges) else _NAMED_TO


def _places(scope: Scope) -> Condition:
    """Of a case: that its place is within the scope."""
    parts: list[str] = []
    params: list[Value] = []
    for low, high, only in scope.ranges:
        limited = "" if only is None else " AND capability = ANY(%s::text[])"
        parts.append(f"(place_scope BETWEEN %s AND %s{limited})")
        params += [low, high, *([] if only is None else [sorted(only)])]
    return Condition(f"({' OR '.join(parts) or 'false'})", tuple(params))


def _besides(scope: Scope) -> list[Condition]:
    """What is visible for another reason than its place: assigned to the actor's unit, or reported by the actor.

    A condition a reason: each has its own index, and an OR of them would read every case.
    """
    here = _places(scope)
    found = []
    for unit, only in scope.units:
        limited = "" if only is None else " AND capability = ANY(%s::text[])"
        params: tuple[Value, ...] = (unit, *([] if only is None else [sorted(only)]))
        found.append(Condition(f"{_ASSIGNED}{limited} AND NOT {here.sql}", params + here.params))
    if scope.participant and scope.participant.startswith(_ACCOUNTS):
        found.append(Condition(f"{_REPORTED} AND NOT {here.sql}", (scope.participant, *here.params)))
    return found


def one_by_one(tile: Tile, *reasons: Condition) -> Clusters:
    """The same from the cases themselves; a case that is seen for two reasons counts once."""
    return _gathered(tile, list(ask(*(_cases(tile, one) for one in reasons))) if reasons else [])


def _cases(tile: Tile, reason: Condition) -> Question[Rows]:
    low, high = tile.span
    return Question(
        _CASES.format(where=reason.sql), (low, high, *reason.params), lambda given: _rows(given, 2)
    )


def _rows(given: bytes | None, columns: int) -> Rows:
    return np.frombuffer(given or b"", dtype=">i8").astype(np.int64).reshape(-1, columns)


def _gathered(tile: Tile, found: list[Rows]) -> Clusters:
    table = np.concatenate([np.zeros((0, 2), dtype=np.int64), *found])
    if sum(1 for rows in found if len(rows)) > 1:
        table = np.unique(table, axis=0)
    keys, numbers = np.ascontiguousarray(table[:, 0]), table[:, 1]
    return gathered(keys, level_of(tile), {"late": numbers & 1, "number": numbers >> 1})


def _kept(scope: Scope, tile: Tile) -> Question[Clusters]:
    """The squares of a scope that is ranges of places, from the kept counts and the lines not folded in yet."""
    wanted = level_of(tile)
    level = next(one for one in tables.LEVELS if one >= wanted)
    low, high = tile.span
    shift = shift_of(level)
    kept, fresh = _where(scope, named=False), _where(scope, named=True)
    params = (
        2 * (level - wanted), level, low >> shift, high >> shift, *kept.params, shift, low, high, *fresh.params,
    )  # fmt: skip
    return Question(_SQUARES.format(kept=kept.sql, fresh=fresh.sql), params, _clusters)


def _where(scope: Scope, *, named: bool) -> Condition:
    """The scope over rows of the pyramid (`capability` "" counts all of them), or over rows that are cases (`named`).

    A place of an unlimited grant is counted once, whatever limited grants hold it too.
    """
    whole = [(low, high) for low, high, only in scope.ranges if only is None]
    free = " OR ".join("place BETWEEN %s AND %s" for _ in whole) or "false"
    flat = tuple(end for pair in whole for end in pair)
    capabilities = sorted({one for *_, only in scope.ranges for one in only or ()})
    parts = [f"({free})" if named else f"capability = '' AND ({free})"]
    params: list[Value] = [*flat]
    for capability in capabilities:
        ranges = [(low, high) for low, high, only in scope.ranges if only is not None and capability in only]
        held = " OR ".join("place BETWEEN %s AND %s" for _ in ranges)
        parts.append(f"capability = %s AND ({held}) AND NOT ({free})")
        params += [capability, *(end for pair in ranges for end in pair), *flat]
    return Condition(" OR ".join(f"({part})" for part in parts), tuple(params))


def _clusters(given: bytes | None) -> Clusters:
    cell, n, late, xs, ys, numbers = np.ascontiguousarray(_rows(given, 6).T)
    return Clusters(cell, n, xs, ys, {"late": late, "number": numbers})


def fold(at: datetime) -> int:  # noqa: ARG001 - a job is told the time like every other
    """Take the lines that triggers left into the pyramid; returns how many squares changed. Safe at any moment."""
    with transaction.atomic(), connection.cursor() as cursor:
        lock("cases.map.fold")
        cursor.execute(tables.fold())
        changed = int(cursor.rowcount)
        cursor.execute(tables.SWEEP, [list(tables.LEVELS)])
    return changed

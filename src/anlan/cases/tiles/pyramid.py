"""Counting open cases in the squares of a tile: from the pyramid where a scope is places only, else case by case.

Both give the same squares (tested against `visible`); the pyramid costs the same for ten cases and for ten million.
What an actor sees for another reason than its place, such as a unit's assignments, comes case by case in every tile.
"""

from dataclasses import dataclass
from datetime import datetime

import numpy as np
from django.core.exceptions import EmptyResultSet
from django.db import connection, transaction
from django.db.models import QuerySet

from anlan.access.public import Actor, Scope, scope_of
from anlan.cases.lifecycle import OPEN, Work
from anlan.cases.models import Assignment, Case
from anlan.cases.tiles import tables
from anlan.kit.db import lock
from anlan.kit.tiles.address import Tile
from anlan.kit.tiles.clusters import Clusters, Ints, gathered, joined, level_of, shift_of

_PERMISSION = "cases.read"
_PYRAMID_TO = 16  # the finest zoom of a tile whose squares are kept; below, a tile is read case by case
_NAMED_TO = 14  # the same for grants that name capabilities
_ACCOUNTS, _AFTER = "account:", "account;"
_AS_BYTES = """
    SELECT string_agg(int8send(one.morton), ''), string_agg(int8send(one.number), ''),
        string_agg(boolsend(one.late), '')
    FROM ({rows}) AS one (morton, number, late)
"""


@dataclass(frozen=True)
class _Condition:
    sql: str
    params: tuple[int | str, ...]


def squares_of(actor: Actor, tile: Tile) -> Clusters:
    """The open cases that `actor` may read, in squares of a sixteenth of the tile; `late` and `number` are sums."""
    scope = scope_of(actor, _PERMISSION)
    if tile.z <= _finest_kept(scope):
        held = from_pyramid(scope, tile)
    else:
        held = one_by_one(tile, Case.objects.filter(scope.place_q("place_scope", "capability")))
    besides = _besides(scope)
    return joined(held, one_by_one(tile, *besides)) if besides else held


def _finest_kept(scope: Scope) -> int:
    return _PYRAMID_TO if all(only is None for *_range, only in scope.ranges) else _NAMED_TO


def _besides(scope: Scope) -> list[QuerySet[Case]]:
    """What is visible for another reason than its place: assigned to the actor's unit, or reported by the actor.

    A query a reason: each has its own index, and an OR of them would read every case.
    """
    elsewhere = Case.objects.exclude(scope.place_q("place_scope", "capability"))
    found = []
    for unit, only in scope.units:
        assigned = Assignment.objects.filter(unit=unit).exclude(state=Work.WITHDRAWN).values("case")
        found.append(
            elsewhere.filter(pk__in=assigned, **({} if only is None else {"capability__in": sorted(only)}))
        )
    if scope.participant and scope.participant.startswith(_ACCOUNTS):
        # The bounds are said as well, because only so does the index over accounts' own reports answer.
        found.append(
            elsewhere.filter(reporter=scope.participant, reporter__gte=_ACCOUNTS, reporter__lt=_AFTER)
        )
    return found


def one_by_one(tile: Tile, *reasons: QuerySet[Case]) -> Clusters:
    """The same from the cases themselves; a case that is seen for two reasons counts once."""
    rows = [_rows(tile, cases) for cases in reasons]
    keys, numbers, late = (np.concatenate([row[at] for row in rows]) for at in range(3))
    if len(rows) > 1:
        numbers, first = np.unique(numbers, return_index=True)
        keys, late = keys[first], late[first]
    return gathered(keys, level_of(tile), {"late": late, "number": numbers})


def _rows(tile: Tile, cases: QuerySet[Case]) -> tuple[Ints, Ints, Ints]:
    """Morton keys, numbers, and 1 for late. Rows cost two microseconds each, so they come as strings of bytes."""
    inside = cases.filter(state__in=sorted(OPEN), morton__range=tile.span).order_by()
    try:
        sql, params = inside.values_list("morton", "number", "late").query.sql_with_params()
    except EmptyResultSet:
        none = np.zeros(0, dtype=np.int64)
        return none, none, none
    with connection.cursor() as cursor:
        cursor.execute(_AS_BYTES.format(rows=sql), params)
        keys, numbers, late = cursor.fetchone() or (None, None, None)
    return (
        np.frombuffer(keys or b"", dtype=">i8").astype(np.int64),
        np.frombuffer(numbers or b"", dtype=">i8").astype(np.int64),
        np.frombuffer(late or b"", dtype=np.uint8).astype(np.int64),
    )


def from_pyramid(scope: Scope, tile: Tile) -> Clusters:
    """The squares of a scope that is ranges of places, from the kept counts and the lines not folded in yet."""
    if not scope.ranges:
        return _clusters([])
    wanted = level_of(tile)
    level = next(one for one in tables.LEVELS if one >= wanted)
    low, high = tile.span
    shift = shift_of(level)
    kept, fresh = _where(scope, named=False), _where(scope, named=True)
    sql = f"""
        SELECT cell >> %s, sum(n)::bigint, sum(late)::bigint, sum(xs)::bigint, sum(ys)::bigint, sum(numbers)::bigint
        FROM (
            SELECT cell, n, late, xs, ys, numbers FROM cases_cell
            WHERE level = %s AND cell BETWEEN %s AND %s AND ({kept.sql})
            UNION ALL
            SELECT morton >> %s, n, late, n * cases_every_other(morton), n * cases_every_other(morton >> 1), n * number
            FROM cases_cell_change WHERE morton BETWEEN %s AND %s AND ({fresh.sql})
        ) AS part GROUP BY 1 HAVING sum(n) > 0 ORDER BY 1
    """  # noqa: S608 - only our own words are put in
    where: list[int | str] = [level, low >> shift, high >> shift, *kept.params]
    params = [2 * (level - wanted), *where, shift, low, high, *fresh.params]
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        return _clusters(cursor.fetchall())


def _where(scope: Scope, *, named: bool) -> _Condition:
    """The scope over rows of the pyramid (`capability` "" counts all of them), or over rows that are cases (`named`).

    A place of an unlimited grant is counted once, whatever limited grants hold it too.
    """
    whole = [(low, high) for low, high, only in scope.ranges if only is None]
    free = " OR ".join("place BETWEEN %s AND %s" for _ in whole) or "false"
    flat = tuple(end for pair in whole for end in pair)
    capabilities = sorted({one for *_, only in scope.ranges for one in only or ()})
    parts = [f"({free})" if named else f"capability = '' AND ({free})"]
    params: list[int | str] = [*flat]
    for capability in capabilities:
        ranges = [(low, high) for low, high, only in scope.ranges if only is not None and capability in only]
        held = " OR ".join("place BETWEEN %s AND %s" for _ in ranges)
        parts.append(f"capability = %s AND ({held}) AND NOT ({free})")
        params += [capability, *(end for pair in ranges for end in pair), *flat]
    return _Condition(" OR ".join(f"({part})" for part in parts), tuple(params))


def _clusters(rows: list[tuple[int, ...]]) -> Clusters:
    table = np.array(rows, dtype=np.int64).reshape(-1, 6)
    cell, n, late, xs, ys, numbers = (np.ascontiguousarray(table[:, at]) for at in range(6))
    return Clusters(cell, n, xs, ys, {"late": late, "number": numbers})


def fold(at: datetime) -> int:  # noqa: ARG001 - a job is told the time like every other
    """Take the lines that triggers left into the pyramid; returns how many squares changed. Safe at any moment."""
    with transaction.atomic(), connection.cursor() as cursor:
        lock("cases.map.fold")
        cursor.execute(tables.fold())
        changed = int(cursor.rowcount)
        cursor.execute(tables.SWEEP, [list(tables.LEVELS)])
    return changed

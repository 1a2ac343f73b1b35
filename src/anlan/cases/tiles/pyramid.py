"""Counting open cases in the squares of a tile: from the pyramid where a scope is places only, else case by case.

Both give the same squares (tested against `visible`); the pyramid costs the same for ten cases and for ten million.
What an actor sees for another reason than its place, such as a unit's assignments, comes case by case in every tile.
"""

from dataclasses import dataclass
from datetime import datetime

import numpy as np
from django.core.exceptions import EmptyResultSet
from django.db import connection, transaction
from django.db.models import Q, QuerySet

from anlan.access.public import Actor, Scope, scope_of
from anlan.cases.lifecycle import OPEN, Work
from anlan.cases.models import Assignment, Case
from anlan.cases.tiles import tables
from anlan.kit.db import lock
from anlan.kit.tiles.address import Tile
from anlan.kit.tiles.clusters import Clusters, gathered, joined, level_of, shift_of

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
        held = one_by_one(Case.objects.filter(scope.place_q("place_scope", "capability")), tile)
    besides = _besides(scope)
    return joined(held, one_by_one(besides, tile)) if besides is not None else held


def _finest_kept(scope: Scope) -> int:
    return _PYRAMID_TO if all(only is None for *_range, only in scope.ranges) else _NAMED_TO


def _besides(scope: Scope) -> QuerySet[Case] | None:
    """What is visible for another reason than its place: assigned to the actor's unit, or reported by the actor."""
    found = Q(pk__in=[])
    for unit, only in scope.units:
        assigned = Assignment.objects.filter(unit=unit).exclude(state=Work.WITHDRAWN).values("case")
        found |= Q(pk__in=assigned, **({} if only is None else {"capability__in": sorted(only)}))
    if scope.participant and scope.participant.startswith(_ACCOUNTS):
        # Said twice, because only so does the index over accounts' own reports answer.
        mine = Q(reporter=scope.participant, reporter__gte=_ACCOUNTS, reporter__lt=_AFTER)
        found |= Q(pk__in=Case.objects.filter(mine).values("pk"))
    if not (scope.units or scope.participant):
        return None
    return Case.objects.filter(found).exclude(scope.place_q("place_scope", "capability"))


def one_by_one(cases: QuerySet[Case], tile: Tile) -> Clusters:
    """The same from the cases themselves. Rows cost two microseconds each, so they come as three strings of bytes."""
    rows = cases.filter(state__in=sorted(OPEN), morton__range=tile.span)
    try:
        sql, params = rows.order_by().values_list("morton", "number", "late").query.sql_with_params()
    except EmptyResultSet:
        return _clusters([])
    with connection.cursor() as cursor:
        cursor.execute(_AS_BYTES.format(rows=sql), params)
        keys, numbers, late = cursor.fetchone() or (None, None, None)
    sums = {
        "late": np.frombuffer(late or b"", dtype=np.uint8).astype(np.int64),
        "number": np.frombuffer(numbers or b"", dtype=">i8").astype(np.int64),
    }
    return gathered(np.frombuffer(keys or b"", dtype=">i8").astype(np.int64), level_of(tile), sums)


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

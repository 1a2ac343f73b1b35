"""What everybody may know: counted once a day, squares of the map and figures of communities in one statement.

Whoever compares two answers of one day compares an answer with itself; how much of a number is told says
kit/suppression.py. The argument: docs/decisions/0009-small-numbers.md.
"""

import hashlib
import json
from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Any

from django.db import connection, transaction
from django.utils import timezone

from anlan.cases.lifecycle import OPEN, State
from anlan.cases.tiles.kinds import STAGE, shown_kinds
from anlan.cases.tiles.squares import FINEST, counted, tellable
from anlan.kit.db import lock
from anlan.kit.suppression import LEAST, at_least
from anlan.kit.tiles.morton import BITS

LOOKED_BACK = timedelta(days=90)
_COMMUNITY = 10**3
_NONE = "0"
# One statement, so one moment: a matter that arrives meanwhile is in all of it or in none.
_COUNT = """
SELECT (
    SELECT coalesce(json_agg(json_build_array(cell, kind, state, age, n)), '[]') FROM (
        SELECT morton >> %s AS cell, capability || ':' || category AS kind, state,
            CASE WHEN reported_at > %s THEN 'week' WHEN reported_at > %s THEN 'month' ELSE 'older' END AS age,
            count(*) AS n
        FROM cases_case WHERE morton IS NOT NULL AND state = ANY(%s)
            AND (capability, category) IN (SELECT * FROM unnest(%s::text[], %s::text[])) GROUP BY 1, 2, 3, 4
    ) AS square
), (
    SELECT coalesce(json_agg(json_build_array(place, capability, n)), '[]') FROM (
        SELECT place_scope / %s * %s AS place, capability, count(*) AS n
        FROM cases_case WHERE state = ANY(%s)
            AND (capability, category) IN (SELECT * FROM unnest(%s::text[], %s::text[])) GROUP BY 1, 2
    ) AS standing
), (
    SELECT coalesce(json_agg(json_build_array(place, capability, category, days)), '[]') FROM (
        SELECT place, capability, category, percentile_cont(0.5) WITHIN GROUP (ORDER BY days) AS days FROM (
            SELECT place_scope / %s * %s AS place, capability, category,
                extract(epoch FROM closed_at - reported_at) / 86400 AS days
            FROM cases_case WHERE state = ANY(%s) AND closed_at >= %s
                AND (capability, category) IN (SELECT * FROM unnest(%s::text[], %s::text[]))
        ) AS closed
        GROUP BY GROUPING SETS ((place, capability, category), (place, capability), (place)) HAVING count(*) >= %s
    ) AS settled
)
"""


@dataclass(frozen=True)
class Snapshot:
    """What is told today: (level, cell, what is said) of each square; by community `open`, at least so many by
    capability, and `days`, the median in whole days from report to close by "", capability and capability:category;
    only of kinds that the map shows.
    """

    squares: tuple[tuple[int, int, dict[str, Any]], ...]
    open: dict[int, dict[str, int]]
    days: dict[int, dict[str, float]]


def publish(at: datetime) -> str:
    """Count anew what everybody may know and keep it; returns its version. Reads every open case, so a job calls it."""
    kinds = shown_kinds()
    squares, standing, settled = _counted(at, kinds)
    told = {
        "kinds": [list(kind) for kind in kinds],
        "squares": [[one.level, one.cell, one.said] for one in tellable(counted(squares))],
        "open": _standing(standing),
        "days": _settled(settled),
    }
    body = json.dumps(told, ensure_ascii=False, sort_keys=True)
    version = hashlib.sha256(body.encode()).hexdigest()[:16]
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO cases_public_map (version, drawn_at, told) VALUES (%s, %s, %s) ON CONFLICT (one) DO UPDATE "
            "SET version = excluded.version, drawn_at = excluded.drawn_at, told = excluded.told",
            [version, at, body],
        )
    return version


def publish_if_due(at: datetime) -> str | None:
    """`publish` on the first call of a local day, and at once when a kind is shown no longer; else None."""
    with transaction.atomic():
        lock("cases.map.public")
        drawn = drawn_at()
        if (
            drawn is not None
            and timezone.localdate(drawn) == timezone.localdate(at)
            and _kinds() == shown_kinds()
        ):
            return None
        return publish(at)


def _counted(at: datetime, kinds: list[tuple[str, str]]) -> tuple[list[Any], list[Any], list[Any]]:
    standing = sorted(map(str, OPEN))
    shown = [[one for one, _ in kinds], [one for _, one in kinds]]
    given: list[Any] = [
        2 * (BITS - FINEST), at - timedelta(days=7), at - timedelta(days=30), standing,
        *shown,
        _COMMUNITY, _COMMUNITY, standing, *shown,
        _COMMUNITY, _COMMUNITY, [str(State.CLOSED), str(State.RATED)], at - LOOKED_BACK, *shown, LEAST,
    ]  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute(_COUNT, given)
        row: tuple[Any, ...] = cursor.fetchone() or ([], [], [])
    squares, open_now, settled = (json.loads(one) if isinstance(one, str) else one for one in row)
    return (
        [(cell, kind, STAGE[State(state)], age, n) for cell, kind, state, age, n in squares],
        open_now,
        settled,
    )


def _standing(rows: list[tuple[int, str, int]]) -> dict[str, dict[str, int]]:
    found: dict[str, dict[str, int]] = defaultdict(dict)
    for place, capability, n in rows:
        if told := at_least(n):
            found[str(place)][capability] = told
    return found


def _settled(rows: list[tuple[int, str | None, str | None, float]]) -> dict[str, dict[str, float]]:
    found: dict[str, dict[str, float]] = defaultdict(dict)
    for place, capability, category, days in rows:
        key = "" if capability is None else capability if category is None else f"{capability}:{category}"
        whole = max(1, round(days))  # finer would tell when a single matter was closed
        found[str(place)][key] = float(whole)
    return found


def drawn_at() -> datetime | None:
    """When it was counted last; None: never."""
    found: datetime | None = _kept("drawn_at")
    return found


def version() -> str:
    """The version of what is told now."""
    return _kept("version") or _NONE


def _kept(column: str) -> Any:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {column} FROM cases_public_map")  # noqa: S608 - one of three words of ours
        row = cursor.fetchone()
    return row[0] if row else None


def _kinds() -> list[tuple[str, str]]:
    told = _read(_kept("told"))
    return [(capability, category) for capability, category in told.get("kinds", [])]


def _read(found: Any) -> dict[str, Any]:
    return json.loads(found) if isinstance(found, str) else found or {}


def snapshot() -> Snapshot:
    """What is told now; read once a version."""
    return _snapshot(version())


@lru_cache(maxsize=2)
def _snapshot(version: str) -> Snapshot:  # noqa: ARG001 - the key of the cache
    told = _read(_kept("told"))
    return Snapshot(
        tuple((level, cell, said) for level, cell, said in told.get("squares", [])),
        {int(place): numbers for place, numbers in told.get("open", {}).items()},
        {int(place): numbers for place, numbers in told.get("days", {}).items()},
    )

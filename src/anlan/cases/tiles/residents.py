"""The layer `public`: what anybody may see of open matters on the map, counted anew every ten minutes."""

import hashlib
import json
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Any

import numpy as np
from django.db import connection, transaction

from anlan.access.public import Actor
from anlan.cases.lifecycle import OPEN, State
from anlan.cases.section import CASES
from anlan.cases.tiles.squares import FINEST, counted, tellable
from anlan.kit.db import lock
from anlan.kit.texts import Text
from anlan.kit.tiles.address import Tile
from anlan.kit.tiles.clusters import level_of
from anlan.kit.tiles.morton import BITS, columns_and_rows
from anlan.kit.tiles.mvt import EXTENT, Tag, points_layer
from anlan.schemes.public import current_all

EVERY = timedelta(minutes=10)
_NONE = "0"
_STAGE = {
    State.REPORTED: "waiting", State.ROUTED: "waiting", State.DISPATCHED: "waiting",
    State.HANDLING: "working", State.SUSPENDED: "working", State.HANDLED: "checking", State.VERIFIED: "checking",
}  # fmt: skip


_WORDS = {
    "waiting": Text(zh="多在等待办理", en="most waiting to be handled"),
    "working": Text(zh="多在办理中", en="most being handled"),
    "checking": Text(zh="多在核查中", en="most being checked"),
    "week": Text(zh="多为一周内反映", en="most reported within a week"),
    "month": Text(zh="多为一个月内反映", en="most reported within a month"),
    "older": Text(zh="多为一个月前反映", en="most reported more than a month ago"),
}


def legend() -> dict[str, str]:
    """The words for what a square says."""
    return {code: str(words) for code, words in _WORDS.items()} | {
        f"{scheme.name}:{category.code}": str(category.title)
        for scheme in current_all()
        if scheme.has(CASES.name)
        for category in scheme.section(CASES).categories
        if category.on_map
    }


def shown_kinds() -> list[tuple[str, str]]:
    """(capability, category) of everything that its capability lets residents see on the map."""
    return [
        (scheme.name, category.code)
        for scheme in current_all()
        if scheme.has(CASES.name)
        for category in scheme.section(CASES).categories
        if category.on_map
    ]


def draw_public(at: datetime) -> str:
    """Count anew what residents see and keep it; returns its version. Reads every open case, so a job calls it."""
    told = tellable(counted(_rows(at)))
    squares = [[one.level, one.cell, one.said] for one in told]
    body = json.dumps(squares, ensure_ascii=False, sort_keys=True)
    version = hashlib.sha256(body.encode()).hexdigest()[:16]
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO cases_public_map (version, drawn_at, squares) VALUES (%s, %s, %s) ON CONFLICT (one) DO UPDATE "
            "SET version = excluded.version, drawn_at = excluded.drawn_at, squares = excluded.squares",
            [version, at, body],
        )
    return version


def draw_if_old(at: datetime) -> str | None:
    """`draw_public` when the last one is older than ten minutes; its version, or None when it was not needed."""
    with transaction.atomic():
        lock("cases.map.public")
        drawn = drawn_at()
        return None if drawn is not None and at - drawn < EVERY else draw_public(at)


def _rows(at: datetime) -> list[tuple[int, str, str, str, int]]:
    kinds = shown_kinds()
    if not kinds:
        return []
    capabilities, categories = [one for one, _ in kinds], [one for _, one in kinds]
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT morton >> %s, capability || ':' || category, state, "
            "CASE WHEN reported_at > %s THEN 'week' WHEN reported_at > %s THEN 'month' ELSE 'older' END, count(*) "
            "FROM cases_case WHERE morton IS NOT NULL AND state = ANY(%s) "
            "AND (capability, category) IN (SELECT * FROM unnest(%s::text[], %s::text[])) GROUP BY 1, 2, 3, 4",
            [
                2 * (BITS - FINEST), at - timedelta(days=7), at - timedelta(days=30), sorted(OPEN), capabilities,
                categories,
            ],
        )  # fmt: skip
        return [(cell, kind, _STAGE[State(state)], age, n) for cell, kind, state, age, n in cursor.fetchall()]


def drawn_at() -> datetime | None:
    """When it was counted last; None: never."""
    found: datetime | None = _kept("drawn_at")
    return found


def version() -> str:
    """The version of what is shown now."""
    return _kept("version") or _NONE


def _kept(column: str) -> Any:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {column} FROM cases_public_map")  # noqa: S608 - one of two words of ours
        row = cursor.fetchone()
    return row[0] if row else None


def shown() -> list[tuple[int, int, dict[str, Any]]]:
    """The squares as they are shown: level, cell, what is said of it."""
    return list(_squares(version()))


@lru_cache(maxsize=2)
def _squares(version: str) -> tuple[tuple[int, int, dict[str, Any]], ...]:  # noqa: ARG001 - the key of the cache
    found = _kept("squares")
    rows = json.loads(found) if isinstance(found, str) else found or []
    return tuple((level, cell, said) for level, cell, said in rows)


def draw(tile: Tile, actor: Actor) -> bytes:  # noqa: ARG001 - everybody sees the same
    """The tile: each square at its middle; far away, squares that lie close as one, with their number only."""
    level = min(level_of(tile), FINEST)
    together: dict[tuple[int, int], dict[str, Any]] = {}
    for size, cell, said in shown():
        if not _inside(tile, size, cell):
            continue
        one = (level, cell >> 2 * (size - level)) if size > level else (size, cell)
        known = together.get(one)
        together[one] = dict(said) if known is None else {"n": known["n"] + said["n"]}
    return _written(tile, together)


def _inside(tile: Tile, level: int, cell: int) -> bool:
    """A square larger than the tile belongs to the tile that holds its middle."""
    middle = (cell << 2 * (BITS - level)) + (3 << 2 * (BITS - level - 1))
    low, high = tile.span
    return low <= middle <= high if level < tile.z else low <= cell << 2 * (BITS - level) <= high


def _written(tile: Tile, squares: dict[tuple[int, int], dict[str, Any]]) -> bytes:
    if not squares:
        return b""
    said = list(squares.values())
    places = np.array([_middle(level, cell) for level, cell in squares], dtype=np.int64)
    corner = np.array(tile.corner)
    x, y = np.rint((places - corner) * (EXTENT / tile.size)).astype(np.int64).T
    tags = {"n": Tag(np.array([one["n"] for one in said], dtype=np.int64))}
    for name in ("kind", "state", "age"):
        values = np.array([one.get(name, "") for one in said])
        tags[name] = Tag(values, values != "")
    ids = np.array([cell for _, cell in squares], dtype=np.uint64)
    return points_layer("public", x, y, tags=tags, ids=ids)


def _middle(level: int, cell: int) -> tuple[int, int]:
    column, row = columns_and_rows(np.array([cell], dtype=np.int64))
    half = 1 << (BITS - level - 1)
    return (int(column[0]) << (BITS - level)) + half, (int(row[0]) << (BITS - level)) + half

"""Map tiles: milliseconds for one tile of open cases at 1 and 10 million, against PostGIS and mapbox-vector-tile.

Run: make bench (needs PostGIS on the configured server; without it the bench says so and stops). Tiles are those over
random cases, so hot spots come as often as people look at them. The sides take turns at every tile.

    PYTHONPATH=. python bench/bench_tiles.py --kept [--minutes M] [COUNT …]

keeps a database of each size (`bench_tiles_10m`) and fills it in portions: what M minutes do not finish, the same
command finishes. Beside the clock stands the processor's time, ours and the server's together, which other programs on
the machine make little longer.

clusters  what the map shows: squares with counts. Ours: the layer as served, from the pyramid to zoom 16, from the
          cases beyond. Peer: ST_AsMVT over the same squares, grouped from a covering Morton index.
points    every case a feature with its number. Ours: one index range as bytes and the numpy encoder. Peers: ST_AsMVT
          over a GiST index, and the mapbox-vector-tile encoder fed with the same rows.
"""

import argparse
import os
from collections.abc import Callable
from time import perf_counter, process_time
from typing import Any

from anlan.config.cluster import ensure_started

os.environ.setdefault("ANLAN_DATABASE_URL", ensure_started())
os.environ["ANLAN_DB_ROLE"] = "owner"
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "anlan.config.settings")

import django

django.setup()

import mapbox_vector_tile  # noqa: E402
import numpy as np  # noqa: E402
import psycopg  # noqa: E402
from django.db import connection  # noqa: E402
from rich.console import Console  # noqa: E402
from rich.table import Table  # noqa: E402

from anlan.access.public import Actor  # noqa: E402
from anlan.cases.tiles import staff  # noqa: E402
from anlan.kit.tiles.address import Tile  # noqa: E402
from anlan.kit.tiles.clusters import level_of, shift_of  # noqa: E402
from anlan.kit.tiles.morton import BITS, columns_and_rows  # noqa: E402
from anlan.kit.tiles.mvt import EXTENT, Tag, points_layer  # noqa: E402
from bench.tiles_accounts import district, handful  # noqa: E402
from bench.tiles_database import NoPeer, NotFilledYet, database  # noqa: E402

SIZES = (1_000_000, 10_000_000)
ZOOMS = (2, 10, 12, 14, 16, 17, 18, 20)
TILES = 24
_LARGEST = 1_200_000  # points of one tile that a peer without squares is asked for
_SLOW = 60_000  # and the pure-Python encoder

_KEYS = (
    "SELECT string_agg(int8send(morton), ''), string_agg(int8send(number), '') FROM bench_point "
    "WHERE morton BETWEEN %s AND %s"
)
_GIST = """
SELECT ST_AsMVT(q, 'points', 4096, 'geom', 'id') FROM (
    SELECT number AS id, number, ST_AsMVTGeom(geom, ST_MakeEnvelope(%(w)s, %(s)s, %(e)s, %(n)s), 4096, 0, true) AS geom
    FROM bench_point WHERE geom && ST_MakeEnvelope(%(w)s, %(s)s, %(e)s, %(n)s)
        AND x >= %(w)s AND x < %(e)s AND y >= %(top)s AND y < %(bottom)s
) q
"""
_SQUARES = """
SELECT ST_AsMVT(q, 'cases', 4096, 'geom', 'id') FROM (
    SELECT cell AS id, n, late, CASE WHEN n = 1 THEN numbers END AS number,
        ST_AsMVTGeom(
            ST_MakePoint((xs - n * %(w)s)::float8 / n * %(scale)s, 4096 - (ys - n * %(top)s)::float8 / n * %(scale)s),
            ST_MakeBox2D(ST_Point(0, 0), ST_Point(4096, 4096)), 4096, 64, true
        ) AS geom
    FROM (
        SELECT morton >> %(shift)s AS cell, count(*) AS n, sum(late::int) AS late, sum(number)::bigint AS numbers,
            sum(x)::bigint AS xs, sum(y)::bigint AS ys
        FROM bench_point WHERE morton BETWEEN %(low)s AND %(high)s GROUP BY 1
    ) squares
) q
"""


def _bounds(tile: Tile) -> dict[str, Any]:
    west, top = tile.corner
    low, high = tile.span
    return {
        "w": west, "e": west + tile.size, "n": -top, "s": -(top + tile.size), "top": top, "bottom": top + tile.size,
        "low": low, "high": high, "shift": shift_of(level_of(tile)), "scale": EXTENT / tile.size,
    }  # fmt: skip


class Sides:
    """Every way to draw one tile; each answers the tile's bytes."""

    def __init__(self, cursor: Any, everything: Actor, few: Actor) -> None:
        self.cursor, self.everything, self.few = cursor, everything, few
        cursor.execute("SELECT pg_backend_pid()")
        self._server = f"/proc/{cursor.fetchone()[0]}/schedstat"

    def processor(self) -> float:
        """Seconds of processor that this process and the server's have used; NaN where the server is elsewhere."""
        try:
            with open(self._server) as told:
                return process_time() + int(told.read().split()[0]) / 1e9
        except OSError:
            return float("nan")

    def clusters(self, tile: Tile) -> bytes:
        """As served to an operator of the district."""
        return staff.draw(tile, self.everything)

    def handful(self, tile: Tile) -> bytes:
        """As served to an operator with twelve grants."""
        return staff.draw(tile, self.few)

    def postgis_clusters(self, tile: Tile) -> bytes:
        """The same squares by ST_AsMVT."""
        return self._one(_SQUARES, _bounds(tile))

    def postgis_points(self, tile: Tile) -> bytes:
        """Every case by ST_AsMVT over GiST."""
        return self._one(_GIST, _bounds(tile))

    def points(self, tile: Tile) -> bytes:
        """Every case by our encoder."""
        x, y, numbers = self._rows(tile)
        return points_layer("points", x, y, tags={"number": Tag(numbers)}, ids=numbers.astype(np.uint64))

    def mapbox(self, tile: Tile) -> bytes:
        """Every case by the mapbox-vector-tile package."""
        x, y, numbers = self._rows(tile)
        features = [
            {"geometry": f"POINT({east} {south})", "properties": {"number": number}, "id": number}
            for east, south, number in zip(x.tolist(), y.tolist(), numbers.tolist(), strict=True)
        ]
        made = mapbox_vector_tile.encode(
            {"name": "points", "features": features}, default_options={"y_coord_down": True}
        )
        return bytes(made)

    def _one(self, sql: str, given: dict[str, Any]) -> bytes:
        self.cursor.execute(sql, given)
        return bytes(self.cursor.fetchone()[0])

    def _rows(self, tile: Tile) -> tuple[Any, Any, Any]:
        self.cursor.execute(_KEYS, tile.span)
        keys, numbers = (
            np.frombuffer(one or b"", dtype=">i8").astype(np.int64) for one in self.cursor.fetchone()
        )
        columns, rows = columns_and_rows(keys)
        scale = EXTENT / tile.size
        x, y = (
            (np.rint((one - at) * scale)).astype(np.int64)
            for one, at in zip((columns, rows), tile.corner, strict=True)
        )
        return x, y, numbers


def _decoded(body: bytes) -> list[Any]:
    told = mapbox_vector_tile.decode(body, default_options={"y_coord_down": True})
    features = [one for layer in told.values() for one in layer["features"]]
    return sorted(
        (one["id"], one["geometry"]["coordinates"], sorted(one["properties"].items())) for one in features
    )


def _tiles(cursor: Any, z: int, random: np.random.Generator) -> list[tuple[Tile, int]]:
    """Tiles over random cases, with how many cases they hold."""
    cursor.execute("SELECT morton FROM bench_point TABLESAMPLE SYSTEM (0.2) LIMIT 200000")
    keys = random.choice(np.array(cursor.fetchall(), dtype=np.int64).ravel(), TILES)
    columns, rows = columns_and_rows(keys)
    tiles = [Tile(z, int(x) >> (BITS - z), int(y) >> (BITS - z)) for x, y in zip(columns, rows, strict=True)]
    found = []
    for tile in tiles if z > 9 else tiles[:8]:
        cursor.execute("SELECT count(*) FROM bench_point WHERE morton BETWEEN %s AND %s", tile.span)
        found.append((tile, int(cursor.fetchone()[0])))
    return found


def _asked(sides: Sides, held: int) -> dict[str, Callable[[Tile], bytes]]:
    found = {"clusters: anlan": sides.clusters, "clusters: anlan, 12 grants": sides.handful}
    if held <= 3 * _LARGEST:
        found["clusters: ST_AsMVT"] = sides.postgis_clusters
    if held <= _LARGEST:
        found |= {"points: anlan": sides.points, "points: ST_AsMVT": sides.postgis_points}
    if held <= _SLOW:
        found["points: mapbox-vector-tile"] = sides.mapbox
    return found


Times = dict[str, dict[int, list[tuple[float, float]]]]


def measure(cursor: Any, sides: Sides) -> Times:
    """Milliseconds by the clock and of processor, by side and zoom; decoded tiles are compared on the way."""
    random = np.random.default_rng(7)
    times: Times = {}
    for z in ZOOMS:
        for number, (tile, held) in enumerate(_tiles(cursor, z, random)):
            drawn = {}
            for name, side in _asked(sides, held).items():
                if name.endswith("vector-tile") and number > 2:
                    continue  # a second each; three tell
                for _ in range(0 if number else 6 if "anlan" in name else 1):
                    side(tile)  # warm up: PostgreSQL settles on a plan at the sixth time
                begun, used = perf_counter(), sides.processor()
                drawn[name] = side(tile)
                passed = (perf_counter() - begun) * 1000, (sides.processor() - used) * 1000
                times.setdefault(name, {}).setdefault(z, []).append(passed)
            if number < 3 and held <= 3 * _LARGEST:
                assert _decoded(drawn["clusters: anlan"]) == _decoded(drawn["clusters: ST_AsMVT"]), tile
            if number < 3 and held <= _SLOW:
                assert _decoded(drawn["points: anlan"]) == _decoded(drawn["points: ST_AsMVT"]), tile
                assert _decoded(drawn["points: anlan"]) == _decoded(drawn["points: mapbox-vector-tile"]), tile
    return times


def _said(found: list[tuple[float, float]] | None, at: int) -> str:
    if not found:
        return "—"
    values = [one[at] for one in found]
    return f"{np.percentile(values, 50):.1f} / {np.percentile(values, 95):.1f}"


def _ratio(times: Times, theirs: str, what: str, at: int) -> list[str]:
    row = [f"ST_AsMVT, {theirs} / anlan, {what}"]
    for z in ZOOMS:
        ours, peer = (times.get(side, {}).get(z) for side in (f"{what}: anlan", f"{theirs}: ST_AsMVT"))
        both = ours and peer
        row.append(
            f"{np.median([one[at] for one in peer]) / np.median([one[at] for one in ours]):.1f}×"
            if both
            else "—"
        )
    return row


def show(count: int, times: Times) -> None:
    """Two tables: a column a zoom, a row a side."""
    for at, what in enumerate(("by the clock", "of processor")):
        table = Table(
            title=f"tiles, {count:,} open cases, ms {what}",
            caption="p50 / p95 of tiles over random cases; — too many points",
        )
        table.add_column("side")
        for z in ZOOMS:
            table.add_column(f"z{z}", justify="right")
        for name, by_zoom in times.items():
            table.add_row(name, *(_said(by_zoom.get(z), at) for z in ZOOMS))
        for theirs, ours in (("points", "points"), ("clusters", "clusters"), ("points", "clusters")):
            table.add_row(*_ratio(times, theirs, ours, at))
        Console(width=170).print(table)


def main() -> None:
    """Measure each size in a database of its own."""
    asked = argparse.ArgumentParser()
    asked.add_argument("sizes", nargs="*", type=int, default=SIZES)
    asked.add_argument("--kept", action="store_true")
    asked.add_argument("--minutes", type=float)
    asked.add_argument("--fill-only", action="store_true")
    given = asked.parse_args()
    for count in given.sizes:
        try:
            with database(count, kept=given.kept, minutes=given.minutes):
                # psycopg's own cursor, for every side: values apart from the statement, planned once a connection
                cursor = psycopg.Cursor(connection.connection)
                cursor.execute("SET jit = off")
                if not given.fill_only:
                    show(count, measure(cursor, Sides(cursor, district(), handful())))
        except (NoPeer, NotFilledYet) as told:
            print(f"tiles, {count:,}: {told.__doc__}")


if __name__ == "__main__":
    main()

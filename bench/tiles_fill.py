"""A city district of open cases for `bench_tiles`: two fifths at eighty hot spots, the rest all over, in 864 grids.

All of them are open and all have a point: the worst a map can have. Tables and triggers are the real ones; what the map
does not read (other indexes, foreign keys) is dropped so that ten million rows stand in minutes. Filling goes by steps,
each a transaction of its own that is noted, so that a fill which was stopped goes on where it was.
"""

from collections.abc import Callable, Iterator
from functools import partial
from time import monotonic

import numpy as np
import psycopg
from numpy.typing import NDArray

from anlan.cases.tiles import tables
from anlan.kit.tiles.morton import columns_and_rows
from anlan.places.points import morton

WEST, SOUTH, EAST, NORTH = 121.20, 31.05, 121.50, 31.31
DISTRICT = 310105 * 10**9
_SPOTS, _SPREAD = 80, 0.005
_CHUNK = 500_000
_CAPABILITIES = ("hotline", "hazards", "mediation", "parcels")

_BARE = """
DO $$ DECLARE item record; BEGIN
    FOR item IN SELECT conname FROM pg_constraint WHERE conrelid = 'cases_case'::regclass LOOP
        EXECUTE format('ALTER TABLE cases_case DROP CONSTRAINT IF EXISTS %I CASCADE', item.conname);
    END LOOP;
    FOR item IN SELECT indexrelid::regclass::text AS name FROM pg_index WHERE indrelid = 'cases_case'::regclass LOOP
        EXECUTE format('DROP INDEX %s', item.name);
    END LOOP;
    FOR item IN SELECT attname FROM pg_attribute
        WHERE attrelid = 'cases_case'::regclass AND attnum > 0 AND attnotnull LOOP
        EXECUTE format('ALTER TABLE cases_case ALTER COLUMN %I DROP NOT NULL', item.attname);
    END LOOP;
END $$;
ALTER TABLE cases_case SET UNLOGGED;
ALTER TABLE cases_cell SET UNLOGGED;
ALTER TABLE cases_case DISABLE TRIGGER USER;
CREATE UNLOGGED TABLE bench_point (number bigint, place bigint, capability text, late boolean, morton bigint,
    x bigint, y bigint, geom geometry(Point, 0));
CREATE UNLOGGED TABLE bench_raw (number bigint, place bigint, morton bigint, x bigint, y bigint, kind bigint,
    late boolean);
"""
_POINTS = """
INSERT INTO bench_point
SELECT number, place, (%s::text[])[kind + 1], late, morton, x, y, ST_MakePoint(x, -y) FROM bench_raw
"""
_REPORTERS = """
CREATE INDEX bench_reporter ON cases_case (reporter, number) WHERE reporter >= 'account:' AND reporter < 'account;'
"""
_HEAD = b"PGCOPY\n\xff\r\n\x00" + bytes(8)
_CASES = """
INSERT INTO cases_case (id, number, version, state, capability, scheme, category, channel, place_reported, place_scope,
    morton, frame, reported_at, changed_at, changed_by, reporter, token_hash, receipt, lead_role, supporting_roles,
    late, supervised, escalation, suspensions, reopened, outcome, verified_by)
SELECT gen_random_uuid(), number, 1, 'handling', (%s::text[])[kind + 1], '', 'parking', 'web', place, place, morton,
    'WGS84', now(), now(), '', '', '', '', '', '{}', late, false, 0, 0, 0, '', '' FROM bench_raw
"""


def _points(chunk: int, size: int) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Degrees of one portion; the same whenever it is asked for."""
    town, random = np.random.default_rng(310105), np.random.default_rng([310105, chunk])
    spots = np.column_stack([town.uniform(WEST, EAST, _SPOTS), town.uniform(SOUTH, NORTH, _SPOTS)])
    weights = town.pareto(1.5, _SPOTS) + 0.2
    lon, lat = random.uniform(WEST, EAST, size), random.uniform(SOUTH, NORTH, size)
    hot = random.random(size) < 0.4
    at = spots[random.choice(_SPOTS, hot.sum(), p=weights / weights.sum())]
    lon[hot] = at[:, 0] + random.normal(0, _SPREAD, hot.sum())
    lat[hot] = at[:, 1] + random.normal(0, _SPREAD, hot.sum())
    return np.clip(lon, WEST, EAST - 1e-9), np.clip(lat, SOUTH, NORTH - 1e-9)


def place_of(lon: NDArray[np.float64], lat: NDArray[np.float64]) -> NDArray[np.int64]:
    """12 streets of 12 communities of 6 grids each, by position."""
    across, up = (lon - WEST) / (EAST - WEST), (lat - SOUTH) / (NORTH - SOUTH)
    street = (across * 4).astype(np.int64) * 3 + (up * 3).astype(np.int64)
    community = (across * 16 % 4).astype(np.int64) * 3 + (up * 9 % 3).astype(np.int64)
    grid = (across * 48 % 3).astype(np.int64) * 2 + (up * 18 % 2).astype(np.int64)
    return DISTRICT + (street + 1) * 10**6 + (community + 1) * 10**3 + grid + 1


def _binary(said: dict[str, NDArray[np.generic]]) -> bytes:
    """Rows for COPY in binary: one row at a time would take longer than the database does."""
    kinds = dict.fromkeys(said, ">i8") | {"late": "u1"}
    shape = [("fields", ">i2")]
    for name, kind in kinds.items():
        shape += [(f"{name}_bytes", ">i4"), (name, kind)]
    table = np.zeros(len(said["number"]), dtype=np.dtype(shape))
    table["fields"] = len(kinds)
    for name, values in said.items():
        table[f"{name}_bytes"] = 1 if name == "late" else 8
        table[name] = values
    return table.tobytes()


def _prepare(owner: psycopg.Connection) -> None:
    """PostGIS and the bare tables."""
    owner.execute("CREATE EXTENSION IF NOT EXISTS postgis")
    owner.execute(_BARE)


def _portion(owner: psycopg.Connection, chunk: int, size: int) -> None:
    """Cases of one portion, and the same points for the peers."""
    random = np.random.default_rng([7, chunk])
    lon, lat = _points(chunk, size)
    keys, first = morton(lon, lat), 100_000 + chunk * _CHUNK
    columns, rows = columns_and_rows(keys)
    said = {
        "number": np.arange(first, first + size), "place": place_of(lon, lat), "morton": keys, "x": columns,
        "y": rows, "kind": random.integers(0, 4, size), "late": random.random(size) < 0.1,
    }  # fmt: skip
    with owner.cursor() as cursor, cursor.copy("COPY bench_raw FROM STDIN (FORMAT BINARY)") as copy:
        copy.write(_HEAD + _binary(said) + b"\xff\xff")
    owner.execute(_POINTS, [list(_CAPABILITIES)])
    owner.execute(_CASES, [list(_CAPABILITIES)])
    owner.execute("TRUNCATE bench_raw")


def _sql(owner: psycopg.Connection, statement: str) -> None:
    owner.execute(statement)


def steps(count: int) -> Iterator[tuple[str, Callable[[psycopg.Connection], None]]]:
    """Everything that makes the database, in order: a name, and what it does in one transaction."""
    yield "prepare", _prepare
    for chunk, begun in enumerate(range(0, count, _CHUNK)):
        yield f"portion {chunk}", partial(_portion, chunk=chunk, size=min(_CHUNK, count - begun))
    by_point = tables.TABLES[tables.TABLES.index("CREATE INDEX case_open_by_point") :]
    indexes = [
        by_point[: by_point.index(";")],
        _REPORTERS,
        "CREATE INDEX bench_key ON bench_point (morton) INCLUDE (number, late, place, x, y)",
        "CREATE INDEX bench_geom ON bench_point USING gist (geom)",
    ]
    squares = [one for one in tables.fill().split(";") if one.strip()]
    for number, statement in enumerate([*indexes, *squares]):
        yield f"statement {number}", partial(_sql, statement=statement)


def fill(owner: psycopg.Connection, count: int, *, until: float) -> bool:
    """`count` open cases, their squares and the points of the peers; False when `until` (monotonic) came first."""
    owner.execute("SET work_mem = '256MB'")
    owner.execute("SET maintenance_work_mem = '512MB'")
    owner.execute("CREATE UNLOGGED TABLE IF NOT EXISTS bench_done (step text PRIMARY KEY)")
    done = {name for (name,) in owner.execute("SELECT step FROM bench_done").fetchall()}
    for name, step in steps(count):
        if name in done:
            continue
        if monotonic() > until:
            return False
        begun = monotonic()
        with owner.transaction():
            step(owner)
            owner.execute("INSERT INTO bench_done VALUES (%s)", [name])
        print(f"  {name}: {monotonic() - begun:.1f} s", flush=True)
    if "vacuum" not in done:
        for table in ("cases_case", "cases_cell", "bench_point"):  # no transaction may hold these
            owner.execute(f"VACUUM ANALYZE {table}")
        owner.execute("INSERT INTO bench_done VALUES ('vacuum')")
    return True

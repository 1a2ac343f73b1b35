"""The PostGIS side of `bench_locate`: the same polygons and points in a database of its own, dropped afterwards."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from urllib.parse import urlsplit, urlunsplit

import numpy as np
import psycopg
from numpy.typing import NDArray

NAME = "bench_locate"
ROW_BY_ROW = 3_000
Sides = dict[str, Callable[[], int]]
Floats = NDArray[np.float64]


@contextmanager
def postgis(url: str) -> Iterator[psycopg.Connection | None]:
    """A connection to a fresh database with PostGIS; None where the server has none."""
    with psycopg.connect(url, autocommit=True) as server:
        found = server.execute("SELECT 1 FROM pg_available_extensions WHERE name = 'postgis'").fetchone()
        allowed = server.execute("SELECT rolsuper FROM pg_roles WHERE rolname = current_user").fetchone()
        if found is None or allowed is None or not allowed[0]:
            yield None
            return
        server.execute(f"DROP DATABASE IF EXISTS {NAME}")
        server.execute(f"CREATE DATABASE {NAME}")
        try:
            parts = urlsplit(url)
            with psycopg.connect(urlunsplit(parts._replace(path=f"/{NAME}")), autocommit=True) as connection:
                connection.execute("CREATE EXTENSION postgis")
                yield connection
        finally:
            server.execute(f"DROP DATABASE {NAME} WITH (FORCE)")


def sides(
    connection: psycopg.Connection, shapes: list[tuple[int, bytes]], lons: Floats, lats: Floats
) -> Sides:
    """Set join and row by row, each with its indexes and statistics made beforehand."""
    connection.execute("DROP TABLE IF EXISTS area, spot")
    connection.execute("CREATE TABLE area (code bigint, shape geometry(Polygon))")
    connection.execute("CREATE TABLE spot (id bigint, point geometry(Point))")
    with connection.cursor() as cursor:
        cursor.executemany("INSERT INTO area VALUES (%s, ST_GeomFromWKB(%s))", shapes)
        with cursor.copy("COPY spot FROM STDIN") as copy:
            for row in zip(range(len(lons)), lons.tolist(), lats.tolist(), strict=True):
                copy.write_row((row[0], f"POINT({row[1]!r} {row[2]!r})"))
    connection.execute("CREATE INDEX ON area USING gist (shape)")
    connection.execute("VACUUM ANALYZE area")
    connection.execute("VACUUM ANALYZE spot")

    def joined() -> int:
        sql = "SELECT count(*), sum(a.code) FROM spot s JOIN area a ON ST_Covers(a.shape, s.point)"
        found = connection.execute(sql).fetchone()
        assert found is not None
        assert found[0] >= 0.99 * len(lons)
        return len(lons)

    def row_by_row() -> int:
        sql = "SELECT code FROM area WHERE ST_Covers(shape, ST_MakePoint(%s, %s)) ORDER BY code LIMIT 1"
        with connection.cursor() as cursor:
            for lon, lat in zip(lons[:ROW_BY_ROW].tolist(), lats[:ROW_BY_ROW].tolist(), strict=True):
                cursor.execute(sql, (lon, lat), prepare=True).fetchone()
        return ROW_BY_ROW

    return {"peer: PostGIS, set join": joined, "peer: PostGIS, row by row": row_by_row}

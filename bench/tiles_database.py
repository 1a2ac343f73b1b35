"""The database of `bench_tiles`: one of each size, made for the run, or kept and filled in portions beforehand."""

from collections.abc import Iterator
from contextlib import contextmanager
from time import monotonic

import psycopg
from django.db import connection

from bench import tiles_fill


class NoPeer(Exception):
    """This server has no PostGIS to measure against (Debian: postgresql-15-postgis-3)."""


class NotFilledYet(Exception):
    """The time for filling is over; the same command goes on with it."""


def name_of(count: int) -> str:
    """What the database of a size is called."""
    return f"bench_tiles_{count // 1_000_000}m" if count >= 1_000_000 else f"bench_tiles_{count}"


@contextmanager
def database(count: int, *, kept: bool, minutes: float | None) -> Iterator[None]:
    """Django is connected to the filled database inside. Raises `NoPeer`, and `NotFilledYet` after `minutes`.

    A kept one stays as it is afterwards, and is not brought up to date: its bare tables bear no migration.
    """
    until = float("inf") if minutes is None else monotonic() + 60 * minutes
    before = connection.settings_dict["NAME"]
    connection.settings_dict["TEST"]["NAME"] = name_of(count)
    there = kept and _exists(name_of(count))
    connection.close()
    connection.close_pool()  # it would go on with the database it was made for
    if there:
        connection.settings_dict["NAME"] = name_of(count)
    else:
        connection.creation.create_test_db(verbosity=0, autoclobber=True)
    try:
        connection.ensure_connection()
        given = connection.connection.info
        assert given.dbname == name_of(count), given.dbname
        with psycopg.connect(given.dsn, password=given.password, autocommit=True) as owner:
            if not owner.execute("SELECT 1 FROM pg_available_extensions WHERE name = 'postgis'").fetchone():
                raise NoPeer
            if not tiles_fill.fill(owner, count, until=until):
                raise NotFilledYet
        yield
    finally:
        connection.close()
        connection.close_pool()
        if kept:
            connection.settings_dict["NAME"] = before
        else:
            connection.creation.destroy_test_db(before, verbosity=0)


def _exists(name: str) -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name])
        return cursor.fetchone() is not None

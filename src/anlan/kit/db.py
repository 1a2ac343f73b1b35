"""Small things about the one database: locks and settings that live as long as the transaction."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.db import connection
from psycopg import sql

from anlan.kit.planned import run


def lock(key: str) -> None:
    """Hold an advisory lock on `key` until this transaction ends; waits for others who hold it."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [key])


def lock_all(keys: Iterable[str]) -> None:
    """`lock` on each of `keys` in one statement, in one order whoever asks: two such callers never block each other."""
    run(
        "SELECT pg_advisory_xact_lock(hashtextextended(key, 0))::text FROM unnest(%s::text[]) AS key",
        [sorted(set(keys))],
    )


def try_lock(key: str) -> bool:
    """Like `lock`, but does not wait: False when somebody else holds it."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(hashtextextended(%s, 0))", [key])
        row = cursor.fetchone()
    return bool(row and row[0])


def set_local(settings: Mapping[str, str]) -> None:
    """Set configuration parameters for this transaction only; one of our own is read as '' afterwards."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT set_config(name, value, true) FROM unnest(%s::text[], %s::text[]) AS given(name, value)",
            [list(settings), list(settings.values())],
        )


def copy_rows(table: str, columns: Iterable[str], rows: Iterable[Iterable[Any]]) -> None:
    """COPY `rows` into `table` in the present transaction: many times faster than INSERT. JSON is given as text."""
    names = sql.SQL(", ").join(map(sql.Identifier, columns))
    statement = sql.SQL("COPY {} ({}) FROM STDIN").format(sql.Identifier(table), names)
    connection.ensure_connection()
    with connection.connection.cursor() as cursor, cursor.copy(statement) as copy:
        for row in rows:
            copy.write_row(row)

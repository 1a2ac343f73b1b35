"""Rows of any number through a server-side cursor, in binary, a chunk at a time."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, LiteralString

from django.db import connection, transaction

_CHUNK = 4_000
Progress = Callable[[int], None]


@contextmanager
def snapshot() -> Iterator[None]:
    """One unmoving view of the ledger while others go on writing; an open transaction keeps its own view."""
    if connection.in_atomic_block:
        yield
        return
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
            cursor.execute("SET LOCAL jit = off")
        yield


def stream(name: str, sql: LiteralString, parameters: dict[str, Any]) -> Iterator[tuple[Any, ...]]:
    """The rows of `sql`. Must be used inside a transaction."""
    connection.ensure_connection()
    with connection.connection.cursor(name=name, binary=True) as cursor:
        cursor.execute(sql, parameters)
        while rows := cursor.fetchmany(_CHUNK):
            yield from rows

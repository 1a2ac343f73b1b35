"""Rows of any number through COPY: the server works ahead while we check, and neither keeps them all."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any, LiteralString

from django.db import connection, transaction

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


def stream(sql: LiteralString, types: Sequence[str], parameters: dict[str, Any]) -> Iterator[tuple[Any, ...]]:
    """The rows of `sql`, whose columns are of `types`. Nothing else can be asked until they are all read."""
    connection.ensure_connection()
    question = f"COPY ({sql}) TO STDOUT (FORMAT binary)"
    with connection.connection.cursor() as cursor, cursor.copy(question, parameters) as copy:
        copy.set_types(types)
        yield from copy.rows()

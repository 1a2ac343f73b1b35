"""Statements of the hot path: planned once by the server, and the questions of several rooms in one round trip.

What is asked here is asked again at every request: nothing is remembered between two of them, so that what another
process published, closed or imported is seen at once.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Generic, TypeVar, cast

import psycopg
from django.db import connection

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Question(Generic[T]):
    """A SELECT of one column and at most one row, and how its value (None without a row) is read."""

    sql: str
    params: tuple[Any, ...]
    read: Callable[[Any], T]

    def ask(self) -> T:
        """The answer of this one alone."""
        return cast(T, ask(self)[0])


def ask(*questions: Question[Any]) -> tuple[Any, ...]:
    """The answers to `questions` in their order, from one statement and so from one moment.

    Raises what reading an answer raises, the first question first.
    """
    sql = "SELECT " + ", ".join(f"({question.sql})" for question in questions)
    (row,) = run(sql, [value for question in questions for value in question.params])
    return tuple(question.read(value) for question, value in zip(questions, row, strict=True))


@lru_cache(maxsize=512)
def _numbered(sql: str) -> bytes:
    """`sql` with PostgreSQL's own $1, $2 …: psycopg parses a statement of over fifty values anew every time."""
    first, *others = sql.split("%s")
    return (first + "".join(f"${number}{text}" for number, text in enumerate(others, start=1))).encode()


def run(sql: str, params: Sequence[Any]) -> list[tuple[Any, ...]]:
    """The rows of a statement that is sent again and again, its values apart from it.

    PostgreSQL plans it once a connection, unless a pooler stands between (settings.database). Every value whose type
    does not follow from a comparison needs a cast: `%s::uuid`. Raises Django's database errors.
    """
    if connection.execute_wrappers or connection.queries_logged:  # whoever counts statements counts these too
        with connection.cursor() as counted:
            counted.execute(sql, params)
            return list(counted.fetchall()) if counted.description else []
    connection.validate_thread_sharing()
    connection.validate_no_broken_transaction()
    connection.ensure_connection()
    with connection.wrap_database_errors:
        cursor = psycopg.RawCursor(connection.connection)
        cursor.execute(_numbered(sql), params)
        return list(cursor.fetchall()) if cursor.description else []

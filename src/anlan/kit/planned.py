"""Statements that are sent again and again: planned once a connection, and several of them in one round trip.

The ORM and psycopg's cursors build, convert and look at every statement anew; at some hundred statements a second that
is most of what a request costs. Here values go as text and the server knows their types from the statement, so that a
statement has one plan whatever is in it.
"""

from collections.abc import Callable, Generator, Sequence
from datetime import datetime
from functools import lru_cache
from typing import Any
from uuid import UUID
from weakref import WeakKeyDictionary

import psycopg
from django.db import DEFAULT_DB_ALIAS, DataError, connections
from django.db.backends.base.base import BaseDatabaseWrapper
from psycopg import generators
from psycopg.abc import Transformer
from psycopg.adapt import PyFormat
from psycopg.adapt import Transformer as NewTransformer
from psycopg.errors import InvalidSqlStatementName, error_from_result
from psycopg.pq import ExecStatus, TransactionStatus
from psycopg.pq.abc import PGconn, PGresult

Rows = list[tuple[Any, ...]]
Statement = tuple[str, Sequence[Any]]
_GOOD = (ExecStatus.TUPLES_OK, ExecStatus.COMMAND_OK)
# A connection keeps its plans until it ends; beyond so many a statement is sent as the ORM sends its own.
_MOST_PLANS = 400


class _Plans:
    """What one connection has planned: statement → its name there."""

    def __init__(self, link: psycopg.Connection[Any]) -> None:
        self.names: dict[str, bytes] = {}
        self.adapter: Transformer = NewTransformer(link)
        self._given = 0

    def new_name(self) -> bytes:
        """Given once: what failed to be planned is tried again under another."""
        self._given += 1
        return b"anlan_%d" % self._given


_plans: "WeakKeyDictionary[psycopg.Connection[Any], _Plans]" = WeakKeyDictionary()


def run(sql: str, params: Sequence[Any]) -> Rows:
    """The rows of a statement that is sent again and again, its values apart from it.

    Every value whose type does not follow from a comparison or a column needs a cast: `%s::uuid`. Raises Django's
    database errors.
    """
    return together((sql, params))[0]


def together(*statements: Statement) -> list[Rows]:
    """The rows of each statement, all sent in one round trip, in their order; each sees what was committed while
    those before it waited.

    Outside a transaction they are one by themselves: all are kept, or none. Raises what the first that fails raises.
    """
    database = connections[DEFAULT_DB_ALIAS]
    if database.execute_wrappers or database.queries_logged:  # whoever counts statements counts these too
        return [_counted(database, sql, params) for sql, params in statements]
    database.validate_thread_sharing()
    database.validate_no_broken_transaction()
    database.ensure_connection()
    link: psycopg.Connection[Any] = database.connection
    plans = _of(link)
    if len(plans.names) > _MOST_PLANS and not all(sql in plans.names for sql, _ in statements):
        return [_counted(database, sql, params) for sql, params in statements]
    with database.wrap_database_errors, link.lock:
        try:
            results = _results(link, plans, statements)
        except InvalidSqlStatementName:  # somebody deallocated all there was
            plans.names.clear()
            if link.pgconn.transaction_status != TransactionStatus.IDLE:
                raise
            results = _results(link, plans, statements)
        return [_rows(plans.adapter, result) for result in results]


def _counted(database: BaseDatabaseWrapper, sql: str, params: Sequence[Any]) -> Rows:
    with database.cursor() as cursor:
        cursor.execute(sql, params)
        return list(cursor.fetchall()) if cursor.description else []


def _of(link: psycopg.Connection[Any]) -> _Plans:
    found = _plans.get(link)
    if found is None:
        found = _plans[link] = _Plans(link)
    return found


def _results(link: psycopg.Connection[Any], plans: _Plans, statements: Sequence[Statement]) -> list[PGresult]:
    pgconn = link.pgconn
    begins = not link.autocommit and pgconn.transaction_status == TransactionStatus.IDLE
    if len(statements) == 1 and not begins:
        sql, params = statements[0]
        if name := plans.names.get(sql):
            pgconn.send_query_prepared(name, [_text(plans.adapter, value) for value in params])
            return [_good(link, result) for result in link.wait(generators.execute(pgconn))]
    return _piped(link, plans, statements, begins)


def _piped(
    link: psycopg.Connection[Any], plans: _Plans, statements: Sequence[Statement], begins: bool
) -> list[PGresult]:
    pgconn, new = link.pgconn, dict[str, bytes]()
    # Before the pipeline: a value that is refused in the middle of it would cost the connection.
    given = [[_text(plans.adapter, value) for value in params] for _, params in statements]
    # What each answer is of: "" of a statement itself, otherwise of what had to go before it.
    sent: list[str] = []
    pgconn.enter_pipeline_mode()
    try:
        if begins:
            pgconn.send_query_params(b"BEGIN", None)
            sent.append("BEGIN")
        for (sql, _), values in zip(statements, given, strict=True):
            name = plans.names.get(sql) or new.get(sql)
            if name is None:
                name = new[sql] = plans.new_name()
                pgconn.send_prepare(name, _numbered(sql))
                sent.append(sql)
            pgconn.send_query_prepared(name, values)
            sent.append("")
        pgconn.pipeline_sync()
        found = link.wait(_answers(pgconn, len(sent)))
    finally:
        _leave(pgconn)
    answers = list(zip(sent, found, strict=True))
    # Also where something later fails: what was planned stays planned.
    plans.names.update({sql: new[sql] for sql, result in answers if sql in new and result.status in _GOOD})
    return [_good(link, result) for sql, result in answers if not sql or result.status not in _GOOD]


def _leave(pgconn: PGconn) -> None:
    """Back to ordinary statements; a connection that was interrupted in the middle is of no more use."""
    try:
        pgconn.exit_pipeline_mode()
    except psycopg.Error:
        pgconn.finish()


def _answers(pgconn: PGconn, count: int) -> Generator[Any, Any, list[PGresult]]:
    """The result of each thing that was sent, and past the end mark."""
    yield from generators.send(pgconn)
    found = []
    for _ in range(count):
        found.append((yield from generators.fetch_many(pgconn))[0])
    yield from generators.fetch_many(pgconn)
    return found


def _good(link: psycopg.Connection[Any], result: PGresult) -> PGresult:
    if result.status not in _GOOD:
        raise error_from_result(result, encoding=link.info.encoding)
    return result


def _rows(adapter: Transformer, result: PGresult) -> Rows:
    if result.status != ExecStatus.TUPLES_OK:
        return []
    adapter.set_pgresult(result)
    return adapter.load_rows(0, result.ntuples, tuple)


@lru_cache(maxsize=1024)
def _numbered(sql: str) -> bytes:
    """`sql` with PostgreSQL's own $1, $2 …"""
    first, *others = sql.split("%s")
    return (first + "".join(f"${number}{text}" for number, text in enumerate(others, start=1))).encode()


def _words(value: str) -> bytes:
    """Raises Django's `DataError` for NUL: libpq would end the value there, and what follows were lost unseen."""
    if "\0" in value:
        raise DataError("a text cannot hold NUL")
    return str.encode(value)


_TEXTS: dict[type, Callable[[Any], bytes]] = {
    str: _words,
    int: lambda value: b"%d" % value,
    bool: lambda value: b"t" if value else b"f",
    float: lambda value: repr(value).encode(),
    UUID: lambda value: str(value).encode(),
    datetime: lambda value: str(value).encode(),
    bytes: lambda value: b"\\x" + value.hex().encode(),
}


def _text(adapter: Transformer, value: Any) -> Any:
    if value is None:
        return None
    known = _TEXTS.get(type(value))
    if known is not None:
        return known(value)
    if isinstance(value, str):  # a code of an enumeration
        return _words(value)
    return adapter.get_dumper(value, PyFormat.TEXT).dump(value)

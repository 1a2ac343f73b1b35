"""Copies of one database, each made while the test before still runs: making and dropping one is waiting for disks."""

from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from time import sleep
from uuid import uuid4

import psycopg
from psycopg import sql
from tests.fixtures.scratch import Scratch


class Copies:
    """`with copies.one() as copy:` a database of its own. Nobody may be connected to the template meanwhile."""

    def __init__(self, template: Scratch) -> None:
        self._template = template
        self._aside = ThreadPoolExecutor(1)
        self._next = self._aside.submit(self._make)
        self._dropped: list[Future[None]] = []

    @contextmanager
    def one(self) -> Iterator[Scratch]:
        """A fresh copy; the next is begun, and this one dropped when that is done."""
        copy = self._next.result()
        self._next = self._aside.submit(self._make)
        try:
            yield copy
        finally:
            self._dropped.append(self._aside.submit(self._drop, copy.name))

    def close(self) -> None:
        """Drop the one nobody asked for; raises what went wrong with any other."""
        self._dropped.append(self._aside.submit(self._drop, self._next.result().name))
        self._aside.shutdown()
        for work in self._dropped:
            work.result()

    def _make(self) -> Scratch:
        name = f"scratch_{uuid4().hex[:12]}"
        copy = sql.SQL("CREATE DATABASE {} TEMPLATE {}")
        self._ask(copy.format(sql.Identifier(name), sql.Identifier(self._template.name)))
        return Scratch(name, self._template.parameters)

    def _drop(self, name: str) -> None:
        self._ask(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))

    def _ask(self, statement: sql.Composed, *, tries: int = 20) -> None:
        """As `copied_database` does: an autovacuum worker in the way leaves by itself."""
        with psycopg.connect(**self._template.parameters, dbname="postgres", autocommit=True) as server:
            for last in [False] * (tries - 1) + [True]:
                try:
                    server.execute(statement)
                    return
                except (psycopg.errors.InsufficientPrivilege, psycopg.errors.ObjectInUse):
                    if last:
                        raise
                    sleep(0.5)

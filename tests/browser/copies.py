"""Copies of one database, each made while the test before still runs: making and dropping one is waiting for disks."""

from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager

from tests.fixtures.scratch import Scratch, drop_database, new_copy


class Copies:
    """`with copies.one() as copy:` a database of its own. Nobody may be connected to the template meanwhile."""

    def __init__(self, template: Scratch) -> None:
        self._source = (template.parameters, template.name)
        self._aside = ThreadPoolExecutor(1)
        self._next = self._aside.submit(new_copy, *self._source)
        self._dropped: list[Future[None]] = []

    @contextmanager
    def one(self) -> Iterator[Scratch]:
        """A fresh copy; the next is begun, and this one dropped when that is done."""
        copy = self._next.result()
        self._next = self._aside.submit(new_copy, *self._source)
        try:
            yield copy
        finally:
            self._drop(copy)

    def close(self) -> None:
        """Drop the one nobody asked for; raises what went wrong with any other."""
        self._drop(self._next.result())
        self._aside.shutdown()
        for work in self._dropped:
            work.result()

    def _drop(self, copy: Scratch) -> None:
        self._dropped.append(self._aside.submit(drop_database, copy.parameters, copy.name))

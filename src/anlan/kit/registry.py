"""Typed registries: how a lower room learns of an upper one without importing it."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Generic, TypeVar


class AlreadyRegistered(Exception):
    """Two things were registered under one name: one of them would silently never run."""


class NotRegistered(LookupError):
    """Nothing is registered under this name."""


T = TypeVar("T")


class Registry(Generic[T]):
    """Names to things of one type. Filled in `AppConfig.ready()`, read afterwards."""

    def __init__(self, what: str) -> None:
        self.what = what
        self._items: dict[str, T] = {}

    def add(self, name: str, item: T) -> T:
        """Register `item`; a second one under the same name is refused."""
        if name in self._items:
            raise AlreadyRegistered(f"{self.what} {name!r} is registered twice")
        self._items[name] = item
        return item

    def get(self, name: str) -> T:
        """The item called `name`; `NotRegistered` names the ones there are."""
        try:
            return self._items[name]
        except KeyError:
            known = ", ".join(sorted(self._items)) or "none"
            raise NotRegistered(f"no {self.what} {name!r}; there are: {known}") from None

    def find(self, name: str) -> T | None:
        """The item called `name`, or None."""
        return self._items.get(name)

    def names(self) -> list[str]:
        """Names in the order they were registered."""
        return list(self._items)

    def items(self) -> list[T]:
        """Items in the order they were registered."""
        return list(self._items.values())

    def __contains__(self, name: object) -> bool:
        return name in self._items

    @contextmanager
    def fresh(self) -> Iterator["Registry[T]"]:
        """Empty for the length of a test, restored afterwards."""
        kept, self._items = self._items, {}
        try:
            yield self
        finally:
            self._items = kept

"""The world of one scenario: its time, who acts, and what the steps remember for one another."""

from collections.abc import Callable
from datetime import datetime
from typing import Any
from uuid import UUID

from anlan.access.public import Actor, service
from anlan.schemes.compiled import Scheme


class Unmet(AssertionError):
    """What was expected is not so. Raised by flow checks; the runner shows both sides."""

    def __init__(self, *, expected: object, actual: object) -> None:
        self.expected, self.actual = expected, actual
        super().__init__(f"expected {expected}, found {actual}")


class NotInWorld(LookupError):
    """A scenario names an actor, a case or a thing that no step before has made."""


class World(dict[str, Any]):
    """Remembered things by name (`world["first"]`), plus time, actors and cases.

    `actors` holds actors, or functions of the time where grants begin and end; filled in `given`.
    `cases` holds case ids by alias; `last` is what the step before returned.
    """

    def __init__(self, scheme: Scheme, at: datetime) -> None:
        super().__init__()
        self.scheme = scheme
        self.at = at
        self.actors: dict[str, Actor | Callable[[datetime], Actor]] = {}
        self.cases: dict[str, UUID] = {}
        self.last: object = None
        self.acting: str | None = None

    @property
    def by(self) -> Actor:
        """Who does the present step. Raises `NotInWorld` when the step has no `by:`."""
        if self.acting is None:
            raise NotInWorld("this step needs by: an actor of given.actors")
        return self.actor(self.acting)

    def actor(self, alias: str) -> Actor:
        """The actor called `alias` as they are now; `service:sweeper` is a program under its own name."""
        kind, _, name = alias.partition(":")
        if kind == "service" and name:
            return service(name)
        found = self._known(self.actors, alias, "actor")
        return found if isinstance(found, Actor) else found(self.at)

    def case(self, alias: str) -> UUID:
        """The case called `alias`."""
        found: UUID = self._known(self.cases, alias, "case")
        return found

    def remember(self, name: str, value: object) -> None:
        """Keep `value` for later steps."""
        self[name] = value

    def recall(self, name: str) -> Any:
        """What an earlier step remembered as `name`. Raises `NotInWorld` naming what there is."""
        return self._known(self, name, "thing")

    def same(self, expected: object, actual: object) -> None:
        """Raise `Unmet` unless both are equal."""
        if expected != actual:
            raise Unmet(expected=expected, actual=actual)

    @staticmethod
    def _known(things: dict[str, Any], name: str, kind: str) -> Any:
        try:
            return things[name]
        except KeyError:
            known = ", ".join(sorted(things)) or "-"
            raise NotInWorld(f"no {kind} {name!r} here; there are: {known}") from None

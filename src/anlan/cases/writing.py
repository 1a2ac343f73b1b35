"""What a verb writes, kept together until its fact is appended: all of it then goes in one round trip."""

from collections.abc import Sequence
from typing import Any

from django.db import models

from anlan.kit.inserting import inserted, updated
from anlan.kit.planned import Statement, run


class Pen:
    """Statements in the order they were asked for. Nobody reads their tables before `hold.append` sends them."""

    def __init__(self) -> None:
        self.statements: list[Statement] = []

    def update(self, row: models.Model, *names: str) -> None:
        """Keep the fields `names` (as attributes) of `row`."""
        self.send(*updated(row, *names))

    def insert(self, *rows: models.Model) -> None:
        """Keep new rows."""
        for row in rows:
            self.send(*inserted(row))

    def send(self, sql: str, params: Sequence[Any]) -> None:
        """Any other statement, planned as those of `kit.planned`."""
        self.statements.append((sql, params))


class Now(Pen):
    """Writes at once: for verbs that read again what they wrote."""

    def send(self, sql: str, params: Sequence[Any]) -> None:
        """Send it."""
        run(sql, params)

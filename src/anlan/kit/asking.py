"""The questions of several rooms in one round trip.

What is asked here is asked again at every request: nothing is remembered between two of them, so that what another
process published, closed or imported is seen at once.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Generic, TypeVar, cast

from anlan.kit.planned import run

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

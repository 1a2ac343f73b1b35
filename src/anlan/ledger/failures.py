"""Facts a reaction failed on: tried again with growing pauses, then parked so that the others go on."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import PurePath
from traceback import extract_tb
from typing import Any
from uuid import UUID

from django.db import connection, transaction

from anlan.kit.errors import AnlanError
from anlan.ledger.errors import NoSuchFailure
from anlan.ledger.queries import facts_after
from anlan.ledger.reacting import reactions

ATTEMPTS = 5
FIRST_PAUSE = timedelta(seconds=2)

_NOTE = """
INSERT INTO ledger_failure (reaction, position, fact_id, attempts, error, first_at, next_at)
VALUES (%(reaction)s, %(position)s, %(fact)s, 1, %(error)s, %(at)s, %(at)s + %(pause)s)
ON CONFLICT (reaction, position) DO UPDATE SET attempts = ledger_failure.attempts + 1, error = excluded.error,
    next_at = %(at)s + %(pause)s * power(2, ledger_failure.attempts),
    parked_at = CASE WHEN ledger_failure.attempts + 1 >= %(attempts)s THEN %(at)s END
RETURNING parked_at IS NOT NULL
"""


@dataclass(frozen=True)
class Failure:
    """A fact that a reaction gave up on."""

    id: int
    reaction: str
    position: int
    fact_id: UUID
    attempts: int
    error: str
    first_at: datetime
    parked_at: datetime


def describe(error: BaseException) -> str:
    """What went wrong and where, without values: they may hold words of people."""
    frames = extract_tb(error.__traceback__)
    where = (
        f" at {PurePath(frames[-1].filename).name}:{frames[-1].lineno} in {frames[-1].name}" if frames else ""
    )
    diagnosis = getattr(error.__cause__, "diag", None)
    told = getattr(diagnosis, "message_primary", None) or ""
    if isinstance(error, AnlanError):
        told = " ".join((type(error).__doc__ or "").split())
    return f"{type(error).__name__}{where}: {told}".removesuffix(": ")


def note(reaction: str, position: int, fact_id: UUID, error: BaseException, at: datetime) -> bool:
    """Count one more failed attempt; True when the fact is parked now."""
    values: dict[str, Any] = {
        "reaction": reaction, "position": position, "fact": fact_id, "error": describe(error), "at": at,
        "pause": FIRST_PAUSE, "attempts": ATTEMPTS,
    }  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute(_NOTE, values)
        row = cursor.fetchone()
    return bool(row and row[0])


def forget(reaction: str, position: int) -> None:
    """The fact was handled after all."""
    with connection.cursor() as cursor:
        cursor.execute(
            "DELETE FROM ledger_failure WHERE reaction = %s AND position = %s", [reaction, position]
        )


def parked() -> list[Failure]:
    """What reactions gave up on, oldest first."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT id, reaction, position, fact_id, attempts, error, first_at, parked_at "
            "FROM ledger_failure WHERE parked_at IS NOT NULL ORDER BY id"
        )
        return [Failure(*row) for row in cursor.fetchall()]


@transaction.atomic
def retry(failure_id: int, *, at: datetime) -> None:
    """Handle a parked fact now. Raises `NoSuchFailure`, or what the reaction raises (it stays parked)."""
    with connection.cursor() as cursor:
        cursor.execute(
            "DELETE FROM ledger_failure WHERE id = %s AND parked_at IS NOT NULL RETURNING reaction, position",
            [failure_id],
        )
        row = cursor.fetchone()
    if row is None:
        raise NoSuchFailure(failure=failure_id)
    name, position = row
    (found,) = facts_after(position - 1, limit=1)
    reactions.get(name).verb(found.fact, at)

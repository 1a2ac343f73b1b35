"""Run the reactions: each fact once, in order, in one transaction with the move of the cursor."""

from datetime import datetime
from time import monotonic
from typing import NamedTuple

import structlog
from django.db import InterfaceError, OperationalError, connection, transaction

from anlan.kit.db import try_lock
from anlan.ledger.failures import forget, note
from anlan.ledger.queries import PositionedFact, facts_after, newest_position
from anlan.ledger.reacting import Reaction, reactions

_log = structlog.get_logger(__name__)
_BATCH = 200

_CURSORS = """
SELECT c.reaction, c.position, f.position, f.next_at FROM ledger_cursor c
LEFT JOIN ledger_failure f ON f.reaction = c.reaction AND f.parked_at IS NULL
"""


class _Cursor(NamedTuple):
    position: int
    failing: int | None
    next_at: datetime | None


def run_reactions(*, at: datetime, strict: bool = False, budget: float = float("inf")) -> int:
    """Handle what every reaction has not handled yet; returns how many facts were handled.

    Follows positions, so call `assign_positions()` first. Works inside an open transaction too (savepoints).
    A reaction that fails waits for its next try and holds up nobody else; with `strict` (tests, flows) its
    error is raised instead. Stops after `budget` seconds and leaves the rest for the next call.
    """
    deadline = monotonic() + budget
    handled = 0
    while moved := _round(at, strict=strict, deadline=deadline):
        handled += moved
    return handled


def _round(at: datetime, *, strict: bool, deadline: float) -> int:
    # Read before the facts, so that every fact up to here is among those read.
    newest = newest_position()
    cursors = _cursors()
    handled = 0
    for reaction in reactions.items():
        cursor = cursors.get(reaction.name) or _start(reaction, newest)
        waits = cursor.next_at is not None and cursor.next_at > at
        if cursor.position < newest and not waits and monotonic() < deadline:
            handled += _follow(reaction, cursor, newest, at, strict=strict, deadline=deadline)
    return handled


def _cursors() -> dict[str, _Cursor]:
    with connection.cursor() as cursor:
        cursor.execute(_CURSORS)
        return {name: _Cursor(*rest) for name, *rest in cursor.fetchall()}


def _start(reaction: Reaction, newest: int) -> _Cursor:
    position = newest if reaction.from_now else 0
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO ledger_cursor (reaction, position) VALUES (%s, %s) ON CONFLICT DO NOTHING",
            [reaction.name, position],
        )
    return _Cursor(position, None, None)


def _follow(
    reaction: Reaction, cursor: _Cursor, newest: int, at: datetime, *, strict: bool, deadline: float
) -> int:
    found = facts_after(cursor.position, limit=_BATCH, kinds=reaction.kinds)
    reached, handled = cursor.position, 0
    for item in found:
        if item.position > newest or monotonic() >= deadline:
            return handled
        if not _handle(reaction, item, reached, at, failed=item.position == cursor.failing, strict=strict):
            return handled
        reached, handled = item.position, handled + 1
    if len(found) < _BATCH and reached < newest:
        with transaction.atomic():
            if try_lock(f"ledger.reaction:{reaction.name}"):
                _move(reaction, reached, newest)
    return handled


def _handle(
    reaction: Reaction, item: PositionedFact, reached: int, at: datetime, *, failed: bool, strict: bool
) -> bool:
    """True when the cursor is at `item` afterwards and we moved it there."""
    try:
        with transaction.atomic():
            if not try_lock(f"ledger.reaction:{reaction.name}") or not _move(
                reaction, reached, item.position
            ):
                return False
            reaction.verb(item.fact, at)
            if failed:
                forget(reaction.name, item.position)
    except Exception as error:
        if strict or _connection_lost(error):
            raise
        return _fail(reaction, item, reached, error, at)
    return True


def _fail(reaction: Reaction, item: PositionedFact, reached: int, error: Exception, at: datetime) -> bool:
    with transaction.atomic():
        parked = note(reaction.name, item.position, item.fact.id, error, at)
        moved = parked and _move(reaction, reached, item.position)
    _log.warning(
        "reaction failed",
        reaction=reaction.name,
        position=item.position,
        parked=parked,
        error=type(error).__name__,
    )
    return moved


def _move(reaction: Reaction, before: int, after: int) -> bool:
    """False when another process moved the cursor meanwhile: the fact is handled already."""
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE ledger_cursor SET position = %s WHERE reaction = %s AND position = %s",
            [after, reaction.name, before],
        )
        return bool(cursor.rowcount == 1)


def _connection_lost(error: Exception) -> bool:
    return isinstance(error, OperationalError | InterfaceError) and (
        connection.connection is None or connection.connection.closed
    )

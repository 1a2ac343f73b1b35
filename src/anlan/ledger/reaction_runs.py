"""Run the reactions: each fact once, in order, in one transaction with the move of the cursor.

Facts that follow each other share a transaction while all goes well. When one fails, those before it are handled
without it, and it is judged alone.
"""

from collections.abc import Sequence
from datetime import datetime
from itertools import groupby
from time import monotonic
from typing import NamedTuple

import structlog
from django.db import InterfaceError, OperationalError, connection, transaction

from anlan.kit.errors import AnlanError
from anlan.kit.planned import run
from anlan.ledger.failures import forget, note
from anlan.ledger.queries import PositionedFact, facts_after
from anlan.ledger.reacting import Reaction, reactions

_log = structlog.get_logger(__name__)
_BATCH = 200
# What a transaction of several facts has locked, people who work on the same cases wait for.
_TOGETHER = 50
_TOGETHER_SECONDS = 0.1
# Less than PostgreSQL's deadlock_timeout (1 s): where the two wait for each other, it is not the person who loses.
_PATIENCE = "300ms"

_PRESENT = """
SELECT n.position, c.reaction, c.position, f.position, f.next_at
FROM (SELECT coalesce(max(position), 0) AS position FROM ledger_order) n
LEFT JOIN ledger_cursor c ON true
LEFT JOIN ledger_failure f ON f.reaction = c.reaction AND f.parked_at IS NULL
"""
# Nothing waits here: whoever holds the lock or the row handles these facts already.
_TAKE = """
UPDATE ledger_cursor SET position = %s::bigint WHERE reaction = %s AND position = %s::bigint
AND pg_try_advisory_xact_lock(hashtextextended(%s, 0))
RETURNING CASE WHEN %s <> '' THEN set_config('lock_timeout', %s, true) END
"""
_GO_PAST = """
UPDATE ledger_cursor SET position = %s::bigint WHERE reaction IN (
    SELECT reaction FROM ledger_cursor WHERE reaction = ANY(%s) AND position = %s::bigint FOR UPDATE SKIP LOCKED)
"""


class _Cursor(NamedTuple):
    position: int
    failing: int | None
    next_at: datetime | None


class _Run(NamedTuple):
    at: datetime
    strict: bool
    deadline: float

    def over(self) -> bool:
        return monotonic() >= self.deadline


class _Course(NamedTuple):
    reaction: Reaction
    now: _Run
    failing: int | None


def run_reactions(*, at: datetime, strict: bool = False, budget: float = float("inf")) -> int:
    """Handle what every reaction has not handled yet; returns how many facts were handled.

    Follows positions, so call `assign_positions()` first. Works inside an open transaction too (savepoints).
    A reaction that fails waits for its next try and holds up nobody else; with `strict` (tests, flows) its
    error is raised instead. Stops after `budget` seconds and leaves the rest for the next call.
    """
    now = _Run(at, strict, monotonic() + budget)
    handled = 0
    while moved := _round(now):
        handled += moved
    return handled


def _round(now: _Run) -> int:
    newest, cursors = _present()
    behind: list[tuple[int, Reaction]] = []
    for reaction in reactions.items():
        cursor = cursors.get(reaction.name) or _start(reaction, newest)
        cursors[reaction.name] = cursor
        waits = cursor.next_at is not None and cursor.next_at > now.at
        if cursor.position < newest and not waits:
            behind.append((cursor.position, reaction))
    behind.sort(key=lambda one: one[0])
    handled = 0
    for position, group in groupby(behind, key=lambda one: one[0]):
        if now.over():
            break
        handled += _follow([reaction for _, reaction in group], cursors, position, newest, now)
    return handled


def _present() -> tuple[int, dict[str, _Cursor]]:
    """The newest position and every cursor, of one moment: every fact up to there is found after it."""
    rows = run(_PRESENT, [])
    return int(rows[0][0]), {name: _Cursor(*rest) for _, name, *rest in rows if name is not None}


def _start(reaction: Reaction, newest: int) -> _Cursor:
    position = newest if reaction.from_now else 0
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO ledger_cursor (reaction, position) VALUES (%s, %s) ON CONFLICT DO NOTHING",
            [reaction.name, position],
        )
    return _Cursor(position, None, None)


def _follow(
    group: Sequence[Reaction], cursors: dict[str, _Cursor], position: int, newest: int, now: _Run
) -> int:
    """Lead reactions that stand at one place on; the facts are read once for all of them."""
    kinds = frozenset[str]().union(*(reaction.kinds for reaction in group))
    found = facts_after(position, limit=_BATCH, kinds=kinds)
    upto = found[-1].position if len(found) == _BATCH else newest
    found = [item for item in found if item.position <= newest]
    busy: list[tuple[Reaction, list[PositionedFact]]] = []
    passing: list[str] = []
    passed = 0
    for reaction in group:
        own = [item for item in found if item.fact.kind in reaction.kinds]
        wanted = _relevant(reaction, own, cursors[reaction.name].failing)
        if wanted:
            busy.append((reaction, wanted))
        else:
            passing.append(reaction.name)
            passed += len(own)
    if passing:
        run(_GO_PAST, [min(upto, newest), passing, position])
    return passed + sum(
        _lead(_Course(reaction, now, cursors[reaction.name].failing), wanted, position, min(upto, newest))
        for reaction, wanted in busy
    )


def _relevant(reaction: Reaction, own: list[PositionedFact], failing: int | None) -> list[PositionedFact]:
    if not own or reaction.relevant is None:
        return own
    try:
        chosen = reaction.relevant([item.fact for item in own])
    except AnlanError:  # what cannot be judged is tried, so that it fails and is parked by itself
        return own
    return [item for item in own if item.fact.id in chosen or item.position == failing]


def _lead(course: _Course, items: list[PositionedFact], reached: int, upto: int) -> int:
    """Handle `items` and move the cursor from `reached` to `upto`; returns how many were handled."""
    handled = 0
    while handled < len(items) and not course.now.over():
        # What failed before is judged alone.
        count = 1 if items[handled].position == course.failing else _TOGETHER
        some = items[handled : handled + count]
        goal = upto if handled + count >= len(items) else some[-1].position
        done, reached = _handle(course, some, reached, goal)
        if not done:
            break
        handled += done
    return handled


def _handle(
    course: _Course, items: Sequence[PositionedFact], reached: int, goal: int, *, one_by_one: bool = False
) -> tuple[int, int]:
    """Handle the first of `items`, as many as go well together; how many, and where the cursor is then.

    `goal`: where it goes once all are done. None is done when somebody else is at it, or the first failed.
    """
    reaction, now, done = course.reaction, course.now, 0
    together = None if one_by_one or len(items) == 1 else reaction.together
    try:
        with transaction.atomic():
            if not _take(reaction, reached, goal, patient=len(items) == 1):
                return 0, reached
            if together is not None:
                together([item.fact for item in items], now.at)
                done = len(items)
            began = monotonic()
            for item in items[done:]:
                reaction.verb(item.fact, now.at)
                done += 1
                if now.over() or monotonic() - began >= _TOGETHER_SECONDS:
                    break
            if items[0].position == course.failing:
                forget(reaction.name, items[0].position)
            if done < len(items):
                _take(reaction, goal, items[done - 1].position, patient=True)
                goal = items[done - 1].position
    except Exception as error:
        if now.strict or _connection_lost(error):
            raise
        if together is not None:
            return _handle(course, items, reached, goal, one_by_one=True)
        if fewer := _fewer(len(items), done, error):
            return _handle(course, items[:fewer], reached, items[fewer - 1].position)
        return _fail(reaction, items[0], reached, error, now.at), items[0].position
    return done, goal


def _fewer(count: int, done: int, error: Exception) -> int:
    """How many of `count` facts to try again after one failed, `done` having gone well; 0: the first is to blame."""
    if 0 < done < count:
        return done
    # All went well until the commit, or somebody we would not wait for stood in the way.
    return count // 2 if done or isinstance(error, OperationalError) else 0


def _fail(reaction: Reaction, item: PositionedFact, reached: int, error: Exception, at: datetime) -> bool:
    with transaction.atomic():
        parked = note(reaction.name, item.position, item.fact.id, error, at)
        moved = parked and _take(reaction, reached, item.position, patient=True)
    _log.warning(
        "reaction failed",
        reaction=reaction.name,
        position=item.position,
        parked=parked,
        error=type(error).__name__,
    )
    return moved


def _take(reaction: Reaction, before: int, after: int, *, patient: bool) -> bool:
    """Take the reaction for this transaction and move its cursor; False when another process has it, or was first."""
    # A caller's own transaction keeps its own patience.
    patience = "" if patient or connection.savepoint_ids else _PATIENCE
    lock = f"ledger.reaction:{reaction.name}"
    return bool(run(_TAKE, [after, reaction.name, before, lock, patience, patience]))


def _connection_lost(error: Exception) -> bool:
    return isinstance(error, OperationalError | InterfaceError) and (
        connection.connection is None or connection.connection.closed
    )

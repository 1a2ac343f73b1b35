"""Facts as they get their positions: one LISTEN a process, in a thread of its own."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from threading import Event
from typing import Any
from uuid import UUID

import psycopg
import structlog
from django.conf import settings
from django.db import DatabaseError, InterfaceError, connection

from anlan.cases.public import CaseChange, changes_between
from anlan.ledger.public import CHANNEL, newest_position, subjects_between

_log = structlog.get_logger(__name__)
STEP = 1_000  # facts read at once
GATHER = 0.05  # seconds: a burst becomes one statement
LOOK = 5.0  # seconds without word after which we look for ourselves
GLANCE = 0.5  # seconds after which who waits for word sees that it is to stop

# Whatever changes what somebody may see, or whether they are still signed in.
ABOUT_ACCOUNTS = frozenset({
    "access.grant_role", "access.revoke_role", "access.deactivate_account", "access.change_password",
    "access.change_factor", "access.log_out", "access.break_glass",
})  # fmt: skip


@dataclass(frozen=True)
class News:
    """What came up to `upto`: changed cases, and accounts whose rights may have changed."""

    changes: Iterable[CaseChange]
    accounts: frozenset[UUID]
    upto: int


def follow(begin: Callable[[int], None], tell: Callable[[News], None], stop: Event) -> None:
    """Call `begin` with a position a little before the newest, then `tell` for all that follows, until `stop`.

    Outlives the database; no fact is skipped when the connection breaks: reading goes on at the last position.
    """
    last: int | None = None
    while not stop.is_set():
        try:
            last = _listen(last, begin, tell, stop)
        except (psycopg.Error, DatabaseError, InterfaceError) as error:
            _log.warning("live feed lost the database", error=type(error).__name__)
            stop.wait(1.0)
        finally:
            connection.close()


def _listen(last: int | None, begin: Callable[[int], None], tell: Callable[[News], None], stop: Event) -> int:
    with psycopg.connect(settings.ANLAN_DIRECT_URL, autocommit=True) as ear:
        ear.execute(f'LISTEN "{CHANNEL}"')
        if last is None:
            # A page asks from the moment it was made, which lies before the first start of this process.
            last = max(0, newest_position() - STEP)
            begin(last)
        upto = newest_position()
        while not stop.is_set():
            last = _read(last, upto, tell)
            heard = _first_word(ear, stop)
            if heard:
                heard += [int(note.payload) for note in ear.notifies(timeout=GATHER)]
            upto = max(heard) if heard else newest_position()
    return last


def _first_word(ear: "psycopg.Connection[Any]", stop: Event) -> list[int]:
    """The next position that is announced; none after `LOOK` seconds without word, or once `stop` is set."""
    for _ in range(round(LOOK / GLANCE)):
        if heard := [int(note.payload) for note in ear.notifies(timeout=GLANCE, stop_after=1)]:
            return heard
        if stop.is_set():
            break
    return []


def _read(last: int, upto: int, tell: Callable[[News], None]) -> int:
    while last < upto:
        step = min(upto, last + STEP)
        accounts = frozenset(subjects_between(last, step, kinds=ABOUT_ACCOUNTS))
        tell(News(changes_between(last, step), accounts, step))
        last = step
    return last

"""Who does the portions: this process, or several forked ones. Whoever does them, they end in the order of the file."""

import gc
import multiprocessing
import signal
from collections import deque
from collections.abc import Callable, Iterator
from datetime import datetime
from multiprocessing.connection import Connection
from typing import Protocol

from django.db import IntegrityError, connection

from anlan.interop.importing.errors import HelperFailed, LedgerBusy
from anlan.interop.importing.portions import Finished, Piece, Portions, Task
from anlan.kit.errors import AnlanError

_TRIES = 5

Now = Callable[[], datetime]


class Crew(Protocol):
    """Brings portions in."""

    def bring(self, task: Task, pieces: Iterator[Piece], *, done: int, now: Now) -> Iterator[Finished]:
        """Each piece as it is in, in order; `done` good rows stand before. Raises `LedgerBusy`, `HelperFailed`."""

    def close(self) -> None:
        """Let everybody go."""


class Alone:
    """This process does it."""

    def bring(self, task: Task, pieces: Iterator[Piece], *, done: int, now: Now) -> Iterator[Finished]:
        """One portion after the other."""
        portions = Portions(task)
        for piece in pieces:
            finished = _bring(portions, piece, lambda before=done: (before, now()))  # type: ignore[misc]
            done += finished.good
            yield finished

    def close(self) -> None:
        """Nobody else was called."""


def _bring(portions: Portions, piece: Piece, turn: Callable[[], tuple[int, datetime]]) -> Finished:
    """One portion; again when somebody else brought one of its numbers in meanwhile. `turn` waits for its turn."""
    given: tuple[int, datetime] | None = None
    for attempt in range(1, _TRIES + 1):
        try:
            with portions.filled(piece) as filled:
                given = given or turn()
                return portions.finish(filled, piece, done=given[0], at=given[1])
        except IntegrityError:
            if attempt == _TRIES:
                raise
    raise AssertionError("the loop returns or raises")


class Forked:
    """Several processes, each with a connection of its own. Make it outside of every transaction."""

    def __init__(self, processes: int) -> None:
        connection.close()
        connection.close_pool()  # type: ignore[attr-defined]  # PostgreSQL's has one
        fork = multiprocessing.get_context("fork")
        pairs = [fork.Pipe() for _ in range(processes)]
        ours = [pair[0] for pair in pairs]
        self._helpers = [
            fork.Process(target=_work, args=(theirs, [*ours, *(other for _, other in pairs if other is not theirs)]))
            for _, theirs in pairs
        ]  # fmt: skip
        for helper in self._helpers:
            helper.daemon = True
            helper.start()
        for _, theirs in pairs:
            theirs.close()
        self._pipes = ours

    def bring(self, task: Task, pieces: Iterator[Piece], *, done: int, now: Now) -> Iterator[Finished]:
        """While one portion is ordered and saved, the next are being filled."""
        for pipe in self._pipes:
            _say(pipe, task)
        running: deque[Connection] = deque()
        for pipe in self._pipes:
            _hand(pipe, pieces, running)
        while running:
            pipe = running.popleft()
            _hear(pipe)  # it is filled
            _say(pipe, (done, now()))
            finished = _hear(pipe)
            if not isinstance(finished, Finished):
                raise HelperFailed(reason="out of step")
            done += finished.good
            _hand(pipe, pieces, running)
            yield finished

    def close(self) -> None:
        """End the processes; what is not ordered yet is rolled back."""
        for pipe in self._pipes:
            pipe.close()
        for helper in self._helpers:
            helper.join(10)
            if helper.is_alive():
                helper.terminate()


def _hand(pipe: Connection, pieces: Iterator[Piece], running: deque[Connection]) -> None:
    piece = next(pieces, None)
    if piece is not None:
        _say(pipe, piece)
        running.append(pipe)


def _say(pipe: Connection, what: object) -> None:
    try:
        pipe.send(what)
    except OSError as error:
        raise HelperFailed(reason=str(error)) from error


def _hear(pipe: Connection) -> object:
    try:
        heard = pipe.recv()
    except (EOFError, OSError) as error:
        raise HelperFailed(reason=str(error) or "killed") from error
    if isinstance(heard, str) and heard:
        if heard == LedgerBusy.code():
            raise LedgerBusy
        raise HelperFailed(reason=heard)
    return heard


def _work(pipe: Connection, others: list[Connection]) -> None:
    """The life of a helper. Stopping is the first process's business; without it, a helper ends."""
    for other in others:
        other.close()
    gc.freeze()
    gc.disable()  # looking for garbage in what is loaded took a third of the time
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    portions: Portions | None = None
    try:
        while True:
            asked = pipe.recv()
            if isinstance(asked, Task):
                portions = Portions(asked)
            elif portions is not None:
                pipe.send(_bring(portions, asked, lambda: _turn(pipe)))
                gc.collect()
    except (EOFError, BrokenPipeError):
        return
    except AnlanError as error:
        pipe.send(error.code() if isinstance(error, LedgerBusy) else str(error))
    except Exception as error:  # the parent tells it; a helper has nobody to tell
        pipe.send(f"{type(error).__name__}: {error}"[:300])
    finally:
        connection.close()


def _turn(pipe: Connection) -> tuple[int, datetime]:
    pipe.send(None)
    done, at = pipe.recv()
    return done, at

"""Who hears what. Lives in one event loop: nothing here waits, locks or asks the database."""

import asyncio
from collections import defaultdict, deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import TypeVar
from uuid import UUID

from anlan.access.public import Scope
from anlan.cases.public import CaseChange
from anlan.config.live.wire import event
from anlan.kit import clock

KEPT = 5_000  # changes remembered for those who come back after a break
LONGEST_QUEUE = 500  # events a slow reader may be behind
MOST_OF_ONE = 12  # streams of one account: a browser with many tabs, not a loop

Key = TypeVar("Key")


@dataclass(eq=False)
class Stream:
    """One open connection. `case`: the number of the case its page shows. `until`: who it is is asked again then."""

    account: UUID
    name: str
    session: str
    scope: Scope
    case: int | None = None
    until: datetime = field(default_factory=clock.now)
    recheck: bool = False
    waiting: deque[bytes] = field(default_factory=deque)
    wake: asyncio.Event = field(default_factory=asyncio.Event)
    ended: str = ""

    def give(self, message: bytes) -> None:
        """Queue one event; who does not read is told to load the page anew, and let go."""
        if len(self.waiting) >= LONGEST_QUEUE:
            self.end("slow")
            return
        self.waiting.append(message)
        self.wake.set()

    def end(self, why: str) -> None:
        """Let it finish: `why` is the last thing it says."""
        if not self.ended:
            self.ended = why
            self.wake.set()


class Hub:
    """The open streams, by what they may see, and the last changes."""

    def __init__(self) -> None:
        self.position = 0
        self._streams: set[Stream] = set()
        self._by_scope: dict[Scope, set[Stream]] = defaultdict(set)
        self._by_case: dict[int, set[Stream]] = defaultdict(set)
        self._recent: deque[CaseChange] = deque(maxlen=KEPT)
        self._whole_since = 0  # every change after this position is in `_recent`

    def __len__(self) -> int:
        return len(self._streams)

    def __iter__(self) -> Iterator[Stream]:
        return iter(tuple(self._streams))

    def begin(self, position: int) -> None:
        """Nothing before `position` is remembered."""
        self.position = self._whole_since = position

    def join(self, stream: Stream) -> None:
        """Let it hear from now on. The oldest of too many streams of one account ends."""
        own = [one for one in self._streams if one.account == stream.account and not one.ended]
        if len(own) >= MOST_OF_ONE:
            own[0].end("too_many")
        self._streams.add(stream)
        self._by_scope[stream.scope].add(stream)
        if stream.case is not None:
            self._by_case[stream.case].add(stream)
            self._tell_present(stream.case)

    def leave(self, stream: Stream) -> None:
        """Forget it; who else looks at the same case is told."""
        self._streams.discard(stream)
        _drop(self._by_scope, stream.scope, stream)
        if stream.case is not None:
            _drop(self._by_case, stream.case, stream)
            self._tell_present(stream.case)

    def renew(self, stream: Stream, scope: Scope) -> None:
        """Its grants changed: from now on it hears what the new ones allow."""
        if scope != stream.scope and stream in self._streams:
            _drop(self._by_scope, stream.scope, stream)
            stream.scope = scope
            self._by_scope[scope].add(stream)

    def publish(self, changes: Iterable[CaseChange], upto: int) -> None:
        """Tell everybody who may know. Each distinct scope is asked once a change, however many listen with it."""
        for change in changes:
            if len(self._recent) == KEPT:
                self._whole_since = self._recent[0].position
            self._recent.append(change)
            message = _message(change)
            for scope, streams in self._by_scope.items():
                if may_hear(scope, change):
                    for stream in streams:
                        stream.give(message)
        self.position = max(self.position, upto)

    def missed(self, scope: Scope, after: int) -> list[bytes] | None:
        """What came after `after`, as far as `scope` reaches; None when that is too long ago to say."""
        if after < self._whole_since or after > self.position:
            return None
        return [_message(one) for one in self._recent if one.position > after and may_hear(scope, one)]

    def streams_of(self, accounts: Iterable[UUID]) -> list[Stream]:
        """The open streams of these accounts."""
        wanted = set(accounts)
        return [stream for stream in self._streams if stream.account in wanted]

    def _tell_present(self, case: int) -> None:
        """Who else looks at it now. Kept in memory only, and gone with the connection: it is no record of anybody."""
        here = self._by_case.get(case, set())
        for stream in here:
            others = sorted({one.name for one in here if one.account != stream.account})
            stream.give(event("present", {"case": case, "people": others}))


def may_hear(scope: Scope, change: CaseChange) -> bool:
    """The same three rules as `cases.visible`: the place, an assigned unit, or one's own report."""
    return scope.holds(
        place=change.place, capability=change.capability, units=change.units, refs=(change.reporter,)
    )


def _message(change: CaseChange) -> bytes:
    """Numbers and codes only: words are read from the page, by whoever may."""
    data: dict[str, object] = {
        "number": change.number, "version": change.version, "state": change.state, "verb": change.verb,
        "late": change.late,
    }  # fmt: skip
    return event("case", data, position=change.position)


def _drop(table: dict[Key, set[Stream]], key: Key, one: Stream) -> None:
    found = table.get(key, set())
    found.discard(one)
    if not found:
        table.pop(key, None)

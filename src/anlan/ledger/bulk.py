"""Many facts at once, for what was brought in or made up as a whole: the chains that `record` would have made, by COPY.

Every subject must be new. Facts that were saved are incomplete until `give_positions` has ordered them.
"""

from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from time import time_ns
from typing import NamedTuple
from uuid import UUID

from django.db import connection, transaction

from anlan.kit.copying import copy_lines
from anlan.kit.db import lock
from anlan.kit.ids import new_id
from anlan.ledger.digests import chosen
from anlan.ledger.errors import NotInTransaction, SubjectHasFacts
from anlan.ledger.kinds import FactKind
from anlan.ledger.payloads import check_code, moment_text
from anlan.ledger.positions import CHANNEL
from anlan.ledger.queries import newest_position
from anlan.ledger.reacting import reactions
from anlan.ledger.record import COLUMNS, P, Recorded, Said, line_of


class Moment(NamedTuple):
    """When a fact of a bulk happened, for the order. Never before the fact before it in its own chain."""

    at: datetime
    fact: UUID


class _Chain:
    """Where the chain of a subject stands. `text` is the subject's id, `prev` the last hash in hex."""

    __slots__ = ("moment", "prev", "seq", "text")

    def __init__(self, subject: UUID, moment: datetime) -> None:
        self.text, self.seq, self.prev, self.moment = str(subject), 0, "", moment


class _Stamp:
    """The machine's own clock as facts write it: as in `record`, no receipt may say that it is older than it is."""

    def __init__(self) -> None:
        self._second, self._text = 0, ""

    def __call__(self) -> str:
        # edge: the machine's own clock, whatever is simulated
        second, rest = divmod(time_ns() // 1000, 1_000_000)
        if second != self._second:
            self._second = second
            self._text = datetime.fromtimestamp(second, UTC).isoformat()[:-6]
        return f"{self._text}.{rest:06d}Z"


class BulkFacts:
    """Facts of new subjects, held in memory until `save`, as the lines that COPY reads.

    `id_at` makes a fact's id from its time (default: a UUIDv7 of now). `batch` is that of every fact which names none.
    """

    def __init__(
        self, *, id_at: Callable[[datetime], UUID] = lambda _: new_id(), batch: UUID | None = None
    ) -> None:
        self._id_at, self._batch = id_at, batch
        self._alg = chosen()
        self._lines: list[str] = []
        self._chains: dict[UUID, _Chain] = {}
        self._codes: set[str] = set()
        self._texts: dict[datetime | UUID, str] = {}
        self._payloads: dict[object, str] = {}
        self._stamp = _Stamp()
        self.moments: list[Moment] = []

    def record(
        self,
        kind: FactKind[P],
        *,
        subject: UUID,
        by: str,
        at: datetime,
        payload: P,
        capability: str = "",
        place: int | None = None,
        said_at: datetime | None = None,
        batch: UUID | None = None,
        about: UUID | None = None,
    ) -> Recorded:
        """Like `ledger.record`, in memory. Raises `PayloadRefused`."""
        if by not in self._codes or capability not in self._codes:
            check_code(by, "by")
            check_code(capability, "capability")
            self._codes |= {by, capability}
        chain = self._chains.get(subject)
        if chain is None:
            chain = self._chains[subject] = _Chain(subject, at)
        told, fact = self._told(kind, payload), self._id_at(at)
        said = Said(
            str(fact), chain.text, chain.seq + 1, kind.name, kind.room, capability, place, by, self._moment(at),
            self._moment(said_at) if said_at else "", self._stamp(), self._id(batch or self._batch), self._id(about),
            told, chain.prev, self._alg,
        )  # fmt: skip
        line, made = line_of(said)
        self._lines.append(line)
        chain.seq, chain.prev, chain.moment = chain.seq + 1, made, max(chain.moment, at)
        self.moments.append(Moment(chain.moment, fact))
        return Recorded(fact, chain.seq, made)

    def _told(self, kind: FactKind[P], payload: P) -> str:
        if not kind.shape.is_repeatable:
            return kind.shape.text(payload)
        try:
            known = self._payloads.get(payload)
        except TypeError:  # something in it cannot be a key, so it does not belong there
            return kind.shape.text(payload)
        return known or self._payloads.setdefault(payload, kind.shape.text(payload))

    def _moment(self, at: datetime) -> str:
        return self._texts.get(at) or self._texts.setdefault(at, moment_text(at))

    def _id(self, id: UUID | None) -> str:
        if id is None:
            return ""
        return self._texts.get(id) or self._texts.setdefault(id, str(id))

    def save(self) -> list[Moment]:
        """Write the facts, without positions yet; the answer goes to `give_positions`. Forgets them.

        Raises `NotInTransaction`, `SubjectHasFacts`.
        """
        if not connection.in_atomic_block:
            raise NotInTransaction
        subjects = list(self._chains)
        with connection.cursor() as cursor:
            cursor.execute("SELECT EXISTS (SELECT FROM ledger_fact WHERE subject = ANY(%s))", [subjects])
            if (found := cursor.fetchone()) and found[0]:
                raise SubjectHasFacts
        copy_lines("ledger_fact", COLUMNS, self._lines)
        moments, self.moments = self.moments, []
        self._lines, self._chains, self._texts, self._payloads = [], {}, {}, {}
        return moments


def give_positions(moments: Iterable[Moment], *, reacted: bool) -> int:
    """Order saved facts by time, after everything that has a position; returns how many. All of them or none.

    `reacted`: whoever made the facts made their consequences too, so that no reaction has to see any of them.
    Call it where nothing else runs: facts without position and without a place in the queue are a fault to `verify`.
    """
    ordered = sorted(moments, key=lambda moment: moment.at)
    with transaction.atomic():
        lock("ledger.sequencer")
        first = newest_position() + 1
        lines = (f"{number}\t{moment.fact.int:032x}" for number, moment in enumerate(ordered, start=first))
        copy_lines("ledger_order", ("position", "fact_id"), lines)
        newest = first + len(ordered) - 1
        if reacted:
            _move_cursors(first - 1, newest)
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_notify(%s, %s)", [CHANNEL, str(newest)])
    return len(ordered)


def _move_cursors(before: int, newest: int) -> None:
    names = list(reactions.names())
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO ledger_cursor (reaction, position) SELECT unnest(%s::text[]), %s "
            "ON CONFLICT (reaction) DO UPDATE SET position = excluded.position WHERE ledger_cursor.position = %s",
            [names, newest, before],
        )
        if cursor.rowcount != len(names):
            raise RuntimeError(
                "some reaction has not seen every fact before these: run_reactions() comes first"
            )

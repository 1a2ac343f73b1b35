"""Many facts at once, for what was brought in or made up as a whole: the chains that `record` would have made, by COPY.

Every subject must be new. Facts that were saved are incomplete until `give_positions` has ordered them.
"""

from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from typing import Any, NamedTuple
from uuid import UUID

from django.db import connection, transaction

from anlan.kit.db import copy_rows, lock
from anlan.kit.ids import new_id
from anlan.ledger.errors import NotInTransaction, SubjectHasFacts
from anlan.ledger.kinds import FactKind
from anlan.ledger.payloads import check_code
from anlan.ledger.positions import CHANNEL
from anlan.ledger.queries import newest_position
from anlan.ledger.reacting import reactions
from anlan.ledger.record import COLUMNS, DIGEST, P, Recorded, row_of


class Moment(NamedTuple):
    """When a fact of a bulk happened, for the order. Never before the fact before it in its own chain."""

    at: datetime
    fact: UUID


class BulkFacts:
    """Facts of new subjects, held in memory until `save`.

    `id_at` makes a fact's id from its time (default: a UUIDv7 of now).
    """

    def __init__(self, *, id_at: Callable[[datetime], UUID] = lambda _: new_id()) -> None:
        self._id_at = id_at
        self._rows: list[list[Any]] = []
        self._ends: dict[UUID, tuple[int, bytes, datetime]] = {}
        self._known: set[str] = set()
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
        for code, where in ((by, "by"), (capability, "capability")):
            if code not in self._known:
                check_code(code, where)
                self._known.add(code)
        last, prev, moment = self._ends.get(subject, (0, None, at))
        header: dict[str, Any] = {
            "id": self._id_at(at), "subject": subject, "seq": last + 1, "kind": kind.name, "room": kind.room,
            "capability": capability, "place": place, "actor": by, "at": at, "said_at": said_at,
            "recorded_at": datetime.now(UTC),  # edge: as in `record`, no receipt may say it is older than it is
            "batch": batch, "about": about,
        }  # fmt: skip
        row = row_of(header, kind.shape.plain(payload), prev)
        self._rows.append(row)
        self._ends[subject] = (last + 1, row[DIGEST], max(moment, at))
        self.moments.append(Moment(max(moment, at), header["id"]))
        return Recorded(header["id"], last + 1, row[DIGEST].hex())

    def save(self) -> list[Moment]:
        """Write the facts, without positions yet; the answer goes to `give_positions`. Forgets them.

        Raises `NotInTransaction`, `SubjectHasFacts`.
        """
        if not connection.in_atomic_block:
            raise NotInTransaction
        subjects = list(self._ends)
        with connection.cursor() as cursor:
            cursor.execute("SELECT EXISTS (SELECT FROM ledger_fact WHERE subject = ANY(%s))", [subjects])
            if (found := cursor.fetchone()) and found[0]:
                raise SubjectHasFacts
        copy_rows("ledger_fact", COLUMNS, self._rows)
        moments, self.moments = self.moments, []
        self._rows, self._ends = [], {}
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
        copy_rows(
            "ledger_order",
            ("position", "fact_id"),
            ((number, moment.fact) for number, moment in enumerate(ordered, start=first)),
        )
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

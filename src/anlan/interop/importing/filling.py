"""Rows into cases, in memory: each with facts at its own times."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from anlan.access.public import Actor, GrantView, KeeperBook, service
from anlan.cases.public import Bulk, Matter, Sent, UnitBook, Whereabouts, draw_numbers
from anlan.interop.importing.ground import Categories, Ground, scheme_of, units_of
from anlan.interop.importing.ids import Ids
from anlan.interop.replay.capability import PROMISE
from anlan.interop.replay.mapping import Mapping
from anlan.interop.replay.row import Row
from anlan.kit.codes import span
from anlan.parties.public import Unit
from anlan.schemes.public import CapabilityUnknown

BY_HAND = "文件中的承办单位与分流规则不同 The file names another unit than the routing rules."


def source_of(mapping: Mapping) -> str:
    """How an import names its source: a request's number is taken once, whatever file it stands in."""
    return f"import:{mapping.name}"


def _hands(units: Iterable[Unit], district: int, until: datetime) -> Actor:
    """The importer as the hands of every unit: facts say that the import wrote them, and for which unit."""
    low, high = span(district)
    grants = tuple(GrantView(unit.id, "handler", district, low, high, None, unit.id, until) for unit in units)
    return Actor(service("import").ref, None, "import", grants, mfa=True)


class Filler:
    """Makes cases of rows. A request closed in the file was dispatched when it came, and all else at its closing."""

    def __init__(self, mapping: Mapping, batch: UUID, *, at: datetime) -> None:
        """Reads what stands in the database: everything the rows need was made before."""
        scheme = scheme_of(mapping)
        if scheme is None:
            raise CapabilityUnknown(name=mapping.name)
        self.mapping, self.batch, self.source = mapping, batch, source_of(mapping)
        self._scheme, self._categories, self._ground = scheme, Categories(scheme), Ground(mapping)
        self._units, self._by = units_of(self._ground.district), service("import")
        self._ids = Ids()  # made after the fork: two processes must not give the same
        self._book, self._keepers = UnitBook(self._units.values()), KeeperBook()
        self._hands = _hands(self._units.values(), self._ground.district, at)

    def knows(self, row: Row) -> bool:
        """Whether the capability has a category for the row."""
        return row.type in self._categories

    def fill(self, rows: list[Row]) -> Bulk:
        """The cases of `rows`, not written yet."""
        numbers = iter(draw_numbers(len(rows)))
        bulk = Bulk(
            self._scheme, self._book, numbers, id_at=self._ids, keepers=self._keepers, batch=self.batch
        )
        for row in rows:
            self._one(bulk, row)
        return bulk

    def _one(self, bulk: Bulk, row: Row) -> None:
        by, at, place = self._by, row.created, self._ground.of(row)
        sent = Sent(
            words=row.words, category=self._categories[row.type], channel=row.channel, place=place,
            address=row.address, outside={PROMISE: row.due.isoformat()} if row.due else {},
        )  # fmt: skip
        matter = bulk.report(sent, Whereabouts(place), by=by, at=at, source=self.source, key=row.request)
        if row.unit != row.routed:
            bulk.do(matter, "route", by=by, at=at, unit=self._units[row.unit].id, words=BY_HAND)
        bulk.do(matter, "dispatch", by=by, at=at)
        if row.closed is not None and row.outcome is not None:
            self._end(bulk, matter, row, row.closed, row.outcome)

    def _end(self, bulk: Bulk, matter: Matter, row: Row, at: datetime, outcome: str) -> None:
        hand, said = self._hands, row.status
        bulk.do(matter, "accept", by=hand, at=at)
        bulk.do(matter, "finish", by=hand, at=at, words=said)
        bulk.do(matter, "verify", by=self._by, at=at)
        bulk.do(matter, "close", by=self._by, at=at, outcome=outcome, words=said)

"""Rows into cases, in memory: each with facts at its own times."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any
from uuid import UUID

from anlan.access.public import Actor, GrantView, service
from anlan.cases.public import Bulk, Matter, Sent, UnitBook, Whereabouts, draw_numbers
from anlan.interop.importing.ground import Ground
from anlan.interop.replay.capability import PROMISE
from anlan.interop.replay.mapping import Mapping
from anlan.interop.replay.rows import Row
from anlan.kit.codes import span
from anlan.ledger.public import BulkFacts, FactKind, Moment, Recorded
from anlan.parties.public import Unit
from anlan.schemes.public import Scheme

BY_HAND = "文件中的承办单位与分流规则不同 The file names another unit than the routing rules."


class _OfOneImport(BulkFacts):
    """Facts that carry the import's batch, so that it can be taken back whole."""

    def __init__(self, batch: UUID) -> None:
        super().__init__()
        self._batch = batch

    def record(self, kind: FactKind[Any], **told: Any) -> Recorded:
        """As in a bulk, with the batch."""
        return super().record(kind, **{**told, "batch": self._batch})


def source_of(mapping: Mapping) -> str:
    """How an import names its source: a request's number is taken once, whatever file it stands in."""
    return f"import:{mapping.name}"


def _hands(units: Iterable[Unit], district: int, until: datetime) -> Actor:
    """The importer as the hands of every unit: facts say that the import wrote them, and for which unit."""
    low, high = span(district)
    grants = tuple(GrantView(unit.id, "handler", district, low, high, None, unit.id, until) for unit in units)
    return Actor(service("import").ref, None, "import", grants, mfa=True)


class Filler:
    """Fills portions of rows. A request closed in the file was dispatched when it came, and all else at its closing."""

    def __init__(  # noqa: PLR0917
        self, mapping: Mapping, scheme: Scheme, codes: dict[str, str], ground: Ground, units: dict[str, Unit],
        batch: UUID,
    ) -> None:  # fmt: skip
        self.mapping, self.scheme, self.codes, self.ground, self.batch = mapping, scheme, codes, ground, batch
        self.units, self.by = units, service("import")
        self._hands = _hands(units.values(), ground.district, ground.at)

    def fill(self, rows: Iterable[Row]) -> list[Moment]:
        """Write the cases of `rows`; their facts still need positions. Inside the caller's transaction."""
        rows = list(rows)
        bulk = Bulk(self.scheme, UnitBook(self.units.values()), iter(draw_numbers(len(rows))))
        bulk.makings.facts = _OfOneImport(self.batch)
        for row in rows:
            self._one(bulk, row)
        return bulk.save()

    def _one(self, bulk: Bulk, row: Row) -> None:
        sent = Sent(
            words=row.type, category=self.codes[row.type], channel=row.channel, place=self.ground.of(row),
            address=row.address,
            outside={PROMISE: row.due.isoformat()} if row.due else {},
        )  # fmt: skip
        matter = bulk.report(
            sent, Whereabouts(self.ground.of(row)), by=self.by, at=row.created, source=source_of(self.mapping),
            key=row.request,
        )  # fmt: skip
        if row.unit != row.routed:
            bulk.do(matter, "route", by=self.by, at=row.created, unit=self.units[row.unit].id, words=BY_HAND)
        bulk.do(matter, "dispatch", by=self.by, at=row.created)
        if row.closed is not None and row.outcome is not None:
            self._end(bulk, matter, row, row.closed, row.outcome)

    def _end(self, bulk: Bulk, matter: Matter, row: Row, at: datetime, outcome: str) -> None:
        hand, said = self._hands, row.status
        bulk.do(matter, "accept", by=hand, at=at)
        bulk.do(matter, "finish", by=hand, at=at, words=said)
        bulk.do(matter, "verify", by=self.by, at=at)
        bulk.do(matter, "close", by=self.by, at=at, outcome=outcome, words=said)

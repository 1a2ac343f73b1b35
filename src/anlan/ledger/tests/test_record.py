"""A fact stands or falls with the change it tells of, and holds no words."""

from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import UUID

from anlan.kit.ids import new_id
from anlan.ledger.public import FactKind, history, record

AT = datetime(2026, 10, 9, 8, 30, tzinfo=UTC)


@dataclass(frozen=True)
class Moved:
    to: str
    count: int | None = None
    when: datetime | None = None
    units: tuple[UUID, ...] = ()


MOVED = FactKind("ledger_test.move", Moved)


def test_it(db):
    s = new_id()
    a = record(MOVED, subject=s, by="service:test", at=AT, payload=Moved("x", 1, AT, (s,)), first=True)
    record(MOVED, subject=s, by="service:test", at=AT, payload=Moved("y"))
    h = history(s)
    assert [f.seq for f in h] == [1, 2]
    assert h[0].hash == a.hash
    assert MOVED.read(h[0]) == Moved("x", 1, AT, (s,))

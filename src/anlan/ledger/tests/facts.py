"""Facts for tests."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.backends.utils import CursorWrapper

from anlan.kit.ids import new_id
from anlan.ledger.public import FactKind, Recorded, record

AT = datetime(2026, 10, 9, 8, 30, tzinfo=UTC)


@dataclass(frozen=True)
class Moved:
    to: str = "x"
    count: int | None = None
    share: float = 0.0
    when: datetime | None = None
    units: tuple[UUID, ...] = ()
    marks: dict[str, int] | None = None


@dataclass(frozen=True)
class Shut:
    reason: str


MOVED = FactKind("ledgertest.move", Moved)
SHUT = FactKind("ledgertest.shut", Shut)


def move(subject: UUID | None = None, **changes: object) -> Recorded:
    """One more fact about `subject`, or the first one about a new subject."""
    given_payload = changes.pop("payload", Moved())
    assert isinstance(given_payload, Moved)
    given: dict[str, Any] = {"by": "service:test", "at": AT, "first": subject is None, **changes}
    return record(MOVED, subject=subject or new_id(), payload=given_payload, **given)


def chain(length: int) -> UUID:
    """A new subject with that many facts."""
    subject = new_id()
    for seq in range(length):
        move(subject, first=seq == 0, payload=Moved(count=seq))
    return subject


@contextmanager
def as_owner() -> Iterator[CursorWrapper]:
    """A cursor of the owner of the tables within the test's own transaction."""
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL ROLE NONE")
        yield cursor
        cursor.execute("SET LOCAL ROLE anlan_app")

"""Looking through all facts, newest first: bounded by when they were recorded, so that it stays quick on any ledger.

A fact's id is a UUIDv7 (RFC 9562): its first 48 bits are the millisecond it was recorded in. The primary key is thus
an index over time, and one more index on the busiest table of the house is not needed.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import OperationalError, connection, transaction

from anlan.kit.db import set_local
from anlan.kit.errors import TooMuch
from anlan.ledger.queries import _COLUMNS, Fact, _fact

LONGEST_LOOK_MS = 4000


class SearchTooWide(TooMuch):
    """There are too many facts in this time to look through. Choose a shorter time, or name a subject."""


@dataclass(frozen=True, slots=True)
class Search:
    """What to look for among the facts recorded from `since` until before `until`; empty fields do not narrow.

    `subject`: in its chain or about it. `places`: ranges of codes; a fact without a place is found only without it.
    `before`: the id of the last fact of the page before.
    """

    since: datetime
    until: datetime
    actor: str = ""
    kind: str = ""
    subject: UUID | None = None
    places: tuple[tuple[int, int], ...] = ()
    before: UUID | None = None


def search_facts(wanted: Search, *, limit: int) -> list[Fact]:
    """At most `limit` facts, newest first. Raises `SearchTooWide` when it takes longer than four seconds."""
    conditions, values = _conditions(wanted)
    sql = (
        f"SELECT {_COLUMNS} FROM ledger_fact f WHERE {' AND '.join(conditions)} "  # noqa: S608  constant texts
        "ORDER BY f.id DESC LIMIT %s"
    )
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SELECT current_setting('statement_timeout')")
            (before,) = cursor.fetchone() or ("0",)
            set_local({"statement_timeout": str(LONGEST_LOOK_MS)})
            cursor.execute(sql, [*values, limit])
            rows = list(cursor.fetchall())
            set_local({"statement_timeout": before})
    except OperationalError as error:
        raise SearchTooWide from error
    return [_fact(row) for row in rows]


def _conditions(wanted: Search) -> tuple[list[str], list[Any]]:
    high = wanted.before or _first_id(wanted.until)
    found = ["f.id >= %s", "f.id < %s"]
    values: list[Any] = [_first_id(wanted.since), min(high, _first_id(wanted.until))]
    if wanted.actor:
        found.append("f.actor = %s")
        values.append(wanted.actor)
    if wanted.kind:
        found.append("f.kind = %s")
        values.append(wanted.kind)
    if wanted.subject is not None:
        found.append("(f.subject = %s OR f.about = %s)")
        values += [wanted.subject, wanted.subject]
    if wanted.places:
        found.append(f"({' OR '.join(['f.place BETWEEN %s AND %s'] * len(wanted.places))})")
        values += [code for span in wanted.places for code in span]
    return found, values


def _first_id(moment: datetime) -> UUID:
    return UUID(int=max(0, int(moment.timestamp() * 1000)) << 80)

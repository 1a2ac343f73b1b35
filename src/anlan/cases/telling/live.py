"""What changed, for live streams: numbers and codes of cases, in the ledger's order."""

from dataclasses import dataclass
from uuid import UUID

from django.db import connection

from anlan.cases.lifecycle import Work

# One statement for a whole batch: a stream must cost no query of its own.
_CHANGES = """
SELECT o.position, f.kind, c.number, c.version, c.state, c.late, c.place_scope, c.capability, c.reporter,
       coalesce((SELECT array_agg(a.unit) FROM cases_assignment a WHERE a.case_id = c.id AND a.state <> %s), '{}')
FROM ledger_order o JOIN ledger_fact f ON f.id = o.fact_id JOIN cases_case c ON c.id = f.subject
WHERE o.position > %s AND o.position <= %s AND f.room = 'cases' ORDER BY o.position
"""


@dataclass(frozen=True, slots=True)
class CaseChange:
    """One fact of a case, and who may know of it: its place, the units that work on it, its reporter."""

    position: int
    verb: str
    number: int
    version: int
    state: str
    late: bool
    place: int
    capability: str
    reporter: str
    units: tuple[UUID, ...]


def changes_between(after: int, upto: int) -> list[CaseChange]:
    """The facts of cases with `after` < position ≤ `upto`. One query, however many; ask for a few thousand at most.

    Unscoped: the caller asks `Scope.holds` for each listener.
    """
    with connection.cursor() as cursor:
        cursor.execute(_CHANGES, [Work.WITHDRAWN.value, after, upto])
        rows = cursor.fetchall()
    return [
        CaseChange(
            position,
            kind.partition(".")[2],
            number,
            version,
            state,
            late,
            place,
            capability,
            reporter,
            tuple(units),
        )
        for position, kind, number, version, state, late, place, capability, reporter, units in rows
    ]

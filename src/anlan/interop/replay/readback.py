"""Anlan's own figures, read back from Anlan: its lists over the API, its facts, its ledger. Nothing the driver kept."""

from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from anlan.interop.replay.capability import DUE
from anlan.interop.replay.client import Session
from anlan.interop.replay.desks import MARK
from anlan.interop.replay.figures import Value, hours
from anlan.interop.replay.install import Installed
from anlan.interop.replay.mapping import Mapping
from anlan.interop.replay.rows import Read
from anlan.ledger.public import assign_positions, facts_after, verify
from anlan.places.public import unlocated

_KINDS = frozenset({"cases.report", "cases.route", "cases.close"})
_AT_ONCE = 5_000


@dataclass
class Told:
    """What the facts of the replay's cases say."""

    reported: dict[UUID, datetime] = field(default_factory=dict)
    by_hand: set[UUID] = field(default_factory=set)
    closed: dict[UUID, datetime] = field(default_factory=dict)
    doubles: int = 0
    outcomes: Counter[str] = field(default_factory=Counter)
    clocks: Counter[str] = field(default_factory=Counter)

    def lengths(self) -> list[timedelta]:
        """From report to close, of every closed case."""
        return [at - self.reported[case] for case, at in self.closed.items()]


def _closed(told: Told, subject: UUID, at: datetime, payload: dict[str, Any]) -> None:
    told.doubles += subject in told.closed
    told.closed[subject] = at
    told.outcomes[payload["outcome"]] += 1
    clock = "late" if DUE in payload["missed"] else "in_time" if DUE in payload["met"] else "no_due"
    told.clocks[clock] += 1


def facts_of(capability: str) -> Told:
    """Read every fact in its order, waiting for none: those committed last get their position first."""
    assign_positions()
    told, position = Told(), 0
    while page := facts_after(position, limit=_AT_ONCE, kinds=_KINDS):
        for position, fact in page:  # noqa: B007 - the last one is where the next page begins
            if fact.capability != capability:
                continue
            if fact.kind == "cases.report":
                told.doubles += fact.subject in told.reported
                told.reported[fact.subject] = fact.at
            elif fact.kind == "cases.close":
                _closed(told, fact.subject, fact.at, fact.payload)
            elif fact.payload["clause"] == 0:
                told.by_hand.add(fact.subject)
    return told


def listed(operator: Session) -> list[dict[str, Any]]:
    """Every case of the district, page by page, as the operator's list gives them."""
    cases: list[dict[str, Any]] = []
    page: list[dict[str, Any]] = operator.get("/api/cases")
    while page:
        cases.extend(page)
        page = operator.get("/api/cases", before=page[-1]["number"])
    return cases


def own_figures(
    operator: Session, installed: Installed, mapping: Mapping, read: Read, *, again: dict[str, int]
) -> dict[str, Value]:
    """The same figures as `figures.of_file`, from what Anlan says of its cases.

    `again`: the case number each request got that was sent once more.
    """
    cases, told, verdict = listed(operator), facts_of(mapping.name), verify()
    rows = {row.request: row for row in read.rows}
    ids = {UUID(case["id"]): str(case["words"]).rpartition(MARK)[2] for case in cases}
    first = {str(case["words"]).rpartition(MARK)[2]: case["number"] for case in cases}
    numbers = Counter(ids.values())
    units = Counter(case["lead_unit"] for case in cases)
    created = {case: rows[number].created for case, number in ids.items() if number in rows}
    closed = {case: rows[number].closed for case, number in ids.items() if number in rows}
    open_now = sum(number for state, number in operator.get("/api/counts").items() if state != "late")
    return {
        "reported": len(told.reported),
        "at_created": sum(created.get(case) == at for case, at in told.reported.items()),
        "unlocated": sum(case["place"] == unlocated(mapping.district.code) for case in cases),
        **{f"unit.{unit.code}": units[str(installed.units[unit.code])] for unit in mapping.units},
        "by_hand": len(told.by_hand),
        "closed": len(told.closed),
        "at_closed": sum(closed.get(case) == at for case, at in told.closed.items()),
        **{clock: told.clocks[clock] for clock in ("in_time", "late", "no_due")},
        **{f"outcome.{outcome.code}": told.outcomes[outcome.code] for outcome in mapping.outcomes},
        "open": open_now,
        "median": hours(told.lengths(), 0.5),
        "p90": hours(told.lengths(), 0.9),
        "lost": sum(numbers[number] == 0 for number in rows),
        "doubled": sum(count - 1 for count in numbers.values()) + told.doubles,
        "sent_again": sum(first.get(request) == number for request, number in again.items()),
        "ledger": verdict.found + verdict.pending,
    }

"""Opening a case: the part that a report and a split share. The case is whole before the first row is written, and
everything it is made of goes to the database in one statement.
"""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection

from anlan.access.public import Actor, reporter, token_hmac
from anlan.cases.lifecycle import State
from anlan.cases.models import Case, CaseText, Clock, Intake
from anlan.cases.opening.whereabouts import Whereabouts
from anlan.cases.routing.clauses import owner
from anlan.cases.scheme.section import CASES
from anlan.cases.timekeeping.running import Happening, clocks_at_opening
from anlan.cases.words import index_terms, marks_of, with_marks
from anlan.kit.ids import new_id, new_token
from anlan.kit.inserting import insert, values
from anlan.kit.planned import run
from anlan.ledger.public import FIRST_FACT, FactKind, Recorded, first_fact
from anlan.parties.public import Nearest, which_units
from anlan.schemes.public import Scheme, current


@dataclass(frozen=True)
class Reported:
    """`clause` counts routing clauses from 1; 0 when nobody owns it yet."""

    number: int
    scheme: str
    category: str
    channel: str
    place: int
    premises: UUID | None
    unit: UUID | None
    clause: int
    split_from: UUID | None
    photos: tuple[str, ...]


REPORTED = FactKind("cases.report", Reported)


@dataclass(frozen=True)
class NewCase:
    """Everything a new case needs, checked already. `units`: those that may take it, when they were asked for."""

    scheme: Scheme
    category: str
    channel: str
    where: Whereabouts
    words: str
    answers: dict[str, Any] = field(default_factory=dict)
    address: str = ""
    source: dict[str, Any] = field(default_factory=dict)
    said_at: datetime | None = None
    reporter: str | None = None
    split_from: Case | None = None
    photos: tuple[str, ...] = ()
    units: Nearest | None = None

    @classmethod
    def from_origin(cls, origin: Case, *, category: str, words: str) -> "NewCase":
        """A part of `origin`: same place, channel and reporter, under the capability's current version."""
        return cls(
            scheme=current(origin.capability),
            category=category,
            channel=origin.channel,
            where=Whereabouts.of(origin),
            words=words,
            address=origin.text.address,
            reporter=origin.reporter,
            split_from=origin,
        )


@dataclass(frozen=True)
class Opened:
    """A case that is not written yet, the secret with which its reporter follows it, its words, its clocks, and the
    fact behind its receipt with the values it is written with.
    """

    case: Case
    token: str
    text: CaseText
    clocks: list[Clock]
    fact: Recorded
    fact_row: list[Any]

    def write(self, intake: Intake | None = None) -> bool:
        """Write case, words, clocks and fact; with `intake` only if that report's key was not taken meanwhile.

        Waits for a sender who is using the same key. Whether it was written.
        """
        claim, claimed = ("SELECT 1", []) if intake is None else (_CLAIM, _claimed(intake))
        parts = [f"claim AS ({claim})", FIRST_FACT, f"matter AS ({insert(Case, 1, after='claim')})"]
        parts.append(f"written AS ({insert(CaseText, 1, after='claim')})")
        if self.clocks:
            parts.append(f"started AS ({insert(Clock, len(self.clocks), after='claim')})")
        sql = f"WITH {', '.join(parts)} SELECT count(*) FROM claim"  # noqa: S608 - names of our own columns
        rows = [*claimed, *self.fact_row, *values([self.case]), *values([self.text]), *values(self.clocks)]
        return bool(run(sql, rows)[0][0])


_CLAIM = """INSERT INTO cases_intake (source, key, digest, "case", sealed_answer, at)
VALUES (%s, %s, %s, %s, %s, %s) ON CONFLICT DO NOTHING RETURNING 1"""


def _claimed(intake: Intake) -> list[Any]:
    return [intake.source, intake.key, intake.digest, intake.case, intake.sealed_answer, intake.at]


def _next_number() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval('cases_number')")
        row = cursor.fetchone()
    assert row is not None  # noqa: S101 - a sequence always answers
    return int(row[0])


def _route(case: Case, new: NewCase, at: datetime) -> int:
    """Find the owner while the case is taken in, so that it reaches the unit within seconds; returns the clause."""
    if not new.category:
        return 0
    units = new.units
    if units is None or units.place != case.place_scope:
        units = which_units(case.place_scope, at).ask()
    found = owner(
        new.scheme.section(CASES),
        category=new.category,
        place=case.place_scope,
        premises_kind=new.where.premises_kind,
        at=at,
        find=lambda role, *_: units.with_role(role),
    )
    if found is None or found.unit is None:
        return 0
    case.lead_unit, case.lead_role, case.supporting_roles = found.unit.id, found.role, list(found.supporting)
    case.state = State.ROUTED
    return found.clause


def _envelope(new: NewCase, mark: str, number: int, *, by: Actor, at: datetime) -> Case:
    return Case(
        id=new_id(),
        number=number,
        state=State.REPORTED,
        capability=new.scheme.name,
        scheme=new.scheme.hash,
        category=new.category,
        channel=new.channel,
        reported_at=at,
        said_at=new.said_at,
        changed_at=at,
        changed_by=by.ref,
        reporter=new.reporter or reporter(mark).ref,
        token_hash=bytes.fromhex(mark),
        split_from=new.split_from,
        **new.where.columns(),
    )


def _text(case: Case, new: NewCase) -> CaseText:
    marks = marks_of(
        number=case.number,
        place=case.place_scope,
        is_open=True,
        capability=case.capability,
        category=case.category,
        units=[case.lead_unit] if case.lead_unit else [],
    )
    return CaseText(
        case=case,
        words=new.words,
        address=new.address,
        answers=new.answers,
        source=new.source,
        terms=with_marks(index_terms(f"{new.words} {new.address}"), marks),
    )


def open_case(new: NewCase, *, by: Actor, at: datetime, number: int) -> Opened:
    """Make the case with its words, owner, clocks and first fact, in memory; `write` keeps it.

    `number` was drawn from the sequence. Raises `PromiseWrong`.
    """
    token = new_token()
    case = _envelope(new, token_hmac(token), number, by=by, at=at)
    clause = _route(case, new, at)
    events = [Happening("reported", new.said_at, new.source)]
    if case.state == State.ROUTED:
        events.append(Happening("routed"))
    clocks = clocks_at_opening(case, events, at=at)
    fact, row = first_fact(
        REPORTED,
        subject=case.id,
        by=by.ref,
        at=at,
        said_at=new.said_at,
        payload=_payload(case, new, clause),
        capability=case.capability,
        place=case.place_scope,
    )
    case.receipt = fact.hash
    case._state.adding, case._state.db = False, connection.alias  # it stands once it is written
    return Opened(case, token, _text(case, new), clocks, fact, row)


def split_off(new: NewCase, *, by: Actor, at: datetime) -> Case:
    """Open and write a case that no report of its own brought, in the caller's transaction."""
    opened = open_case(new, by=by, at=at, number=_next_number())
    opened.write()
    return opened.case


def _payload(case: Case, new: NewCase, clause: int) -> Reported:
    return Reported(
        number=case.number,
        scheme=case.scheme,
        category=case.category,
        channel=case.channel,
        place=case.place_reported,
        premises=case.premises,
        unit=case.lead_unit,
        clause=clause,
        split_from=new.split_from.id if new.split_from else None,
        photos=new.photos,
    )

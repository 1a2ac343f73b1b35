"""Opening a case: the part that a report and a split share."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection

from anlan.access.public import Actor, reporter, token_hmac
from anlan.cases.lifecycle import State
from anlan.cases.models import Case, CaseText
from anlan.cases.routing import owner
from anlan.cases.section import CASES
from anlan.cases.timekeeping import happened
from anlan.cases.whereabouts import Whereabouts
from anlan.cases.words import index_terms
from anlan.kit.ids import new_id, new_token
from anlan.ledger.public import FactKind, Recorded, record
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
    """Everything a new case needs, checked already."""

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
    """The case, the secret with which its reporter follows it, and the fact behind its receipt."""

    case: Case
    token: str
    fact: Recorded


def _next_number() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval('cases_number')")
        row = cursor.fetchone()
    assert row is not None  # noqa: S101 - a sequence always answers
    return int(row[0])


def _routed(case: Case, new: NewCase, at: datetime) -> int:
    """Find the owner while the case is taken in, so that it reaches the unit within seconds; returns the clause."""
    if not new.category:
        return 0
    section = new.scheme.section(CASES)
    found = owner(
        section, category=new.category, place=case.place_scope, premises_kind=new.where.premises_kind, at=at
    )
    if found is None or found.unit is None:
        return 0
    case.lead_unit, case.lead_role, case.supporting_roles = found.unit.id, found.role, list(found.supporting)
    case.state = State.ROUTED
    return found.clause


def _envelope(new: NewCase, mark: str, *, by: Actor, at: datetime) -> Case:
    """The new row, not saved yet."""
    return Case(
        id=new_id(),
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


def open_case(new: NewCase, *, by: Actor, at: datetime, number: int | None = None) -> Opened:
    """Insert the case with its words, clocks and first fact, inside the caller's transaction.

    `number` is one the caller drew from the sequence already.
    """
    token = new_token()
    case = _envelope(new, token_hmac(token), by=by, at=at)
    case.number = _next_number() if number is None else number
    clause = _routed(case, new, at)
    fact = record(
        REPORTED,
        subject=case.id,
        by=by.ref,
        at=at,
        said_at=new.said_at,
        payload=_payload(case, new, clause),
        capability=case.capability,
        place=case.place_scope,
        first=True,
    )
    case.receipt = fact.hash
    case.save(force_insert=True)
    CaseText.objects.create(
        case=case,
        words=new.words,
        address=new.address,
        answers=new.answers,
        source=new.source,
        terms=index_terms(f"{new.words} {new.address}"),
    )
    happened(case, "reported", at=at, said_at=new.said_at, promised=new.source)
    if case.state == State.ROUTED:
        happened(case, "routed", at=at)
    if case.next_due is not None:  # few capabilities have a clock before a unit is asked
        case.save(update_fields=["next_due", "late"])
    return Opened(case, token, fact)


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

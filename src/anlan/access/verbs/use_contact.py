"""A program uses the contact somebody left, to tell that person about their own matter."""

from datetime import datetime
from uuid import UUID, uuid5

from django.db import transaction
from django.utils.timezone import localdate

from anlan.access.actors import Actor
from anlan.access.facts import PERSON_READ, PersonRead
from anlan.access.rules import require
from anlan.access.vault import Known, door, known, rows_of
from anlan.ledger.public import history, record

PURPOSE = "notify"


@transaction.atomic
def use_contact(
    *, subject: UUID, role: str, place: int, by: Actor, at: datetime, capability: str | None = None
) -> list[Known]:
    """The people of a case in `role`, in words, for a program that writes to them. Only `people.notify` opens it.

    The use is a fact, once a local day for each program and case: a message that is tried ten times is one use, and
    ten lines would hide from the person the one look that matters. Raises `NotPermitted`.
    """
    require(by, "people.notify", place=place, capability=capability)
    with door(by, subject):
        rows = [row for row in rows_of(subject) if row.role == role]
        shown = [one for one in (known(row) for row in rows) if one.contact is not None]
        if shown and not _recorded_today(subject, by, at):
            record(
                PERSON_READ,
                subject=_chain(subject, by),
                by=by.ref,
                at=at,
                payload=PersonRead(tuple(one.id for one in shown), PURPOSE, glass=False),
                capability=capability or "",
                place=place,
                about=subject,
            )
    return shown


def _chain(subject: UUID, by: Actor) -> UUID:
    return uuid5(subject, by.ref)


def _recorded_today(subject: UUID, by: Actor, at: datetime) -> bool:
    looks = (fact for fact in history(_chain(subject, by)) if fact.kind == PERSON_READ.name)
    return any(localdate(fact.at) == localdate(at) for fact in looks)

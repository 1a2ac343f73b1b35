"""The door of the vault. A row of `people` can be read or written only while it stands open, for one case."""

from collections.abc import Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID, uuid5

from django.db import connection, transaction

from anlan.access.actors import Actor
from anlan.access.contacts import Contact
from anlan.access.errors import PersonNotFound, PurposeUnknown
from anlan.access.facts import PERSON_READ, PersonRead
from anlan.access.models import Person
from anlan.access.purposes import by_programs, purposes
from anlan.access.rules import may, require
from anlan.access.sealing import unseal
from anlan.kit.db import set_local
from anlan.ledger.public import record


@dataclass(frozen=True, slots=True)
class Known:
    """Somebody named in a case. `contact` is None when it was erased."""

    id: UUID
    role: str
    contact: Contact | None


@contextmanager
def door(actor: Actor, subject: UUID) -> Iterator[None]:
    """Open the people of `subject` for this block. What fails inside is rolled back, the settings with it."""
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SELECT current_setting('anlan.case', true), current_setting('anlan.actor', true)")
            before = cursor.fetchone() or ("", "")
        set_local({"anlan.case": str(subject), "anlan.actor": actor.ref})
        yield
        set_local({"anlan.case": before[0] or "", "anlan.actor": before[1] or ""})


@contextmanager
def open_people(
    actor: Actor,
    subject: UUID,
    purpose: str,
    at: datetime,
    *,
    place: int,
    capability: str | None = None,
    units: Collection[UUID] = (),
    participant: bool = False,
    person: UUID | None = None,
) -> Iterator[list[Person]]:
    """The sealed rows of a case (or of one `person`), after the look was permitted and recorded.

    The fact lies in the chain of the reader's session, `about` the case, so "who has seen this" is one
    look-up. Raises `NotPermitted`, `SecondFactorNeeded`, `PurposeUnknown`, `PersonNotFound`; and whatever
    the ledger raises: without the fact nothing is shown.
    """
    if purpose not in purposes or purpose in by_programs:
        raise PurposeUnknown(field="purpose", purpose=purpose)
    require(actor, "people.reveal", place=place, capability=capability, units=units, participant=participant)
    ordinary = replace(actor, grants=tuple(grant for grant in actor.grants if grant.role != "break_glass"))
    by_glass = not may(
        ordinary, "people.reveal", place=place, capability=capability, units=units, participant=participant
    )
    with door(actor, subject):
        rows = rows_of(subject, person)
        if not rows:
            raise PersonNotFound(field="person")
        record(
            PERSON_READ,
            subject=actor.session or uuid5(subject, actor.ref),
            by=actor.ref,
            at=at,
            payload=PersonRead(tuple(row.id for row in rows), purpose, by_glass),
            capability=capability or "",
            place=place,
            about=subject,
        )
        yield rows


def rows_of(subject: UUID, person: UUID | None = None) -> list[Person]:
    """The rows of a case while its door stands open; none otherwise."""
    rows = Person.objects.filter(subject=subject).select_related("key")
    return list(rows if person is None else rows.filter(id=person))


def known(row: Person) -> Known:
    """A row in words. Raises `WrappingKeyMissing`, `PersonSealBroken`."""
    key = getattr(row, "key", None)
    if key is None:
        return Known(row.id, row.role, None)
    words = unseal(bytes(row.sealed), bytes(key.wrapped), key.wrapped_by, person=row.id, subject=row.subject)
    return Known(row.id, row.role, Contact.from_bytes(words))

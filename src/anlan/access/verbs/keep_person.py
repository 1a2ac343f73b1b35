"""Keep somebody's contact, sealed, with the case it belongs to."""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from django.db import transaction

from anlan.access.actors import Actor
from anlan.access.callers import keep_mark
from anlan.access.contacts import Contact, contact
from anlan.access.facts import PERSON_KEPT, PersonKept
from anlan.access.models import Person, PersonKey
from anlan.access.rules import require
from anlan.access.sealing import seal
from anlan.access.vault import door
from anlan.kit.ids import new_id
from anlan.ledger.public import record


@transaction.atomic
def keep_person(
    *,
    subject: UUID,
    role: str,
    by: Actor,
    at: datetime,
    place: int | None = None,
    name: str = "",
    phone: str = "",
    address: str = "",
    email: str = "",
    capability: str | None = None,
    units: Collection[UUID] = (),
    participant: bool = False,
    findable: bool = False,
) -> UUID:
    """Seal a contact under a key of its own; returns the person's id. `role` is a code: `reporter`, `party`.

    Whoever may report may also say how to be reached; `place` matters for those who may not. `findable`: the number
    is kept as a mark too, by which `look_up_caller` finds the subject again when its owner agrees.
    Raises `NotPermitted` (`people.keep`), `ContactEmpty`, `PhoneInvalid` and what `kit.words.clean` raises.
    """
    require(by, "people.keep", place=place, capability=capability, units=units, participant=participant)
    words = contact(name=name, phone=phone, address=address, email=email)
    with door(by, subject):
        person = _sealed(words, subject=subject, role=role, by=by, at=at)
        if findable and words.phone:
            keep_mark(person=person, subject=subject, phone=words.phone, at=at)
    record(
        PERSON_KEPT,
        subject=person,
        by=by.ref,
        at=at,
        payload=PersonKept(role),
        capability=capability or "",
        place=place,
        about=subject,
        first=True,
    )
    return person


def _sealed(words: Contact, *, subject: UUID, role: str, by: Actor, at: datetime) -> UUID:
    """Write somebody and their key, while the door of `subject` stands open; returns the person's id."""
    id = new_id()
    sealed, wrapped, wrapped_by = seal(words.as_bytes(), person=id, subject=subject)
    person = Person(id=id, subject=subject, role=role, sealed=sealed, kept_at=at, kept_by=by.ref)
    key = PersonKey(person_id=id, subject=subject, wrapped=wrapped, wrapped_by=wrapped_by)
    Person.objects.bulk_create([person])
    PersonKey.objects.bulk_create([key])
    return id

"""A look at what belongs to a person, recorded so that “who has seen my record” tells of it."""

from datetime import datetime
from uuid import UUID, uuid5

from anlan.access.actors import Actor
from anlan.access.facts import PERSON_READ, PersonRead
from anlan.access.purposes import purposes
from anlan.ledger.public import record


def record_look(*, subject: UUID, purpose: str, place: int, capability: str, by: Actor, at: datetime) -> None:
    """`by` was shown that `subject` belongs to a person, without their contact. The caller has checked the right.

    `KeyError` for a purpose nobody named.
    """
    purposes[purpose]
    record(
        PERSON_READ,
        subject=by.session or uuid5(subject, by.ref),
        by=by.ref,
        at=at,
        payload=PersonRead((), purpose, glass=False),
        capability=capability,
        place=place,
        about=subject,
    )

"""Erase somebody: destroy the key, so that what is sealed can never be read again.

An older backup still holds the key: `erasure_list` remembers who to erase again after a restore.
"""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from django.db import transaction

from anlan.access import erasure_list
from anlan.access.actors import Actor
from anlan.access.errors import ErasureUnknown, PersonGone, PersonNotFound
from anlan.access.facts import PERSON_ERASED, PersonErased
from anlan.access.models import PersonKey
from anlan.access.purposes import erasures
from anlan.access.rules import require
from anlan.access.vault import door, rows_of
from anlan.ledger.public import record


@transaction.atomic
def erase_person(
    *,
    subject: UUID,
    person: UUID,
    why: str,
    place: int,
    by: Actor,
    at: datetime,
    capability: str | None = None,
    units: Collection[UUID] = (),
    participant: bool = False,
) -> None:
    """Destroy one person's key (PIPL art. 47); `why` is a code of `access.purposes.erasures`.

    Raises `NotPermitted`, `SecondFactorNeeded`, `ErasureUnknown`, `PersonNotFound`, `PersonGone`.
    """
    require(by, "people.erase", place=place, capability=capability, units=units, participant=participant)
    if why not in erasures:
        raise ErasureUnknown(field="why", why=why)
    erase(subject=subject, person=person, why=why, by=by, at=at, place=place, capability=capability)
    transaction.on_commit(lambda: erasure_list.add(subject, person, why))


@transaction.atomic
def erase(
    *,
    subject: UUID,
    person: UUID,
    why: str,
    by: Actor,
    at: datetime,
    place: int | None = None,
    capability: str | None = None,
) -> None:
    """Destroy the key and record it, the permission being checked. Raises `PersonNotFound`, `PersonGone`."""
    with door(by, subject):
        if not rows_of(subject, person):
            raise PersonNotFound(field="person")
        destroyed, _ = PersonKey.objects.filter(person=person, subject=subject).delete()
    if not destroyed:
        raise PersonGone(field="person")
    record(
        PERSON_ERASED,
        subject=person,
        by=by.ref,
        at=at,
        payload=PersonErased(why),
        capability=capability or "",
        place=place,
        about=subject,
    )

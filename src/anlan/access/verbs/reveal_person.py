"""Show the people of a case to somebody who needs to know, and record that they looked."""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from django.db import transaction

from anlan.access.actors import Actor
from anlan.access.errors import PersonGone
from anlan.access.vault import Known, known, open_people


@transaction.atomic
def reveal_person(
    *,
    subject: UUID,
    purpose: str,
    place: int,
    by: Actor,
    at: datetime,
    person: UUID | None = None,
    capability: str | None = None,
    units: Collection[UUID] = (),
    participant: bool = False,
) -> list[Known]:
    """The people of a case in words, or one of them; `purpose` is a code of `access.purposes`.

    Raises `NotPermitted`, `SecondFactorNeeded`, `PurposeUnknown`, `PersonNotFound`, and `PersonGone` when
    the one asked for was erased. Nothing is shown unless the look was recorded.
    """
    opened = open_people(
        by,
        subject,
        purpose,
        at,
        place=place,
        capability=capability,
        units=units,
        participant=participant,
        person=person,
    )
    with opened as rows:
        shown = [known(row) for row in rows]
    if person is not None and shown[0].contact is None:
        raise PersonGone(field="person")
    return shown

"""Withdraw a published version: the one before it is current again; pinned cases go on with theirs."""

from datetime import datetime

from django.db import transaction

from anlan.access.public import Actor, require
from anlan.kit.db import lock
from anlan.kit.errors import Conflict
from anlan.ledger.public import record
from anlan.schemes.facts import WITHDRAWN, Withdrawn, subject_of
from anlan.schemes.models import SchemeVersion
from anlan.schemes.queries import SchemeUnknown


class AlreadyWithdrawn(Conflict):
    """Version {version} of {name} was withdrawn already."""


@transaction.atomic
def withdraw(digest: str, *, by: Actor, at: datetime) -> SchemeVersion:
    """Take a version out of use. Raises `SchemeUnknown`, `AlreadyWithdrawn`, `NotPermitted`."""
    require(by, "schemes.publish")
    row = SchemeVersion.objects.filter(hash=digest).first()
    if row is None:
        raise SchemeUnknown(hash=digest)
    lock(f"schemes:{row.name}")
    row.refresh_from_db()
    if row.withdrawn_at is not None:
        raise AlreadyWithdrawn(name=row.name, version=row.version)
    row.withdrawn_at = at
    row.save(update_fields=["withdrawn_at"])
    record(
        WITHDRAWN,
        subject=subject_of(row.name),
        by=by.ref,
        at=at,
        payload=Withdrawn(version=row.version, edition=row.edition, hash=row.hash),
        capability=row.name,
    )
    return row

"""Change what a unit is called and what it takes."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db import transaction

from anlan.access.public import Actor
from anlan.kit.words import clean
from anlan.ledger.public import record
from anlan.parties.checking import good_phone, good_roles, good_shield, managed
from anlan.parties.facts import UNIT_CHANGED
from anlan.parties.models import Unit
from anlan.parties.verbs.add_unit import payload_of


@transaction.atomic
def change_unit(
    *, unit: UUID, version: int, name_zh: str, name_en: str, roles: Sequence[str], shield: Sequence[str],
    by: Actor, at: datetime, phone: str | None = None,
) -> Unit:  # fmt: skip
    """Replace names, roles and shield of an open unit; its code, place and organisation stay, and its public `phone`
    too when None is given.

    `version` is the one that was seen. Needs `parties.manage` at its place. Raises `UnitUnknown`,
    `AlreadyClosed`, `ChangedMeanwhile`, `RoleMissing`, `RoleUnusable`, `PhoneUnusable`, `ShieldWithoutCommunity`.
    """
    row = managed(Unit, unit, by, version)
    row.name_zh = clean(name_zh, field="name_zh", longest=120, required=True)
    row.name_en = clean(name_en, field="name_en", longest=240, required=True)
    row.roles, row.shield = good_roles(roles), good_shield(shield, row.community)
    if phone is not None:
        row.phone = good_phone(phone)
    row.version += 1
    row.save(update_fields=["name_zh", "name_en", "roles", "shield", "phone", "version"])
    record(UNIT_CHANGED, subject=row.id, by=by.ref, at=at, place=row.place_id, payload=payload_of(row))
    return row

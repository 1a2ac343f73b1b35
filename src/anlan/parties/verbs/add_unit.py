"""Add a unit that takes matters."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db import transaction

from anlan.access.public import Actor, require
from anlan.kit.words import clean
from anlan.ledger.public import record
from anlan.parties.checking import free_code, good_phone, good_roles, good_shield, held, unit_place
from anlan.parties.facts import UNIT_ADDED, UnitSet
from anlan.parties.models import Organisation, Unit


@transaction.atomic
def add_unit(
    *, code: str, name_zh: str, name_en: str, roles: Sequence[str], place: int, organisation: UUID, by: Actor,
    at: datetime, community: bool = False, shield: Sequence[str] = (), phone: str = "",
) -> Unit:  # fmt: skip
    """Add an open unit: `roles` it fills for `place` and below.

    `community` marks a residents' committee, which leads only the categories of its `shield` (社区工作事项清单,
    the list of matters a community may be given). `phone` is the public number residents read.
    Needs `parties.manage` at the place. Raises `CodeUnusable`, `CodeTaken`, `PhoneUnusable`, `RoleMissing`,
    `RoleUnusable`, `ShieldWithoutCommunity`, `PlaceUnknown`, `PlaceNotOpen`, `OrganisationUnknown`, `AlreadyClosed`.
    """
    require(by, "parties.manage", place=place)
    made = Unit.objects.create(
        code=free_code(Unit, code),
        name_zh=clean(name_zh, field="name_zh", longest=120, required=True),
        name_en=clean(name_en, field="name_en", longest=240, required=True),
        roles=good_roles(roles),
        place=unit_place(place),
        organisation=held(Organisation, organisation),
        phone=good_phone(phone),
        community=community,
        shield=good_shield(shield, community),
        valid_from=at,
    )
    payload = payload_of(made)
    record(UNIT_ADDED, subject=made.id, by=by.ref, at=at, place=place, payload=payload, first=True)
    return made


def payload_of(unit: Unit) -> UnitSet:
    """What a fact keeps of a unit."""
    return UnitSet(
        code=unit.code,
        roles=tuple(unit.roles),
        place=unit.place_id,
        organisation=unit.organisation_id,
        community=unit.community,
        shield=tuple(unit.shield),
        version=unit.version,
    )

"""Checks that several verbs make on codes, roles, places and versions."""

import re
from collections.abc import Iterable
from datetime import datetime
from typing import TypeVar
from uuid import UUID

from django.conf import settings
from django.db.models import Model

from anlan.access.public import Actor, require
from anlan.parties.errors import (
    AlreadyClosed,
    ChangedMeanwhile,
    CodeTaken,
    CodeUnusable,
    EndsTooEarly,
    KindUnusable,
    OrganisationUnknown,
    PhoneUnusable,
    PlaceNotOpen,
    PremisesUnknown,
    RoleMissing,
    RoleUnusable,
    ShieldWithoutCommunity,
    UnitUnknown,
)
from anlan.parties.models import Organisation, Premises, Unit
from anlan.places.public import Place, district_code, is_holding, place

_CODE = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]{0,39}")
_ROLE = re.compile(r"[a-z][a-z0-9_]{0,39}")
_PHONE = re.compile(r"\+?[0-9][0-9 ()-]{1,37}[0-9]")
_CATEGORY = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]{0,59}")
Party = TypeVar("Party", Organisation, Unit, Premises)
_MISSING = {Organisation: OrganisationUnknown, Unit: UnitUnknown, Premises: PremisesUnknown}


def free_code(kind: type[Model], code: str) -> str:
    """`code` when it can be used and never was. Raises `CodeUnusable`, `CodeTaken`."""
    if not _CODE.fullmatch(code):
        raise CodeUnusable(code=code[:60], field="code")
    if kind._default_manager.filter(code=code).exists():
        raise CodeTaken(code=code, field="code")
    return code


def good_roles(roles: Iterable[str]) -> list[str]:
    """Roles sorted, each once. Raises `RoleMissing`, `RoleUnusable`."""
    wanted = sorted(set(roles))
    if not wanted:
        raise RoleMissing(field="roles")
    for role in wanted:
        if not _ROLE.fullmatch(role):
            raise RoleUnusable(role=role[:60], field="roles")
    return wanted


def good_phone(phone: str) -> str:
    """A number as people dial it, "" for none. Raises `PhoneUnusable`."""
    given = " ".join(phone.split())
    if given and not _PHONE.fullmatch(given):
        raise PhoneUnusable(field="phone")
    return given


def good_shield(shield: Iterable[str], community: bool) -> list[str]:
    """Categories sorted, each once. Raises `ShieldWithoutCommunity`, `CodeUnusable`."""
    wanted = sorted(set(shield))
    if wanted and not community:
        raise ShieldWithoutCommunity(field="shield")
    for category in wanted:
        if not _CATEGORY.fullmatch(category):
            raise CodeUnusable(code=category[:60], field="shield")
    return wanted


def good_kind(kind: str) -> str:
    """A kind of premises such as `restaurant`. Raises `KindUnusable`."""
    if not _ROLE.fullmatch(kind):
        raise KindUnusable(kind=kind[:60], field="kind")
    return kind


def open_place(code: int) -> Place:
    """The open place where a party is put. Raises `PlaceUnknown`, `PlaceNotOpen`."""
    found = place(code)
    if found.valid_to is not None:
        raise PlaceNotOpen(code=code, field="place")
    return found


def unit_place(code: int) -> Place:
    """Like `open_place`, but a unit does not sit in a holding place. Raises `PlaceNotOpen` for one."""
    if is_holding(code):
        raise PlaceNotOpen(code=code, field="place")
    return open_place(code)


def held(kind: type[Party], id: UUID, version: int | None = None) -> Party:
    """The open row, locked for a change; `version` is the one the person saw.

    Raises the room's `…Unknown`, `AlreadyClosed`, `ChangedMeanwhile`.
    """
    return _unchanged(_locked(kind, id), version)


def managed(kind: type[Party], id: UUID, by: Actor, version: int | None = None) -> Party:
    """Like `held`, for whoever may manage it there. A party beyond one's places is unknown (404), not
    forbidden.

    Raises `NotPermitted` and what `held` raises.
    """
    row = _locked(kind, id)
    place = row.place_id if isinstance(row, Unit | Premises) else district_code(settings.ANLAN_DISTRICT)
    if by.service is None and not any(grant.low <= place <= grant.high for grant in by.grants):
        raise _MISSING[kind](code=id)
    require(by, "parties.manage", place=place)
    return _unchanged(row, version)


def _locked(kind: type[Party], id: UUID) -> Party:
    row = kind._default_manager.select_for_update(of=("self",)).filter(pk=id).first()
    if row is None:
        raise _MISSING[kind](code=id)
    return row


def _unchanged(row: Party, version: int | None) -> Party:
    if row.valid_to is not None:
        raise AlreadyClosed(code=row.code, at=row.valid_to.date())
    if version is not None and row.version != version:
        raise ChangedMeanwhile(code=row.code, field="version")
    return row


def end(row: Organisation | Unit | Premises, at: datetime) -> None:
    """Close a row; it stays for history. Raises `EndsTooEarly`."""
    if at <= row.valid_from:
        raise EndsTooEarly(code=row.code, since=row.valid_from.isoformat(), field="at")
    row.valid_to = at
    row.version += 1
    row.save(update_fields=["valid_to", "version"])

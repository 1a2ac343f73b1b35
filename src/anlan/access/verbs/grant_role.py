"""Give an account a role at a place until a day."""

from collections.abc import Collection
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction

from anlan.access.actors import Actor
from anlan.access.errors import (
    AccountDeactivated,
    AccountNotFound,
    GrantEndsTooEarly,
    GrantTooLong,
    GrantToOneself,
    PlaceCodeInvalid,
    RoleNotGranted,
    RolesConflict,
    RoleUnknown,
    UnitMissing,
    UnitUnwanted,
)
from anlan.access.facts import ROLE_GRANTED, RoleGranted
from anlan.access.models import Account, Grant
from anlan.access.queries import live_q
from anlan.access.roles import Role, roles
from anlan.access.rules import require
from anlan.kit.codes import CodeInvalid, level_of
from anlan.kit.words import clean
from anlan.ledger.public import record

LONGEST = timedelta(days=400)  # a year and a month to give it again; nothing is held by having been forgotten


@transaction.atomic
def grant_role(
    *,
    account: UUID,
    role: str,
    place: int,
    until: datetime,
    by: Actor,
    at: datetime,
    unit: UUID | None = None,
    capabilities: Collection[str] = (),
    reason: str = "",
) -> Grant:
    """A grant that ends. `capabilities` empty means every one; `unit` is needed for roles that reach a
    unit's cases.

    Nobody grants to themselves, and one account never holds both an administrator's role and a role that
    sees cases. Raises `NotPermitted`, `SecondFactorNeeded` (`access.grant` at `place`), `GrantToOneself`,
    `RolesConflict`, `AccountNotFound`, `AccountDeactivated`, `RoleUnknown`, `RoleNotGranted`,
    `UnitMissing`, `UnitUnwanted`, `PlaceCodeInvalid`, `GrantEndsTooEarly`, `GrantTooLong`.
    """
    given = _checked_role(role, unit)
    _check_place(place)
    require(by, "access.grant", place=place)
    if account == by.account_id:
        raise GrantToOneself(field="account")
    _check_length(at, until)
    holder = _holder(account)
    _check_conflict(holder, given, at)
    grant = Grant.objects.create(
        account=holder,
        role=role,
        place=place,
        capabilities=sorted({clean(one, field="capabilities", longest=60) for one in capabilities}),
        unit=unit,
        until=until,
        granted_by=by.ref,
        granted_at=at,
        reason=clean(reason, field="reason", longest=500),
    )
    record(
        ROLE_GRANTED,
        subject=account,
        by=by.ref,
        at=at,
        payload=RoleGranted(grant.id, role, unit, tuple(grant.capabilities), until),
        place=place,
    )
    return grant


def _checked_role(role: str, unit: UUID | None) -> Role:
    given = roles.get(role)
    if given is None:
        raise RoleUnknown(field="role", role=role)
    if role == "break_glass":
        raise RoleNotGranted(field="role", role=given.title)
    if given.reach == "unit" and unit is None:
        raise UnitMissing(field="unit", role=given.title)
    if given.reach != "unit" and unit is not None:
        raise UnitUnwanted(field="unit", role=given.title)
    return given


def _check_place(place: int) -> None:
    try:
        level_of(place)
    except CodeInvalid as invalid:
        raise PlaceCodeInvalid(field="place", place=place) from invalid


def _check_length(at: datetime, until: datetime) -> None:
    if until <= at:
        raise GrantEndsTooEarly(field="until")
    if until - at > LONGEST:
        raise GrantTooLong(field="until", days=LONGEST.days)


def _holder(account: UUID) -> Account:
    """Locked, so that two grants at once cannot slip past `RolesConflict`."""
    holder = Account.objects.select_for_update().filter(id=account).first()
    if holder is None:
        raise AccountNotFound(field="account")
    if not holder.is_active:
        raise AccountDeactivated(field="account")
    return holder


def _check_conflict(holder: Account, given: Role, at: datetime) -> None:
    """Three administrators, three people (GB/T 22239-2019, level 3), and none of them sees cases."""
    for code in holder.grants.filter(live_q(at)).exclude(role=given.code).values_list("role", flat=True):
        other = roles[code]
        if (given.admin or other.admin) and "resident" not in (given.code, other.code):
            raise RolesConflict(field="role", role=given.title, other=other.title)

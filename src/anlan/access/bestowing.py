"""What is checked before an account or a role comes to be, and the writing of it, for every verb that leads there."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.core.exceptions import ValidationError
from django.core.validators import validate_email

from anlan.access.actors import Actor
from anlan.access.errors import (
    AccountDeactivated,
    AccountNotFound,
    EmailInvalid,
    GrantEndsTooEarly,
    GrantTooLong,
    GrantToOneself,
    PlaceCodeInvalid,
    RoleNotGranted,
    RolesConflict,
    RoleUnknown,
    UnitMissing,
    UnitUnwanted,
    UsernameInvalid,
    UsernameTaken,
)
from anlan.access.models import USERNAME_SHAPE, Account, Grant
from anlan.access.queries import live_q
from anlan.access.roles import Role, roles
from anlan.access.rules import require
from anlan.kit.codes import CodeInvalid, level_of
from anlan.kit.words import clean

LONGEST = timedelta(days=400)  # a year and a month to give it again; nothing is held by having been forgotten


@dataclass(frozen=True, slots=True)
class Post:
    """A role at a place until a time: what a grant will say."""

    role: str
    place: int
    until: datetime
    unit: UUID | None = None
    capabilities: tuple[str, ...] = ()
    reason: str = ""


def good_post(
    *,
    role: str,
    place: int,
    until: datetime,
    unit: UUID | None,
    capabilities: Collection[str],
    reason: str,
    by: Actor,
    at: datetime,
) -> Post:
    """The post when it makes sense and `by` may give it there.

    Raises `RoleUnknown`, `RoleNotGranted`, `UnitMissing`, `UnitUnwanted`, `PlaceCodeInvalid`, `NotPermitted`,
    `SecondFactorNeeded` (`access.grant` at `place`), `GrantEndsTooEarly`, `GrantTooLong`.
    """
    _check_role(role, unit)
    try:
        level_of(place)
    except CodeInvalid as invalid:
        raise PlaceCodeInvalid(field="place", place=place) from invalid
    require(by, "access.grant", place=place)
    if until <= at:
        raise GrantEndsTooEarly(field="until")
    if until - at > LONGEST:
        raise GrantTooLong(field="until", days=LONGEST.days)
    only = tuple(sorted({clean(one, field="capabilities", longest=60) for one in capabilities}))
    return Post(role, place, until, unit, only, clean(reason, field="reason", longest=500))


def _check_role(role: str, unit: UUID | None) -> None:
    given = roles.get(role)
    if given is None:
        raise RoleUnknown(field="role", role=role)
    if role == "break_glass":
        raise RoleNotGranted(field="role", role=given.title)
    if given.reach == "unit" and unit is None:
        raise UnitMissing(field="unit", role=given.title)
    if given.reach != "unit" and unit is not None:
        raise UnitUnwanted(field="unit", role=given.title)


def holder_of(account: UUID, post: Post, *, by: Actor, at: datetime) -> Account:
    """The account that may take the post; locked, so that two grants at once cannot slip past `RolesConflict`.

    Raises `GrantToOneself`, `AccountNotFound`, `AccountDeactivated`, `RolesConflict`.
    """
    if account == by.account_id:
        raise GrantToOneself(field="account")
    holder = Account.objects.select_for_update().filter(id=account).first()
    if holder is None:
        raise AccountNotFound(field="account")
    if not holder.is_active:
        raise AccountDeactivated(field="account")
    _check_conflict(holder, roles[post.role], at)
    return holder


def _check_conflict(holder: Account, given: Role, at: datetime) -> None:
    """Three administrators, three people (GB/T 22239-2019, level 3), and none of them sees cases."""
    for code in holder.grants.filter(live_q(at)).exclude(role=given.code).values_list("role", flat=True):
        other = roles[code]
        if (given.admin or other.admin) and "resident" not in (given.code, other.code):
            raise RolesConflict(field="role", role=given.title, other=other.title)


def bestow(holder: Account, post: Post, *, granted_by: str, approved_by: str, at: datetime) -> Grant:
    """Write the grant; the caller has checked and records it."""
    return Grant.objects.create(
        account=holder,
        role=post.role,
        place=post.place,
        capabilities=list(post.capabilities),
        unit=post.unit,
        until=post.until,
        granted_by=granted_by,
        approved_by=approved_by,
        granted_at=at,
        reason=post.reason,
    )


def draft_account(*, username: str, name: str, email: str, language: str, at: datetime) -> Account:
    """An account that is not saved yet. The log-in name is stored in small letters.

    Raises `UsernameInvalid`, `UsernameTaken`, `EmailInvalid`, `TextMissing`.
    """
    login = clean(username, field="username", longest=60).lower()
    if not USERNAME_SHAPE.fullmatch(login):
        raise UsernameInvalid(field="username")
    account = Account(
        username=login,
        name=clean(name, field="name", longest=60, required=True),
        email=_email(email),
        language="en" if language.startswith("en") else "zh-hans",
        created_at=at,
    )
    if Account.objects.filter(username=login).exists():
        raise UsernameTaken(field="username", username=login)
    return account


def _email(value: str) -> str:
    email = clean(value, field="email", longest=254)
    if email:
        try:
            validate_email(email)
        except ValidationError as invalid:
            raise EmailInvalid(field="email") from invalid
    return email

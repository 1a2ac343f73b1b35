"""Accounts and grants over HTTP: who am I, who is there, and every verb an administrator has."""

from datetime import datetime
from uuid import UUID

from django.http import HttpRequest
from ninja import Router, Schema, Status
from pydantic import AwareDatetime, ConfigDict, Field

from anlan.access.actors import Actor, GrantView, actor_of
from anlan.access.errors import NotSignedIn
from anlan.access.models import Account, Grant
from anlan.access.queries import account_seen, accounts_seen
from anlan.access.verbs.break_glass import break_glass
from anlan.access.verbs.create_account import create_account
from anlan.access.verbs.deactivate_account import deactivate_account
from anlan.access.verbs.grant_role import grant_role
from anlan.access.verbs.reset_password import reset_password
from anlan.access.verbs.revoke_role import revoke_role
from anlan.kit import clock

router = Router(tags=["access"])
PAGE = 100


class Body(Schema):
    """A body with a key we do not know is refused, so nothing can be slipped in."""

    model_config = ConfigDict(extra="forbid")


class GrantShown(Schema):
    """A role at a place until a time; `capabilities` empty means every one."""

    id: UUID
    role: str
    title: str
    place: int
    unit: UUID | None
    capabilities: list[str]
    until: datetime


class Me(Schema):
    """The caller: their grants that count now."""

    id: UUID
    name: str
    language: str
    second_factor: bool
    grants: list[GrantShown]


class GrantListed(GrantShown):
    """A grant as an administrator sees it."""

    granted_by: str
    granted_at: datetime
    revoked_at: datetime | None
    reason: str


class AccountListed(Schema):
    """An account and those of its grants that lie in the caller's scope."""

    id: UUID
    username: str
    name: str
    active: bool
    grants: list[GrantListed]


class AccountBody(Body):
    """A new account."""

    username: str
    name: str
    password: str | None = None
    email: str = ""
    language: str = "zh-hans"


class GrantBody(Body):
    """A role at a place until a time."""

    account: UUID
    role: str
    place: int
    until: AwareDatetime
    unit: UUID | None = None
    capabilities: list[str] = Field(default_factory=list, max_length=50)
    reason: str = ""


class PasswordBody(Body):
    """A new password; `forget_factor` when the telephone was lost."""

    password: str
    forget_factor: bool = False


class GlassBody(Body):
    """Where, for how long, and why."""

    place: int
    minutes: int
    reason: str


def _shown(grant: GrantView) -> GrantShown:
    return GrantShown(
        id=grant.id,
        role=grant.role,
        title=str(grant.what.title),
        place=grant.place,
        unit=grant.unit,
        capabilities=sorted(grant.capabilities or ()),
        until=grant.until,
    )


def _listed(grant: Grant) -> GrantListed:
    return GrantListed(
        id=grant.id,
        role=grant.role,
        title=grant.title,
        place=grant.place,
        unit=grant.unit,
        capabilities=grant.capabilities,
        until=grant.until,
        granted_by=grant.granted_by,
        granted_at=grant.granted_at,
        revoked_at=grant.revoked_at,
        reason=grant.reason,
    )


def _account(account: Account) -> AccountListed:
    grants: list[Grant] = getattr(account, "grants_seen", [])
    return AccountListed(
        id=account.id,
        username=account.username,
        name=account.name,
        active=account.is_active,
        grants=[_listed(grant) for grant in grants],
    )


def signed_in(request: HttpRequest) -> Actor:
    """The caller, who has an account. Raises `NotSignedIn`."""
    actor = actor_of(request)
    if not actor.is_known:
        raise NotSignedIn
    return actor


@router.get("/me", response=Me, summary="Who am I, and what may I do")
def me(request: HttpRequest) -> Me:
    """The signed-in account with the grants that count now."""
    actor = signed_in(request)
    return Me(
        id=UUID(str(actor.account_id)),
        name=actor.name,
        language=actor.language,
        second_factor=actor.mfa,
        grants=[_shown(grant) for grant in actor.grants],
    )


@router.get("/accounts", response=list[AccountListed], summary="Accounts in the caller's scope")
def accounts(request: HttpRequest, after: str = "") -> list[AccountListed]:
    """At most 100 by log-in name; ask again with `after` = the last one's."""
    seen = accounts_seen(signed_in(request)).filter(username__gt=after)[:PAGE]
    return [_account(account) for account in seen]


@router.post("/accounts", response={201: AccountListed}, summary="Open an account")
def post_account(request: HttpRequest, body: AccountBody) -> Status[AccountListed]:
    """The account can do nothing until a role is granted."""
    made = create_account(**body.model_dump(), by=signed_in(request), at=clock.now())
    return Status(201, _account(made))


@router.post("/accounts/{account}/deactivate", response={204: None}, summary="Deactivate an account")
def post_deactivate(request: HttpRequest, account: UUID) -> Status[None]:
    """Its grants end with it."""
    deactivate_account(account=account, by=signed_in(request), at=clock.now())
    return Status(204, None)


@router.post("/accounts/{account}/password", response={204: None}, summary="Give a new password")
def post_password(request: HttpRequest, account: UUID, body: PasswordBody) -> Status[None]:
    """For somebody who cannot log in any more."""
    reset_password(account=account, **body.model_dump(), by=signed_in(request), at=clock.now())
    return Status(204, None)


@router.post("/grants", response={201: GrantListed}, summary="Grant a role")
def post_grant(request: HttpRequest, body: GrantBody) -> Status[GrantListed]:
    """An account outside the caller's scope is not found."""
    by = signed_in(request)
    account_seen(by, body.account)
    return Status(201, _listed(grant_role(**body.model_dump(), by=by, at=clock.now())))


@router.delete("/grants/{grant}", response={204: None}, summary="Revoke a grant")
def delete_grant(request: HttpRequest, grant: UUID) -> Status[None]:
    """It counts no more from now on."""
    revoke_role(grant=grant, by=signed_in(request), at=clock.now())
    return Status(204, None)


@router.post("/glass", response={201: GrantListed}, summary="Break the glass")
def post_glass(request: HttpRequest, body: GlassBody) -> Status[GrantListed]:
    """Reading in an emergency, for an hour at most; those who supervise the place are told."""
    return Status(201, _listed(break_glass(**body.model_dump(), by=signed_in(request), at=clock.now())))

"""Accounts and grants over HTTP: who am I, who is there, and every verb an administrator has."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest
from ninja import Router, Status

from anlan.access.actors import Actor, GrantView, actor_of
from anlan.access.api_shapes import (
    AccountBody,
    AccountListed,
    GlassBody,
    GrantBody,
    GrantListed,
    GrantShown,
    Me,
    PasswordBody,
    RefusalBody,
    RequestListed,
    RequestMade,
)
from anlan.access.asking import requests_seen
from anlan.access.errors import NotSignedIn
from anlan.access.models import AccessRequest, Account, Grant
from anlan.access.queries import accounts_seen
from anlan.access.verbs.approve_request import approve_request
from anlan.access.verbs.ask_for_account import ask_for_account
from anlan.access.verbs.ask_for_reset import ask_for_reset
from anlan.access.verbs.ask_for_role import ask_for_role
from anlan.access.verbs.break_glass import break_glass
from anlan.access.verbs.deactivate_account import deactivate_account
from anlan.access.verbs.refuse_request import refuse_request
from anlan.access.verbs.revoke_role import revoke_role
from anlan.access.verbs.withdraw_request import withdraw_request
from anlan.kit import clock

router = Router(tags=["access"])
PAGE = 100
_REFS = frozenset({"account", "asked_by", "decided_by"})


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
        approved_by=grant.approved_by,
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


def _request(row: AccessRequest) -> RequestListed:
    return RequestListed(**_row(row))


def _made(row: AccessRequest, code: str) -> RequestMade:
    return RequestMade(**_row(row), code=code)


def _row(row: AccessRequest) -> dict[str, Any]:
    same = {name: getattr(row, name) for name in RequestListed.model_fields if name not in _REFS}
    decided = row.decided_by.ref if row.decided_by else ""
    return {**same, "account": row.account_id, "asked_by": row.asked_by.ref, "decided_by": decided}


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


@router.post("/accounts", response={202: RequestMade}, summary="Ask for an account")
def post_account(request: HttpRequest, body: AccountBody) -> Status[RequestMade]:
    """The account opens when another security administrator approves within 72 hours."""
    asked = ask_for_account(**body.model_dump(), by=signed_in(request), at=clock.now())
    return Status(202, _made(asked.request, asked.code))


@router.post("/accounts/{account}/deactivate", response={204: None}, summary="Deactivate an account")
def post_deactivate(request: HttpRequest, account: UUID) -> Status[None]:
    """Its grants end with it."""
    deactivate_account(account=account, by=signed_in(request), at=clock.now())
    return Status(204, None)


@router.post("/accounts/{account}/password", response={202: RequestMade}, summary="Ask for a reset")
def post_password(request: HttpRequest, account: UUID, body: PasswordBody) -> Status[RequestMade]:
    """For somebody who cannot log in any more; another security administrator approves."""
    asked = ask_for_reset(account=account, **body.model_dump(), by=signed_in(request), at=clock.now())
    return Status(202, _made(asked.request, asked.code))


@router.post("/grants", response={202: RequestMade}, summary="Ask for a role")
def post_grant(request: HttpRequest, body: GrantBody) -> Status[RequestMade]:
    """The role counts when another security administrator approves within 72 hours."""
    asked = ask_for_role(**body.model_dump(), by=signed_in(request), at=clock.now())
    return Status(202, _made(asked.request, asked.code))


@router.get("/requests", response=list[RequestListed], summary="Requests in the caller's scope")
def requests(request: HttpRequest, state: str = "") -> list[RequestListed]:
    """The newest hundred, of one state when given."""
    seen = requests_seen(signed_in(request))
    return [_request(row) for row in (seen.filter(state=state[:10]) if state else seen)[:PAGE]]


@router.post("/requests/{request_id}/approve", response=RequestMade, summary="Approve a request")
def post_approve(request: HttpRequest, request_id: UUID) -> RequestMade:
    """Never one's own, nor one for oneself."""
    agreed = approve_request(request=request_id, by=signed_in(request), at=clock.now())
    return _made(agreed.request, agreed.code)


@router.post("/requests/{request_id}/refuse", response=RequestListed, summary="Refuse a request")
def post_refuse(request: HttpRequest, request_id: UUID, body: RefusalBody) -> RequestListed:
    """With the reason."""
    return _request(
        refuse_request(request=request_id, words=body.words, by=signed_in(request), at=clock.now())
    )


@router.post("/requests/{request_id}/withdraw", response=RequestListed, summary="Withdraw a request")
def post_withdraw(request: HttpRequest, request_id: UUID) -> RequestListed:
    """One's own, while it waits."""
    return _request(withdraw_request(request=request_id, by=signed_in(request), at=clock.now()))


@router.delete("/grants/{grant}", response={204: None}, summary="Revoke a grant")
def delete_grant(request: HttpRequest, grant: UUID) -> Status[None]:
    """It counts no more from now on."""
    revoke_role(grant=grant, by=signed_in(request), at=clock.now())
    return Status(204, None)


@router.post("/glass", response={201: GrantListed}, summary="Break the glass")
def post_glass(request: HttpRequest, body: GlassBody) -> Status[GrantListed]:
    """Reading in an emergency, for an hour at most; those who supervise the place are told."""
    return Status(201, _listed(break_glass(**body.model_dump(), by=signed_in(request), at=clock.now())))

"""Requests between two security administrators: found in one's scope, still open, and not one's own to decide."""

import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import Q, QuerySet

from anlan.access.actors import Actor, actor_for
from anlan.access.errors import (
    AskerGone,
    NotSignedIn,
    OwnRequest,
    RequestDecided,
    RequestExpired,
    RequestForOneself,
    RequestNotFound,
)
from anlan.access.models import AccessRequest
from anlan.access.queries import accounts_seen, live_q
from anlan.access.rules import may, require, require_anywhere, scope_of
from anlan.kit.ids import new_token
from anlan.kit.keyed import keyed

WAITS = timedelta(hours=72)
_LIKE = str.maketrans("018", "olb")


@dataclass(frozen=True, slots=True)
class Asked:
    """The request, and the half of the invitation that goes to whoever asked; "" where nobody is invited."""

    request: AccessRequest
    code: str = ""


def account_of(by: Actor) -> UUID:
    """The person who asks: a program has no second person beside it. Raises `NotSignedIn`."""
    if by.account_id is None:
        raise NotSignedIn
    return by.account_id


def new_half() -> tuple[str, str]:
    """A code of 40 random bits as people read it out (`abcd-efgh`), and what is stored instead of it."""
    code = new_token()[:8]
    return f"{code[:4]}-{code[4:]}", half_of(code)


def half_of(code: str) -> str:
    """The keyed hash of a code, however it was typed."""
    plain = re.sub(r"[\s-]", "", code).lower().translate(_LIKE)
    return keyed("invite", plain).hex()


def requests_seen(actor: Actor) -> QuerySet[AccessRequest]:
    """The requests `actor` may see (`access.read`), newest first: for a place of theirs, or an account of theirs.

    Raises `NotPermitted`.
    """
    require_anywhere(actor, "access.read")
    seen = scope_of(actor, "access.read").place_q("place")
    seen |= Q(kind=AccessRequest.Kind.RESET, account__in=accounts_seen(actor).order_by().values("id"))
    found = AccessRequest.objects.filter(seen).select_related("account", "asked_by", "decided_by")
    return found.order_by("-asked_at", "-id")


def request_seen(actor: Actor, request: UUID) -> AccessRequest:
    """One of them. Raises `NotPermitted`, `RequestNotFound`."""
    found = requests_seen(actor).filter(id=request).first()
    if found is None:
        raise RequestNotFound
    return found


def waiting(actor: Actor, request: UUID, *, at: datetime) -> AccessRequest:
    """A request that still waits, locked. Raises `RequestNotFound`, `RequestDecided`, `RequestExpired`."""
    seen = request_seen(actor, request)
    row = AccessRequest.objects.select_for_update(of=("self",)).get(id=seen.id)
    if row.state != AccessRequest.State.PENDING:
        raise RequestDecided(state=AccessRequest.State(row.state).label)
    if row.ends_at <= at:
        raise RequestExpired(hours=WAITS // timedelta(hours=1))
    return row


def places_of(row: AccessRequest, at: datetime) -> list[int]:
    """Where one must be in charge to decide: the grant's place, or those of every grant whose owner is reset."""
    if row.place is not None:
        return [row.place]
    return [grant.place for grant in row.account.grants.filter(live_q(at))] if row.account else []


def second_person(row: AccessRequest, *, by: Actor, at: datetime) -> None:
    """Whether `by` may decide on what somebody else asked for.

    Raises `NotPermitted`, `SecondFactorNeeded` (`access.approve`), `OwnRequest`, `RequestForOneself`.
    """
    require_anywhere(by, "access.approve")
    for place in places_of(row, at):
        require(by, "access.approve", place=place)
    if by.account_id == row.asked_by_id:
        raise OwnRequest
    if by.account_id == row.account_id:
        raise RequestForOneself


def asker_still_may(row: AccessRequest, *, at: datetime) -> None:
    """Whoever lost their role, or their account, meanwhile asks for nothing any more. Raises `AskerGone`."""
    asker = actor_for(row.asked_by, at=at, mfa=True)
    places = places_of(row, at) or [grant.place for grant in asker.grants[:1]]
    if not places or not all(may(asker, "access.grant", place=place) for place in places):
        raise AskerGone

"""Who acts: a person with an account, a resident without one, or a program under its own name."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import NAMESPACE_OID, UUID, uuid5

from allauth.mfa.models import Authenticator
from django.http import HttpRequest

from anlan.access.models import Account, Grant
from anlan.access.roles import Role, roles, services
from anlan.kit import clock
from anlan.kit.codes import span
from anlan.kit.keyed import keyed


@dataclass(frozen=True, slots=True)
class GrantView:
    """A grant that counts now. `low` and `high` are the codes it spans; `capabilities` None means all."""

    id: UUID
    role: str
    place: int
    low: int
    high: int
    capabilities: frozenset[str] | None
    unit: UUID | None
    until: datetime

    @property
    def what(self) -> Role:
        """The role's row in the table."""
        return roles[self.role]


@dataclass(frozen=True, slots=True)
class Actor:
    """Who acts, and what counts for them at this moment. `mfa`: this session proved a second factor."""

    ref: str
    account_id: UUID | None
    name: str
    grants: tuple[GrantView, ...] = ()
    mfa: bool = False
    session: UUID | None = None
    language: str = "zh-hans"
    service: str | None = None

    @property
    def is_known(self) -> bool:
        """Whether an account stands behind this actor."""
        return self.account_id is not None


anonymous = Actor(ref="anonymous:web", account_id=None, name="")


def service(name: str) -> Actor:
    """A program under its own name (`roles.services`); `KeyError` when there is no such one."""
    services[name]
    return Actor(ref=f"service:{name}", account_id=None, name=name, service=name)


def reporter(case_hmac: str, *, session: UUID | None = None) -> Actor:
    """A resident without an account, known by the HMAC of a case's tracking token: see `token_hmac`."""
    return Actor(ref=f"reporter:{case_hmac}", account_id=None, name="", session=session)


def token_hmac(token: str) -> str:
    """What we store instead of a tracking token: 64 hex digits, useless without the deployment's secret."""
    return keyed("track", token).hex()


def view_of(grant: Grant) -> GrantView:
    """A stored grant as the rules see it."""
    low, high = span(grant.place)
    capabilities = frozenset(grant.capabilities) or None
    return GrantView(grant.id, grant.role, grant.place, low, high, capabilities, grant.unit, grant.until)


def live(grants: Iterable[Grant], at: datetime) -> tuple[GrantView, ...]:
    """The grants that count at `at`: given, not ended, not revoked."""
    return tuple(
        view_of(grant)
        for grant in grants
        if grant.granted_at <= at < grant.until and (grant.revoked_at is None or at < grant.revoked_at)
    )


def actor_for(
    account: Account,
    *,
    at: datetime,
    mfa: bool = False,
    session: UUID | None = None,
    language: str | None = None,
    grants: Iterable[Grant] | None = None,
) -> Actor:
    """`account` as an actor at `at`. A deactivated account has no grants. One query without `grants`, which are all
    the account ever got, in their order, when they were read already.
    """
    if grants is None:
        grants = account.grants.order_by("granted_at", "id")
    held = live(grants, at) if account.is_active else ()
    return Actor(account.ref, account.id, account.name, held, mfa, session, language or account.language)


def actor_of(request: HttpRequest) -> Actor:
    """Who sends this request, with the grants that count now. Asks the database once a request."""
    known: Actor | None = getattr(request, "_actor", None)
    if known is None:
        known = _ask(request)
        request._actor = known  # type: ignore[attr-defined]
    return known


def _ask(request: HttpRequest) -> Actor:
    account = getattr(request, "user", None)
    if not isinstance(account, Account):
        return anonymous
    read = getattr(request.session, "account", None)
    read_together = isinstance(read, Account) and read.pk == account.pk
    return actor_for(
        account,
        at=clock.now(),  # edge: a request comes in
        mfa=second_factor_shown(request, account),
        session=session_id(request),
        language=getattr(request, "LANGUAGE_CODE", None),
        grants=getattr(request.session, "grants", None) if read_together else None,
    )


def second_factor_shown(request: HttpRequest, account: Account) -> bool:
    """Whether this session proved a second factor that the account still has.

    allauth keeps in the session how it was authenticated; asks the database only where it says so.
    """
    methods = request.session.get("account_authentication_methods", [])
    shown = [method.get("id") for method in methods if method.get("method") == "mfa"]
    return bool(shown) and Authenticator.objects.filter(user=account, id__in=shown).exists()


def session_id(request: HttpRequest) -> UUID | None:
    """A name for the session that tells nothing of its key."""
    key = request.session.session_key
    if not key:
        return None
    return uuid5(NAMESPACE_OID, keyed("session", key).hex())

"""Reads: accounts and grants within a scope, who supervises a place, who looked at a record."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar
from uuid import UUID

from django.db.models import Prefetch, Q, QuerySet
from django.utils.translation import gettext

from anlan.access.actors import Actor, actor_for
from anlan.access.contacts import Contact
from anlan.access.errors import AccountNotFound, GrantNotFound
from anlan.access.factors import has_factor
from anlan.access.facts import PERSON_READ
from anlan.access.models import Account, Grant
from anlan.access.purposes import purposes
from anlan.access.roles import roles
from anlan.access.rules import require, require_anywhere, scope_of
from anlan.access.vault import Known, door, known, rows_of
from anlan.kit.codes import level_of
from anlan.ledger.public import history_about

Named = TypeVar("Named", str, UUID)


@dataclass(frozen=True, slots=True)
class Look:
    """Somebody saw the people of a record."""

    at: datetime
    by: str
    name: str
    purpose: str
    glass: bool

    @property
    def why(self) -> str:
        """The purpose in the reader's language."""
        return str(purposes[self.purpose]) if self.purpose in purposes else self.purpose


def names_of(who: Iterable[Named]) -> dict[Named, str]:
    """Names of actors by their refs, or of accounts by their ids, in one query, for people who may read
    what those did. A resident without an account stays unnamed: left out, whoever asks.
    """
    wanted = {one: one if isinstance(one, UUID) else _account_id(one) for one in who}
    ids = {one for one in wanted.values() if one is not None}
    names = dict(Account.objects.filter(id__in=ids).values_list("id", "name")) if ids else {}
    found = {one: names[id] for one, id in wanted.items() if id in names}
    programs = [one for one in wanted if isinstance(one, str) and one.startswith("service:")]
    return found | dict.fromkeys(programs, gettext("Anlan (automatic)"))


def name_of(who: str | UUID) -> str:
    """`names_of` for one; "" for somebody unnamed."""
    ref = who if isinstance(who, str) else f"account:{who}"
    return names_of([ref]).get(ref, "")


def live_q(at: datetime) -> Q:
    """Grants that count at `at`."""
    kept = Q(revoked_at__isnull=True) | Q(revoked_at__gt=at)
    return kept & Q(granted_at__lte=at, until__gt=at)


def accounts_seen(actor: Actor) -> QuerySet[Account]:
    """The accounts `actor` may see (`access.read`) with those of their grants that lie in the scope.

    A district's administrator also sees the accounts without any grant. Raises `NotPermitted`.
    """
    require_anywhere(actor, "access.read")
    scope = scope_of(actor, "access.read")
    grants = Grant.objects.filter(scope.place_q("place"))
    seen = Q(id__in=grants.values("account"))
    if actor.service or any(level_of(one.place) == "district" for one in actor.grants if _reads(one.role)):
        seen |= Q(grants__isnull=True)
    shown = Prefetch("grants", grants.order_by("-granted_at"), to_attr="grants_seen")
    return Account.objects.filter(seen).distinct().prefetch_related(shown).order_by("username")


def _reads(role: str) -> bool:
    return "access.read" in roles[role].can


def account_seen(actor: Actor, account_id: UUID) -> Account:
    """One of them. Raises `AccountNotFound`."""
    found = accounts_seen(actor).filter(id=account_id).first()
    if found is None:
        raise AccountNotFound
    return found


def account_id(username: str) -> UUID:
    """The account of a log-in name, for the command line. Raises `AccountNotFound`."""
    found = Account.objects.filter(username=username.strip().lower()).values_list("id", flat=True).first()
    if found is None:
        raise AccountNotFound(field="account")
    return found


def actor_by_id(account: UUID, *, at: datetime, mfa: bool) -> Actor:
    """Whoever began a job, as what they may do at `at`. Raises `AccountNotFound`.

    `mfa`: the session in which they began it had proved a second factor; it counts while the account still has one.
    """
    found = Account.objects.filter(id=account).first()
    if found is None:
        raise AccountNotFound
    return actor_for(found, at=at, mfa=mfa and has_factor(found))


def grant_seen(actor: Actor, grant_id: UUID, *, permission: str) -> Grant:
    """A grant in the scope of `permission`, locked until the transaction ends. Raises `GrantNotFound`."""
    in_scope = scope_of(actor, permission).place_q("place")
    found = Grant.objects.select_for_update().filter(in_scope, id=grant_id).first()
    if found is None:
        raise GrantNotFound
    return found


def holders(permission: str, *, place: int, at: datetime) -> QuerySet[Account]:
    """The active accounts with `permission` at `place` by a grant over the place."""
    giving = [role.code for role in roles.values() if permission in role.can and role.reach == "place"]
    above = [place - place % width for width in (1, 10**3, 10**6, 10**9)]
    grants = Grant.objects.filter(live_q(at), role__in=giving, place__in=above)
    return Account.objects.filter(is_active=True, id__in=grants.values("account")).order_by("username")


def administrators(at: datetime) -> set[UUID]:
    """The active accounts that can approve what others ask for, wherever."""
    giving = [role.code for role in roles.values() if "access.approve" in role.can]
    live = Grant.objects.filter(live_q(at), role__in=giving, account__is_active=True)
    return set(live.values_list("account", flat=True))


def broken_glass_seen(actor: Actor, *, since: datetime) -> QuerySet[Grant]:
    """Glass broken since then where `actor` supervises: what their account page tells them at once."""
    scope = scope_of(actor, "cases.supervise")
    return (
        Grant.objects.filter(scope.place_q("place"), role="break_glass", granted_at__gte=since)
        .exclude(granted_by=actor.ref)
        .select_related("account")
        .order_by("-granted_at")
    )


def concealed_people(
    *,
    subject: UUID,
    place: int,
    by: Actor,
    capability: str | None = None,
    units: tuple[UUID, ...] = (),
    participant: bool = False,
) -> list[Known]:
    """The people of a case as anybody who may read the case sees them: 王**, 138****1234. Not recorded.

    Raises `NotPermitted` (`cases.read`).
    """
    require(by, "cases.read", place=place, capability=capability, units=units, participant=participant)
    with door(by, subject):
        shown = [known(row) for row in rows_of(subject)]
    return [Known(one.id, one.role, _concealed(one.contact)) for one in shown]


def _concealed(contact: Contact | None) -> Contact | None:
    return contact.concealed() if contact else None


def seen_by(subject: UUID) -> list[Look]:
    """Who looked at the people of `subject`, oldest first. Whether the asker may know is the caller's
    check.
    """
    facts = [fact for fact in history_about(subject) if fact.kind == PERSON_READ.name]
    names = names_of({fact.actor for fact in facts})
    looks = []
    for fact in facts:
        payload = PERSON_READ.read(fact)
        looks.append(Look(fact.at, fact.actor, names.get(fact.actor, ""), payload.purpose, payload.glass))
    return looks


def _account_id(ref: str) -> UUID | None:
    kind, _, value = ref.partition(":")
    return UUID(value) if kind == "account" else None

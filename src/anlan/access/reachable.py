"""Whom a notice is for: the accounts behind a unit or a role over a place, and where an account gets its mail.

For the notices room only: nobody is shown anything of it.
"""

from bisect import bisect_right
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from django.db.models import Q, QuerySet

from anlan.access.models import Account, Grant
from anlan.access.queries import live_q


@dataclass(frozen=True, slots=True)
class Reachable:
    """An active account as a letter needs it."""

    ref: str
    email: str
    language: str


def reachable(ref: str) -> Reachable | None:
    """The active account called `account:<uuid>`; None for everybody else."""
    kind, _, value = ref.partition(":")
    if kind != "account":
        return None
    found = Account.objects.filter(id=UUID(value), is_active=True).first()
    return Reachable(found.ref, found.email, found.language) if found else None


def members(unit: UUID, *, at: datetime, capability: str = "") -> list[str]:
    """Refs of the active accounts that work for `unit` on matters of `capability` at `at`."""
    return _refs(Grant.objects.filter(live_q(at), _concerned(capability), unit=unit).values_list("account"))


class Over(NamedTuple):
    """A place whose keepers are asked for, when, and for which capability."""

    place: int
    at: datetime
    capability: str = ""


def keepers_of(roles: Collection[str], asked: Collection[Over]) -> dict[Over, list[str]]:
    """For each of `asked` the refs of the active accounts with one of `roles` over it, by username; in one query."""
    if not asked:
        return {}
    above = {one: _above(one.place) for one in asked}
    known = Grant.objects.filter(
        role__in=roles,
        place__in=frozenset().union(*above.values()),
        granted_at__lte=max(one.at for one in asked),
        until__gt=min(one.at for one in asked),
        account__is_active=True,
    )
    grants = _held(known)
    return {
        one: _in_order(
            held for held in grants if held.place in above[one] and held.counts(one.at, one.capability)
        )
        for one in asked
    }


def _above(place: int) -> frozenset[int]:
    return frozenset(place - place % width for width in (1, 10**3, 10**6, 10**9))


def _held(grants: QuerySet[Grant]) -> "list[_Held]":
    columns = (
        "account_id", "account__username", "role", "place", "capabilities", "granted_at", "until", "revoked_at",
    )  # fmt: skip
    return [
        _Held(
            f"account:{account}", username, role, place, frozenset(capabilities), granted_at,
            min(until, revoked_at or until),
        )
        for account, username, role, place, capabilities, granted_at, until, revoked_at in grants.values_list(*columns)
    ]  # fmt: skip


def _in_order(held: "Iterable[_Held]") -> list[str]:
    return [ref for _username, ref in sorted({(one.username, one.ref) for one in held})]


def _concerned(capability: str) -> Q:
    """A grant for certain capabilities hears of those only."""
    return Q(capabilities=[]) | Q(capabilities__contains=[capability])


def _refs(accounts: Iterable[tuple[UUID]]) -> list[str]:
    active = Account.objects.filter(is_active=True, id__in=[row[0] for row in accounts]).order_by("username")
    return [f"account:{id}" for id in active.values_list("id", flat=True)]


class KeeperBook:
    """`keepers_of` out of memory, for whoever brings in years of history: grants are read once, answers remembered.

    It does not see a grant that is given or ended afterwards.
    """

    def __init__(self) -> None:
        self._grants: list[_Held] | None = None
        self._moments: list[datetime] = []
        self._places: frozenset[int] = frozenset()
        self._known: dict[tuple[object, ...], list[str]] = {}

    def over(self, roles: Collection[str], *, place: int, at: datetime, capability: str = "") -> list[str]:
        """What `keepers_of` says of one place and moment."""
        grants = self._read()
        above = _above(place) & self._places
        # Between two moments at which a grant begins or ends, the answer stays the same.
        key = (tuple(roles), above, capability, bisect_right(self._moments, at))
        if key not in self._known:
            self._known[key] = _in_order(
                held
                for held in grants
                if held.role in roles and held.place in above and held.counts(at, capability)
            )
        return self._known[key]

    def _read(self) -> "list[_Held]":
        if self._grants is None:
            self._grants = _held(Grant.objects.filter(account__is_active=True))
            self._moments = sorted({moment for held in self._grants for moment in (held.begin, held.end)})
            self._places = frozenset(held.place for held in self._grants)
        return self._grants


@dataclass(frozen=True, slots=True)
class _Held:
    ref: str
    username: str
    role: str
    place: int
    capabilities: frozenset[str]
    begin: datetime
    end: datetime

    def counts(self, at: datetime, capability: str) -> bool:
        return self.begin <= at < self.end and (not self.capabilities or capability in self.capabilities)

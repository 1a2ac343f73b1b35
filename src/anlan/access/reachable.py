"""Whom a notice is for: the accounts behind a unit or a role over a place, and where an account gets its mail.

For the notices room only: nobody is shown anything of it.
"""

from bisect import bisect_right
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Q

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


def keepers(roles: Collection[str], *, place: int, at: datetime, capability: str = "") -> list[str]:
    """Refs of the active accounts with one of `roles` over `place` for `capability` at `at`."""
    above = [place - place % width for width in (1, 10**3, 10**6, 10**9)]
    held = Grant.objects.filter(live_q(at), _concerned(capability), role__in=roles, place__in=above)
    return _refs(held.values_list("account"))


def _concerned(capability: str) -> Q:
    """A grant for certain capabilities hears of those only."""
    return Q(capabilities=[]) | Q(capabilities__contains=[capability])


def _refs(accounts: Iterable[tuple[UUID]]) -> list[str]:
    active = Account.objects.filter(is_active=True, id__in=[row[0] for row in accounts]).order_by("username")
    return [f"account:{id}" for id in active.values_list("id", flat=True)]


class KeeperBook:
    """`keepers` out of memory, for whoever brings in years of history: grants are read once, answers remembered.

    It does not see a grant that is given or ended afterwards.
    """

    def __init__(self) -> None:
        self._grants: list[_Held] | None = None
        self._moments: list[datetime] = []
        self._places: frozenset[int] = frozenset()
        self._known: dict[tuple[object, ...], list[str]] = {}

    def over(self, roles: Collection[str], *, place: int, at: datetime, capability: str = "") -> list[str]:
        """The same as `keepers`."""
        grants = self._read()
        above = frozenset(place - place % width for width in (1, 10**3, 10**6, 10**9)) & self._places
        # Between two moments at which a grant begins or ends, the answer stays the same.
        key = (tuple(roles), above, capability, bisect_right(self._moments, at))
        if key not in self._known:
            found = {
                (held.username, held.ref)
                for held in grants
                if held.role in roles and held.place in above and held.counts(at, capability)
            }
            self._known[key] = [ref for _username, ref in sorted(found)]
        return self._known[key]

    def _read(self) -> "list[_Held]":
        if self._grants is None:
            rows = Grant.objects.filter(account__is_active=True).select_related("account")
            self._grants = [
                _Held(
                    row.account.ref, row.account.username, row.role, row.place, frozenset(row.capabilities),
                    row.granted_at, min(row.until, row.revoked_at or row.until),
                )
                for row in rows
            ]  # fmt: skip
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

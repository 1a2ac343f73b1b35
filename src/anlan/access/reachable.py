"""Whom a notice is for: the accounts behind a unit or a role over a place, and where an account gets its mail.

For the notices room only: nobody is shown anything of it.
"""

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

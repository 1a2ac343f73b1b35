"""Who may see a matter, and about whom somebody may ask that: the other side of `may`.

Both lists are for people who see the matter, or who keep the accounts; the rooms above check that before they ask.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Q, QuerySet

from anlan.access.actors import Actor
from anlan.access.models import Account, Grant
from anlan.access.queries import accounts_seen, live_q
from anlan.access.roles import roles
from anlan.access.rules import holds, scope_of

# Reading in an emergency is nobody's standing work: who broke the glass is the supervisors' news, not a colleague's.
_PASSING = frozenset({"break_glass"})


@dataclass(frozen=True, slots=True)
class Sighted:
    """An active account that may see a matter by a grant: as what, and for which unit."""

    ref: str
    name: str
    role: str
    unit: UUID | None


def sighted(
    permission: str, *, place: int, capability: str, units: Collection[UUID] = (), at: datetime
) -> list[Sighted]:
    """Whoever has `permission` on a matter there by a grant, by name. One query.

    Not whoever only takes part in it: that would tell who reported it.
    """
    giving = [role for role in roles.values() if permission in role.can and role.code not in _PASSING]
    by_place = [role.code for role in giving if role.reach == "place"]
    by_unit = [role.code for role in giving if role.reach == "unit"]
    above = [place - place % width for width in (1, 10**3, 10**6, 10**9)]
    reaches = Q(role__in=by_place, place__in=above) | Q(role__in=by_unit, unit__in=list(units))
    concerned = Q(capabilities=[]) | Q(capabilities__contains=[capability])
    rows = Grant.objects.filter(live_q(at), reaches, concerned, account__is_active=True)
    found: dict[UUID, Sighted] = {}
    for row in rows.select_related("account").order_by("account__name", "account_id", "granted_at"):
        account = row.account
        found.setdefault(account.id, Sighted(account.ref, account.name, row.role, row.unit))
    return list(found.values())


def askable(actor: Actor, *, at: datetime) -> QuerySet[Account]:
    """The accounts about which `actor` may ask what they may see, by log-in name.

    Those it keeps (`access.read`); else those who work in its area: with a grant that counts and lies in a place where
    `actor` supervises, or over it.
    """
    if holds(actor, "access.read"):
        return accounts_seen(actor)
    scope = scope_of(actor, "cases.supervise")
    over = {low - low % width for low, _high, _only in scope.ranges for width in (10**3, 10**6, 10**9)}
    here = scope.place_q("place") | Q(place__in=[code for code in over if code])
    grants = Grant.objects.filter(live_q(at), here)
    return Account.objects.filter(is_active=True, id__in=grants.values("account")).order_by("username")

"""Take a grant back before it ends."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from anlan.access.actors import Actor
from anlan.access.errors import GrantEnded, LastAdministrator
from anlan.access.facts import ROLE_REVOKED, RoleRevoked
from anlan.access.models import Grant
from anlan.access.queries import grant_seen, live_q
from anlan.access.rules import require_anywhere
from anlan.kit.db import lock
from anlan.ledger.public import record


@transaction.atomic
def revoke_role(*, grant: UUID, by: Actor, at: datetime) -> None:
    """End a grant now; open pages and streams lose it with their next question.

    Raises `NotPermitted`, `SecondFactorNeeded` (`access.grant`), `GrantNotFound` (outside the scope too),
    `GrantEnded`, `LastAdministrator`.
    """
    require_anywhere(by, "access.grant")
    revoke(grant_seen(by, grant, permission="access.grant"), by=by, at=at)


def revoke(row: Grant, *, by: Actor, at: datetime) -> None:
    """Revoke a locked row and record it. Raises `GrantEnded`, `LastAdministrator`."""
    if row.revoked_at is not None or row.until <= at:
        raise GrantEnded
    if row.role == "security_admin" and by.service is None:
        keep_an_administrator(row, at)
    row.revoked_at = at
    row.save(update_fields=["revoked_at"])
    record(
        ROLE_REVOKED,
        subject=row.account_id,
        by=by.ref,
        at=at,
        payload=RoleRevoked(row.id, row.role),
        place=row.place,
    )


def keep_an_administrator(row: Grant, at: datetime) -> None:
    """Raises `LastAdministrator` when no other account could grant any more; two at once wait for each
    other.
    """
    lock("access.security_admin")
    others = Grant.objects.filter(live_q(at), role="security_admin", account__is_active=True)
    if not others.exclude(account=row.account_id).exists():
        raise LastAdministrator

"""Close an account: nobody logs in with it any more, and its grants end. Its name stays on what it did."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from anlan.access.actors import Actor
from anlan.access.errors import AccountDeactivated, AccountNotFound
from anlan.access.facts import ACCOUNT_DEACTIVATED, AccountClosed
from anlan.access.models import Account
from anlan.access.queries import account_seen, live_q
from anlan.access.rules import require, require_anywhere
from anlan.access.verbs.revoke_role import revoke
from anlan.ledger.public import record


@transaction.atomic
def deactivate_account(*, account: UUID, by: Actor, at: datetime) -> None:
    """Deactivate an account whose every live grant lies in the administrator's scope.

    Raises `NotPermitted`, `SecondFactorNeeded` (`access.grant`), `AccountNotFound`, `AccountDeactivated`,
    `LastAdministrator`.
    """
    require_anywhere(by, "access.grant")
    account_seen(by, account)
    row = Account.objects.select_for_update().filter(id=account).first()
    if row is None:
        raise AccountNotFound
    if not row.is_active:
        raise AccountDeactivated
    live = list(row.grants.select_for_update().filter(live_q(at)))
    for grant in live:
        require(by, "access.grant", place=grant.place)
    for grant in live:
        revoke(grant, by=by, at=at)
    row.is_active = False
    row.save(update_fields=["is_active"])
    payload = AccountClosed(tuple(grant.id for grant in live))
    record(ACCOUNT_DEACTIVATED, subject=row.id, by=by.ref, at=at, payload=payload)

"""Give somebody who cannot log in any more a new password; a lost telephone's second factor goes with it."""

from datetime import datetime
from uuid import UUID

from allauth.mfa.models import Authenticator
from django.db import transaction

from anlan.access.actors import Actor
from anlan.access.errors import AccountNotFound, GrantToOneself
from anlan.access.facts import FACTOR_CHANGED, PASSWORD_CHANGED, FactorChanged, PasswordChanged
from anlan.access.models import Account
from anlan.access.passwords import set_password
from anlan.access.queries import account_seen, live_q
from anlan.access.rules import require, require_anywhere
from anlan.ledger.public import record


@transaction.atomic
def reset_password(
    *, account: UUID, password: str, by: Actor, at: datetime, forget_factor: bool = False
) -> None:
    """Set a password for an account in the administrator's scope; its open sessions end.

    `forget_factor` also removes the second factor and the recovery codes. One's own password is changed
    under one's account instead. Raises `NotPermitted`, `SecondFactorNeeded` (`access.grant`),
    `AccountNotFound`, `PasswordWeak`, `GrantToOneself`.
    """
    require_anywhere(by, "access.grant")
    if account == by.account_id:
        raise GrantToOneself(field="account")
    account_seen(by, account)
    row = Account.objects.select_for_update().filter(id=account).first()
    if row is None:
        raise AccountNotFound
    for grant in row.grants.filter(live_q(at)):
        require(by, "access.grant", place=grant.place)
    set_password(row, password)
    row.save(update_fields=["password"])
    record(PASSWORD_CHANGED, subject=row.id, by=by.ref, at=at, payload=PasswordChanged())
    if forget_factor and Authenticator.objects.filter(user=row).delete()[0]:
        gone = FactorChanged("totp", "removed")
        record(FACTOR_CHANGED, subject=row.id, by=by.ref, at=at, payload=gone)

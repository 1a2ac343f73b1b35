"""Give somebody who cannot log in any more a new password, as the installation itself does."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from anlan.access.actors import Actor
from anlan.access.errors import AccountNotFound
from anlan.access.factors import forget
from anlan.access.facts import PASSWORD_CHANGED, PasswordChanged
from anlan.access.models import Account
from anlan.access.passwords import set_password
from anlan.access.rules import require_anywhere, require_installation
from anlan.access.verbs.create_account import ENROL_WITHIN
from anlan.ledger.public import record


@transaction.atomic
def reset_password(
    *, account: UUID, password: str, by: Actor, at: datetime, forget_factor: bool = False
) -> None:
    """Set a password; open sessions end. `forget_factor` also removes the second factor and the recovery codes,
    and a new one is set up within 72 hours.

    For the installation itself (`service:setup`, the way back in when nobody is left to approve): a person
    asks with `ask_for_reset`. Raises `NotPermitted`, `SecondFactorNeeded` (`access.grant`),
    `SecondPersonNeeded`, `AccountNotFound`, `PasswordWeak`.
    """
    require_anywhere(by, "access.grant")
    require_installation(by)
    row = Account.objects.select_for_update().filter(id=account).first()
    if row is None:
        raise AccountNotFound(field="account")
    set_password(row, password)
    if forget_factor:
        forget(row, by=by.ref, at=at)
        row.enrol_until = at + ENROL_WITHIN
    row.save(update_fields=["password", "enrol_until"])
    record(PASSWORD_CHANGED, subject=row.id, by=by.ref, at=at, payload=PasswordChanged())

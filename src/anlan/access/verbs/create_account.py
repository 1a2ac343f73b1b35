"""Open an account, as the installation itself does. It can do nothing until a role is granted."""

from datetime import datetime, timedelta

from django.db import transaction

from anlan.access.actors import Actor
from anlan.access.bestowing import draft_account
from anlan.access.facts import ACCOUNT_CREATED, AccountCreated
from anlan.access.models import Account
from anlan.access.passwords import set_password
from anlan.access.rules import require_anywhere, require_installation
from anlan.ledger.public import record

ENROL_WITHIN = timedelta(hours=72)


@transaction.atomic
def create_account(
    *,
    username: str,
    name: str,
    password: str | None,
    by: Actor,
    at: datetime,
    email: str = "",
    language: str = "zh-hans",
) -> Account:
    """A new account; `password` None makes one that cannot log in yet. Its second factor is set up within 72
    hours, or after a reset.

    For the installation itself (`service:setup`): a person asks with `ask_for_account`, and another one
    approves. Raises `NotPermitted`, `SecondFactorNeeded` (`access.grant`), `SecondPersonNeeded`,
    `UsernameInvalid`, `UsernameTaken`, `PasswordWeak`, `EmailInvalid`.
    """
    require_anywhere(by, "access.grant")
    require_installation(by)
    account = draft_account(username=username, name=name, email=email, language=language, at=at)
    account.enrol_until = at + ENROL_WITHIN if password is not None else None
    set_password(account, password)
    account.save(force_insert=True)
    record(
        ACCOUNT_CREATED,
        subject=account.id,
        by=by.ref,
        at=at,
        payload=AccountCreated(account.language),
        first=True,
    )
    return account

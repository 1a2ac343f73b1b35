"""Open an account. It can do nothing until a role is granted."""

from datetime import datetime

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction

from anlan.access.actors import Actor
from anlan.access.errors import EmailInvalid, UsernameInvalid, UsernameTaken
from anlan.access.facts import ACCOUNT_CREATED, AccountCreated
from anlan.access.models import USERNAME_SHAPE, Account
from anlan.access.passwords import set_password
from anlan.access.rules import require_anywhere
from anlan.kit.words import clean
from anlan.ledger.public import record


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
    """A new account; `password` None makes one that cannot log in yet. The log-in name is stored in small
    letters.

    Raises `NotPermitted`, `SecondFactorNeeded` (`access.grant`), `UsernameInvalid`, `UsernameTaken`,
    `PasswordWeak`, `EmailInvalid`.
    """
    require_anywhere(by, "access.grant")
    login = clean(username, field="username", longest=60).lower()
    if not USERNAME_SHAPE.fullmatch(login):
        raise UsernameInvalid(field="username")
    account = Account(
        username=login,
        name=clean(name, field="name", longest=60, required=True),
        email=_email(email),
        language="en" if language.startswith("en") else "zh-hans",
        created_at=at,
    )
    set_password(account, password)
    if Account.objects.filter(username=login).exists():
        raise UsernameTaken(field="username", username=login)
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


def _email(value: str) -> str:
    email = clean(value, field="email", longest=254)
    if email:
        try:
            validate_email(email)
        except ValidationError as invalid:
            raise EmailInvalid(field="email") from invalid
    return email

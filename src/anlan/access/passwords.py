"""Setting a password that meets the rules of the settings."""

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError

from anlan.access.errors import PasswordWeak
from anlan.access.models import Account


def set_password(account: Account, password: str | None) -> None:
    """Set it, not saved yet; None makes the account unable to log in. Raises `PasswordWeak`."""
    if password is None:
        account.set_unusable_password()
        return
    try:
        validate_password(password, account)
    except ValidationError as weak:
        raise PasswordWeak(field="password", why=" ".join(weak.messages)) from weak
    account.set_password(password)

"""The person an account was opened or reset for gives both codes and chooses a password."""

import hmac
from datetime import datetime

from django.db import transaction

from anlan.access.asking import half_of
from anlan.access.errors import InvitationUnknown
from anlan.access.facts import INVITATION_ACCEPTED, InvitationAccepted
from anlan.access.models import Account, Invitation
from anlan.access.passwords import set_password
from anlan.ledger.public import record


@transaction.atomic
def accept_invitation(*, username: str, first: str, second: str, password: str, at: datetime) -> Account:
    """Set the password, once. The codes count in either order; what does not fit is not told apart.

    Raises `InvitationUnknown`, `PasswordWeak`.
    """
    found = (
        Invitation.objects.select_for_update(of=("self",))
        .filter(
            account__username=username.strip().lower(), account__is_active=True, used_at=None, until__gt=at
        )
        .order_by("-made_at", "-id")
        .first()
    )
    given = sorted((half_of(first), half_of(second)))
    expected = sorted((found.first_half, found.second_half)) if found else ["", ""]
    fits = [hmac.compare_digest(one, other) for one, other in zip(given, expected, strict=True)]
    if found is None or not all(fits):
        raise InvitationUnknown(field="username")
    account = Account.objects.select_for_update().get(id=found.account_id)
    set_password(account, password)
    account.save(update_fields=["password"])
    found.used_at = at
    found.save(update_fields=["used_at"])
    payload = InvitationAccepted(found.id)
    record(INVITATION_ACCEPTED, subject=account.id, by=account.ref, at=at, payload=payload)
    return account

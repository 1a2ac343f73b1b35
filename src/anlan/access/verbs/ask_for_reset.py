"""Ask a second security administrator to let somebody choose a new password; a lost telephone's factor goes with it."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from anlan.access import facts
from anlan.access.actors import Actor
from anlan.access.asking import WAITS, Asked, account_of, new_half
from anlan.access.errors import AccountDeactivated, GrantToOneself
from anlan.access.models import AccessRequest
from anlan.access.queries import account_seen, live_q
from anlan.access.rules import require, require_anywhere
from anlan.kit.words import clean
from anlan.ledger.public import record


@transaction.atomic
def ask_for_reset(
    *, account: UUID, reason: str, by: Actor, at: datetime, forget_factor: bool = False
) -> Asked:
    """The old password works until another one approves, within 72 hours. `code` is the first half of the
    person's invitation, shown once. One's own password is changed under one's account instead.

    Raises `NotPermitted`, `SecondFactorNeeded` (`access.grant` wherever the account has a grant),
    `AccountNotFound`, `AccountDeactivated`, `GrantToOneself`, `TextMissing`.
    """
    require_anywhere(by, "access.grant")
    if account == by.account_id:
        raise GrantToOneself(field="account")
    found = account_seen(by, account)
    if not found.is_active:
        raise AccountDeactivated(field="account")
    for grant in found.grants.filter(live_q(at)):
        require(by, "access.grant", place=grant.place)
    code, half = new_half()
    row = AccessRequest.objects.create(
        kind=AccessRequest.Kind.RESET,
        account=found,
        forget_factor=forget_factor,
        reason=clean(reason, field="reason", longest=500, required=True),
        half=half,
        asked_by_id=account_of(by),
        asked_at=at,
        ends_at=at + WAITS,
    )
    payload = facts.Asked("", None, (), None, forget_factor)
    record(facts.RESET_ASKED, subject=row.id, by=by.ref, at=at, payload=payload, about=account, first=True)
    return Asked(row, code)

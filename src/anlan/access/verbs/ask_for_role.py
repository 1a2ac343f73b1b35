"""Ask a second security administrator to grant a role to an account."""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from django.db import transaction

from anlan.access import facts
from anlan.access.actors import Actor
from anlan.access.asking import WAITS, Asked, account_of
from anlan.access.bestowing import good_post, holder_of
from anlan.access.models import AccessRequest
from anlan.access.queries import account_seen
from anlan.kit.words import clean
from anlan.ledger.public import record


@transaction.atomic
def ask_for_role(
    *,
    account: UUID,
    role: str,
    place: int,
    until: datetime,
    reason: str,
    by: Actor,
    at: datetime,
    unit: UUID | None = None,
    capabilities: Collection[str] = (),
) -> Asked:
    """The role counts from the moment another one approves, within 72 hours.

    An account outside one's scope is not found. Raises what `good_post` and `holder_of` raise, `TextMissing`
    without a reason.
    """
    post = good_post(
        role=role, place=place, until=until, unit=unit, capabilities=capabilities, reason=reason, by=by, at=at
    )
    clean(reason, field="reason", longest=500, required=True)
    account_seen(by, account)
    holder_of(account, post, by=by, at=at)
    row = AccessRequest.objects.create(
        kind=AccessRequest.Kind.ROLE, account_id=account, role=post.role, place=post.place, unit=post.unit,
        capabilities=list(post.capabilities), until=post.until, reason=post.reason, asked_by_id=account_of(by),
        asked_at=at, ends_at=at + WAITS,
    )  # fmt: skip
    payload = facts.Asked(post.role, post.unit, post.capabilities, post.until, forget_factor=False)
    record(
        facts.ROLE_ASKED, subject=row.id, by=by.ref, at=at, payload=payload, place=place, about=account, first=True
    )  # fmt: skip
    return Asked(row)

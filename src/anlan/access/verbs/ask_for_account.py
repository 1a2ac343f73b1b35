"""Ask a second security administrator to open an account with a role."""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from django.db import transaction

from anlan.access import facts
from anlan.access.actors import Actor
from anlan.access.asking import WAITS, Asked, account_of, new_half
from anlan.access.bestowing import draft_account, good_post
from anlan.access.models import AccessRequest
from anlan.kit.words import clean
from anlan.ledger.public import record


@transaction.atomic
def ask_for_account(
    *,
    username: str,
    name: str,
    role: str,
    place: int,
    until: datetime,
    reason: str,
    by: Actor,
    at: datetime,
    unit: UUID | None = None,
    capabilities: Collection[str] = (),
    email: str = "",
    language: str = "zh-hans",
) -> Asked:
    """Nothing counts until another one approves within 72 hours. The answer's `code` is the first half of the
    person's invitation and is shown once; the other half goes to whoever approves.

    Raises what `good_post` and `draft_account` raise, `TextMissing` without a reason.
    """
    post = good_post(
        role=role, place=place, until=until, unit=unit, capabilities=capabilities, reason=reason, by=by, at=at
    )
    clean(reason, field="reason", longest=500, required=True)
    draft = draft_account(username=username, name=name, email=email, language=language, at=at)
    code, half = new_half()
    row = AccessRequest.objects.create(
        kind=AccessRequest.Kind.ACCOUNT,
        username=draft.username,
        name=draft.name,
        email=draft.email,
        language=draft.language,
        role=post.role,
        place=post.place,
        unit=post.unit,
        capabilities=list(post.capabilities),
        until=post.until,
        reason=post.reason,
        half=half,
        asked_by_id=account_of(by),
        asked_at=at,
        ends_at=at + WAITS,
    )
    payload = facts.Asked(post.role, post.unit, post.capabilities, post.until, forget_factor=False)
    record(facts.ACCOUNT_ASKED, subject=row.id, by=by.ref, at=at, payload=payload, place=place, first=True)
    return Asked(row, code)

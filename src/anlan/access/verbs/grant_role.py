"""Give an account a role at a place until a day, as the installation itself does."""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from django.db import transaction

from anlan.access.actors import Actor
from anlan.access.bestowing import bestow, good_post, holder_of
from anlan.access.facts import ROLE_GRANTED, RoleGranted
from anlan.access.models import Grant
from anlan.access.rules import require_installation
from anlan.ledger.public import record


@transaction.atomic
def grant_role(
    *,
    account: UUID,
    role: str,
    place: int,
    until: datetime,
    by: Actor,
    at: datetime,
    unit: UUID | None = None,
    capabilities: Collection[str] = (),
    reason: str = "",
) -> Grant:
    """A grant that ends. `capabilities` empty means every one; `unit` is needed for roles that reach a
    unit's cases.

    For the installation itself (`service:setup`: the command line, a demonstration): a person asks with
    `ask_for_role`, and another one approves. One account never holds both an administrator's role and a role
    that sees cases. Raises `SecondPersonNeeded` and what `good_post` and `holder_of` raise.
    """
    post = good_post(
        role=role, place=place, until=until, unit=unit, capabilities=capabilities, reason=reason, by=by, at=at
    )
    holder = holder_of(account, post, by=by, at=at)
    require_installation(by)
    grant = bestow(holder, post, granted_by=by.ref, approved_by="", at=at)
    record(
        ROLE_GRANTED,
        subject=account,
        by=by.ref,
        at=at,
        payload=RoleGranted(grant.id, role, unit, tuple(grant.capabilities), until),
        place=place,
    )
    return grant

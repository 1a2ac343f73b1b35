"""Nobody answered: it is tried again later, as often as the capability says."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from anlan.access.public import Actor
from anlan.cases.callrules.promising import again_after, rule_of
from anlan.cases.calls.facts import MISSED, CallbackMissed
from anlan.cases.calls.hold import end, hold_own, tell
from anlan.cases.models.calls import Callback


@transaction.atomic
def miss_callback(*, by: Actor, at: datetime, callback: UUID) -> Callback:
    """Record an attempt that reached nobody. After the last one the caller counts as not reached.

    Raises `CallbackNotYours` and what `hold_callback` raises.
    """
    held = hold_own(by=by, at=at, callback=callback)
    rule = rule_of(held)
    most = rule.attempts if rule else held.attempts + 1
    held.attempts += 1
    given_up = held.attempts >= most
    again = again_after(rule, at) if rule and not given_up else None
    if given_up:
        end(held, "not_reached", at)
    else:
        held.not_before, held.taken_by, held.taken_at = again, "", None
        held.save(update_fields=["attempts", "not_before", "taken_by", "taken_at"])
    payload = CallbackMissed(held.id, held.kind, held.attempts, most, again, given_up)
    tell(MISSED, held, by=by, at=at, payload=payload)
    return held

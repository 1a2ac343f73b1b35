"""Go on with a hand-over that was stopped, or that came through and left something: from the first that is left."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db import transaction

from anlan.access.public import Actor
from anlan.cases.handing.errors import HandOverNotStopped
from anlan.cases.handing.facts import WENT_ON, WentOn
from anlan.cases.handing.heirs import Choice, checked
from anlan.cases.handing.holding import held, managed
from anlan.cases.handing.verbs.begin import JOB
from anlan.cases.handing.work import open_count
from anlan.cases.models.handing import RUNNING, HandOver
from anlan.cases.own.owner import owner_of
from anlan.kit.jobs import defer
from anlan.ledger.public import record


@transaction.atomic
def go_on(*, by: Actor, at: datetime, unit: UUID, choices: Sequence[Choice] | None = None) -> HandOver:
    """From now on as `by`, who may be another administrator. `choices` replace those made before; None keeps them.

    Raises `HandOverNotFound`, `HandOverNotStopped`, `HeirClosed`, `HeirIsItself`, `NotPermitted`.
    """
    found, hand = managed(by, unit), held(unit)
    if hand.state == RUNNING:
        raise HandOverNotStopped
    if choices is not None:
        hand.chosen = checked(choices, unit, at)
    hand.account_id, hand.mfa = owner_of(by), by.mfa
    hand.state, hand.why, hand.ended_at = RUNNING, "", None
    hand.after, hand.passed, hand.reasons, hand.left = 0, 0, {}, []
    hand.save()
    payload = WentOn(unit, open_count(unit))
    record(
        WENT_ON,
        subject=hand.pk,
        by=by.ref,
        at=at,
        payload=payload,
        place=found.place_id,
        batch=hand.pk,
        about=unit,
    )
    defer(JOB, hand=str(hand.pk))
    return hand

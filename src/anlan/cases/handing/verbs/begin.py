"""Begin to hand over what was looked at. The matters follow one by one: see `running.py`."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db import IntegrityError, transaction

from anlan.access.public import Actor
from anlan.cases.handing.errors import HandOverRunning, NothingToHandOver
from anlan.cases.handing.facts import BEGUN, Begun
from anlan.cases.handing.heirs import Choice, checked
from anlan.cases.handing.holding import managed
from anlan.cases.handing.work import open_count
from anlan.cases.hold import said
from anlan.cases.models.handing import HandOver
from anlan.cases.own.owner import owner_of
from anlan.kit.jobs import defer
from anlan.ledger.public import record

JOB = "cases.hand_over_open"


@transaction.atomic
def begin(*, by: Actor, at: datetime, unit: UUID, choices: Sequence[Choice] = (), words: str) -> HandOver:
    """Begin; the worker goes on with it. `choices`: who takes what, else the routing says; `words`: why, for units.

    Raises `UnitUnknown`, `NotPermitted`, `NothingToHandOver`, `HandOverRunning`, `HeirClosed`, `HeirIsItself`,
    `TextMissing`.
    """
    found, reason = managed(by, unit), said(words, required=True)
    chosen = checked(choices, unit, at)
    total = open_count(unit)
    if not total:
        raise NothingToHandOver
    hand = HandOver(
        unit=unit, account_id=owner_of(by), mfa=by.mfa, chosen=chosen, words=reason, total=total, begun_at=at,
    )  # fmt: skip
    try:
        with transaction.atomic():
            hand.save()
    except IntegrityError:
        raise HandOverRunning from None
    record(
        BEGUN, subject=hand.pk, by=by.ref, at=at, payload=Begun(unit, total), place=found.place_id, batch=hand.pk,
        about=unit,
    )  # fmt: skip
    defer(JOB, hand=str(hand.pk))
    return hand

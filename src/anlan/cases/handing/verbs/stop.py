"""Stop a hand-over: the matter that is being moved is moved, the others stay where they are."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from anlan.access.public import Actor
from anlan.cases.handing.errors import HandOverNotRunning
from anlan.cases.handing.holding import end, held, managed
from anlan.cases.models.handing import RUNNING, HandOver


@transaction.atomic
def stop(*, by: Actor, at: datetime, unit: UUID) -> HandOver:
    """Whoever manages the unit may stop it. Raises `HandOverNotFound`, `HandOverNotRunning`, `NotPermitted`."""
    found, hand = managed(by, unit), held(unit)
    if hand.state != RUNNING:
        raise HandOverNotRunning
    end(hand, found, by=by.ref, at=at, why="asked")
    return hand

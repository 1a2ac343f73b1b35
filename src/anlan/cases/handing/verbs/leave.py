"""Leave what could not be handed over to the operators: the unit closes, and what it kept is unanswered."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from anlan.access.public import Actor
from anlan.cases.handing.errors import HandOverNotStopped
from anlan.cases.handing.holding import end, held, managed
from anlan.cases.models.handing import RUNNING, HandOver
from anlan.parties.public import close_unit


@transaction.atomic
def leave(*, by: Actor, at: datetime, unit: UUID) -> HandOver:
    """Close the unit with what is left. Raises `HandOverNotFound`, `HandOverNotStopped`, and what `close_unit` does."""
    found, hand = managed(by, unit), held(unit)
    if hand.state == RUNNING:
        raise HandOverNotStopped
    if found.valid_to is None:
        close_unit(unit=unit, by=by, at=at, leave=True)
    end(hand, found, by=by.ref, at=at, why="left")
    return hand

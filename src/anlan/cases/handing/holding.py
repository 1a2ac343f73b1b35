"""The frame of what is done with a hand-over: who may, and the row locked."""

from datetime import datetime
from uuid import UUID

from anlan.access.public import Actor, require
from anlan.cases.handing.errors import HandOverNotFound
from anlan.cases.handing.facts import ENDED, Ended, Why
from anlan.cases.handing.work import open_count
from anlan.cases.models.handing import DONE, STOPPED, WAITING, HandOver
from anlan.ledger.public import record
from anlan.parties.public import Unit, unit_of

OPEN_STATES = ("running", STOPPED, WAITING)


def managed(by: Actor, unit: UUID) -> Unit:
    """The unit, open or closed, for who may close it and hand its work over. Raises `UnitUnknown`, `NotPermitted`."""
    found = unit_of(unit)
    require(by, "parties.manage", place=found.place_id)
    require(by, "cases.hand_over", place=found.place_id)
    return found


def present(unit: UUID, *, lock: bool = False) -> HandOver | None:
    """The hand-over of a unit that is not over yet."""
    rows = HandOver.objects.filter(unit=unit, state__in=OPEN_STATES)
    return (rows.select_for_update() if lock else rows).first()


def held(unit: UUID) -> HandOver:
    """The same, locked. Raises `HandOverNotFound`."""
    found = present(unit, lock=True)
    if found is None:
        raise HandOverNotFound
    return found


def end(hand: HandOver, unit: Unit, *, by: str, at: datetime, why: Why) -> None:
    """Say how a locked hand-over ended for now, and why."""
    over = {"through": DONE, "left": DONE, "stays": WAITING}
    hand.state, hand.ended_at = over.get(why, STOPPED), at
    hand.why = why
    hand.save(update_fields=["state", "why", "ended_at"])
    payload = Ended(unit.id, hand.moved, open_count(unit.id), why)
    record(
        ENDED,
        subject=hand.pk,
        by=by,
        at=at,
        payload=payload,
        place=unit.place_id,
        batch=hand.pk,
        about=unit.id,
    )

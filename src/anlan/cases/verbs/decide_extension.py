"""延期审批: somebody above the unit grants or refuses more time."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction

from anlan.access.public import Actor
from anlan.cases.errors import NoExtension
from anlan.cases.hold import append, hold, refuse_own_request, said
from anlan.cases.models import Case
from anlan.cases.timekeeping.running import extend_clock, happened
from anlan.ledger.public import FactKind


@dataclass(frozen=True)
class ExtensionDecided:
    """The decision, and the due time after it."""

    clock: str
    value: int
    granted: bool
    due_at: datetime


EXTENSION_DECIDED = FactKind("cases.decide_extension", ExtensionDecided)


@transaction.atomic
def decide_extension(
    *, by: Actor, at: datetime, case: UUID, version: int | None = None, granted: bool, words: str
) -> Case:
    """Decide the open request for more time. Raises `NoExtension`, `OwnRequest`, `TextMissing`."""
    held = hold("decide_extension", by=by, case=case, version=version)
    reason = said(words, required=True)
    waiting = held.requests.filter(kind="extension", decided_at=None, clock__stopped_at=None)
    asked = waiting.select_related("clock", "assignment").first()
    if asked is None or asked.clock is None:
        raise NoExtension
    refuse_own_request(asked.asked_by, asked.assignment.unit if asked.assignment else None, by=by)
    asked.decided_at, asked.granted = at, granted
    asked.save()
    clock = asked.clock
    if granted:
        extend_clock(held, clock, by=asked.value, at=at)
    happened(held, "extension_decided", at=at, part=clock.assignment)
    payload = ExtensionDecided(clock.rule, asked.value, granted, clock.due_at)
    append(EXTENSION_DECIDED, held, by=by, at=at, payload=payload, words=reason, public=granted)
    return held

"""延期申请: the unit asks for more time before it runs out."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Q

from anlan.access.public import Actor
from anlan.cases.errors import ClockUnknown, ExtensionForbidden, ExtensionTooLate
from anlan.cases.hold import append, hold, local, own_assignment, said, section_of
from anlan.cases.lifecycle import Part, Work
from anlan.cases.models import Case, Request
from anlan.cases.timekeeping.running import happened
from anlan.ledger.public import FactKind


@dataclass(frozen=True)
class ExtensionRequested:
    """By how much, in the clock's own unit."""

    clock: str
    value: int


EXTENSION_REQUESTED = FactKind("cases.request_extension", ExtensionRequested)


@transaction.atomic
def request_extension(
    *, by: Actor, at: datetime, case: UUID, version: int | None = None, clock: str, value: int, words: str
) -> Case:
    """Ask to extend `clock` by `value` of its units; the case's own clocks are the lead's to ask for.

    Raises `ClockUnknown`, `ExtensionForbidden`, `ExtensionTooLate`, `NotAssigned`, `TextMissing`.
    """
    held = hold("request_extension", by=by, case=case, version=version)
    reason = said(words, required=True)
    own = own_assignment(
        held, by=by, verb="request_extension", states=frozenset({Work.OFFERED, Work.ACCEPTED})
    )
    mine = Q(assignment=own) | Q(assignment=None) if own.part == Part.LEAD else Q(assignment=own)
    running = held.clocks.filter(mine, rule=clock, stopped_at=None).first()
    rule = section_of(held).clock(clock)
    if running is None or rule is None:
        raise ClockUnknown(field="clock", clock=clock)
    allowed = rule.extend
    if allowed is None or running.extensions >= allowed.times or not 1 <= value <= allowed.value:
        most, times = (allowed.value, allowed.times) if allowed else (0, 0)
        raise ExtensionForbidden(field="value", clock=clock, times=times, most=most)
    if running.paused_at is None and at > running.due_at:
        raise ExtensionTooLate(field="clock", until=local(running.due_at))
    held.requests.filter(kind="extension", decided_at=None).update(decided_at=at, granted=False)
    Request.objects.create(
        case=held, kind="extension", assignment=own, clock=running, value=value, asked_at=at, asked_by=by.ref
    )
    happened(held, "extension_requested", at=at, part=own)
    append(EXTENSION_REQUESTED, held, by=by, at=at, payload=ExtensionRequested(clock, value), words=reason)
    return held

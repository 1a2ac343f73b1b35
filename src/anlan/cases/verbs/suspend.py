"""挂起: the work has to wait, for a reason the capability allows; its clocks may stand still."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction

from anlan.access.public import Actor
from anlan.cases.errors import ReasonUnknown, SuspensionSpent
from anlan.cases.hold import append, hold, require_lead, said, section_of
from anlan.cases.lifecycle import State
from anlan.cases.models import Case
from anlan.cases.timekeeping.running import happened, pause_all
from anlan.ledger.public import FactKind


@dataclass(frozen=True)
class Suspended:
    """Why, and whether the clocks stand still."""

    reason: str
    stops_clocks: bool


SUSPENDED = FactKind("cases.suspend", Suspended)


@transaction.atomic
def suspend(
    *, by: Actor, at: datetime, case: UUID, version: int | None = None, reason: str, words: str
) -> Case:
    """Suspend the handling. Raises `ReasonUnknown`, `SuspensionSpent`, `NotAssigned`, `TextMissing`."""
    held = hold("suspend", by=by, case=case, version=version)
    require_lead(held, by=by, verb="suspend")
    explained = said(words, required=True)
    rule = section_of(held).suspension
    known = next((each for each in rule.reasons if each.code == reason), None)
    if known is None:
        codes = ", ".join(each.code for each in rule.reasons) or "—"
        raise ReasonUnknown(field="reason", reason=reason, known=codes)
    if held.suspensions >= rule.times:
        raise SuspensionSpent(times=rule.times)
    held.suspensions += 1
    if known.stops_clocks:
        pause_all(held, at=at, reason=reason)
    happened(held, "suspended", at=at)
    payload = Suspended(reason, known.stops_clocks)
    append(SUSPENDED, held, by=by, at=at, payload=payload, state=State.SUSPENDED, words=explained)
    return held

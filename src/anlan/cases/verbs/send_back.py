"""退回: the work was not good enough; the same unit handles it again."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction

from anlan.access.public import Actor
from anlan.cases.hold import append, hold, said
from anlan.cases.lifecycle import Part, State, Work
from anlan.cases.models import Case
from anlan.cases.timekeeping.running import happened
from anlan.cases.verbs.verify import refuse_own_work
from anlan.ledger.public import FactKind


@dataclass(frozen=True)
class SentBack:
    """Which unit handles it again."""

    unit: UUID


SENT_BACK = FactKind("cases.send_back", SentBack)


def again(held: Case) -> UUID:
    """The lead works on it again, from its first step; returns its unit."""
    lead = held.assignments.get(part=Part.LEAD, state__in=[Work.FINISHED, Work.ACCEPTED])
    lead.state, lead.step, lead.finished_at = Work.ACCEPTED, "", None
    lead.save()
    return lead.unit


@transaction.atomic
def send_back(*, by: Actor, at: datetime, case: UUID, version: int | None = None, words: str) -> Case:
    """Send the case back to its lead unit with a reason. Raises `OwnWork`, `TextMissing`.

    An unsatisfied caller's matter goes back to be handled again (济南市12345条例 Art. 27).
    """
    held = hold("send_back", by=by, case=case, version=version)
    refuse_own_work(held, by)
    reason = said(words, required=True)
    unit = again(held)
    held.verified_by = ""
    held.returned += 1
    happened(held, "returned", at=at)
    append(SENT_BACK, held, by=by, at=at, payload=SentBack(unit), state=State.HANDLING, words=reason)
    return held

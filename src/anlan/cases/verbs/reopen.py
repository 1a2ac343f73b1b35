"""重开: the matter is not over; it goes on where it ended."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction

from anlan.access.public import Actor
from anlan.cases.errors import ReopenSpent, ReopenTooLate
from anlan.cases.hold import append, hold, local, said, section_of
from anlan.cases.lifecycle import Part, State, Work
from anlan.cases.models import Case
from anlan.cases.timekeeping.running import happened
from anlan.cases.verbs.send_back import again
from anlan.ledger.public import FactKind


@dataclass(frozen=True)
class Reopened:
    """For the which-th time, and the outcome it had."""

    times: int
    outcome: str


REOPENED = FactKind("cases.reopen", Reopened)


@transaction.atomic
def reopen(*, by: Actor, at: datetime, case: UUID, version: int | None = None, words: str) -> Case:
    """Reopen a closed case: the unit that led handles it again; one nobody led is taken in anew.

    Raises `ReopenTooLate`, `ReopenSpent`, `TextMissing`.
    """
    held = hold("reopen", by=by, case=case, version=version)
    reason = said(words, required=True)
    rule = section_of(held).rating
    assert held.closed_at is not None  # noqa: S101 - a database constraint
    until = held.closed_at + timedelta(days=rule.reopen_days)
    if at > until:
        raise ReopenTooLate(until=local(until))
    if held.reopened >= rule.reopen_times:
        raise ReopenSpent(times=rule.reopen_times)
    payload = Reopened(held.reopened + 1, held.outcome)
    held.reopened, held.outcome, held.closed_at, held.verified_by, held.score = (
        held.reopened + 1,
        "",
        None,
        "",
        None,
    )
    led = held.assignments.filter(part=Part.LEAD, state__in=[Work.FINISHED, Work.ACCEPTED]).exists()
    if led:
        again(held)
    happened(held, "reopened", at=at)
    state = State.HANDLING if led else State.REPORTED
    append(REOPENED, held, by=by, at=at, payload=payload, state=state, words=reason)
    return held

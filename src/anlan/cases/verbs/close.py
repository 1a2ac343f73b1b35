"""结案: the matter ends with an outcome, and the reporter gets an answer."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction

from anlan.access.public import Actor
from anlan.cases.errors import NotVerified, OutcomeNotEarly, OutcomeUnknown
from anlan.cases.hold import append, hold, said, section_of, standing
from anlan.cases.lifecycle import State, Work
from anlan.cases.models import Case
from anlan.cases.scheme.shapes import CasesSection
from anlan.cases.timekeeping.running import cancel_all, happened, withdraw
from anlan.cases.writing import Pen
from anlan.ledger.public import FactKind


@dataclass(frozen=True)
class Closed:
    """With which outcome, and of which kind."""

    outcome: str
    kind: str
    met: tuple[str, ...]
    missed: tuple[str, ...]


CLOSED = FactKind("cases.close", Closed)
_UNFINISHED = frozenset({Work.OFFERED, Work.OBJECTED, Work.ACCEPTED})


def _check(held: Case, section: CasesSection, outcome: str) -> str:
    """The outcome's kind, when this case may end with it from where it stands."""
    known = section.outcome(outcome)
    if known is None:
        codes = ", ".join(each.code for each in section.outcomes)
        raise OutcomeUnknown(field="outcome", outcome=outcome, known=codes)
    if held.state in (State.REPORTED, State.ROUTED) and known.kind == "solved":
        early = ", ".join(each.code for each in section.outcomes if each.kind != "solved")
        raise OutcomeNotEarly(field="outcome", known=early)
    if held.state == State.HANDLED and section.verification.method != "none":
        raise NotVerified
    return known.kind


@transaction.atomic
def close(
    *, by: Actor, at: datetime, case: UUID, version: int | None = None, outcome: str, words: str
) -> Case:
    """End the case; `words` are the answer the reporter reads.

    Raises `OutcomeUnknown`, `OutcomeNotEarly`, `NotVerified`, `TextMissing`.
    """
    held = hold("close", by=by, case=case, version=version)
    answer = said(words, required=True)
    kind = _check(held, section_of(held), outcome)
    held.outcome, held.closed_at, pen = outcome, at, Pen()
    ended = happened(held, "closed", at=at, pen=pen)
    for part in standing(held).parts:
        if part.state in _UNFINISHED:
            withdraw(part, at=at, pen=pen)  # nobody is asked for work on a case that ended
    cancel_all(held, at=at, pen=pen)
    payload = Closed(outcome, kind, *ended)
    append(
        CLOSED, held, by=by, at=at, payload=payload, state=State.CLOSED, words=answer, public=True, pen=pen
    )
    return held

"""What the verbs at the end of a case's life do to it in memory."""

from collections.abc import Callable
from datetime import datetime
from typing import Any
from uuid import UUID

from anlan.access.public import Actor
from anlan.cases.bulk.matter import Matter
from anlan.cases.bulk.timing import cancel_all, happened, withdraw
from anlan.cases.lifecycle import Part, State, Work
from anlan.cases.scheme.answers import checked
from anlan.cases.verbs.close import CLOSED, Closed
from anlan.cases.verbs.merge import MERGED, TOOK_IN, Merged, TookIn
from anlan.cases.verbs.rate import RATED, Rated
from anlan.cases.verbs.reopen import REOPENED, Reopened
from anlan.cases.verbs.send_back import SENT_BACK, SentBack
from anlan.cases.verbs.verify import VERIFIED, Verified

_DONE = (Work.FINISHED, Work.ACCEPTED)
_UNFINISHED = (Work.OFFERED, Work.OBJECTED, Work.ACCEPTED)


def verify(
    matter: Matter, *, by: Actor, at: datetime, words: str = "", answers: dict[str, Any] | None = None
) -> None:
    """Somebody else made sure that the work was done."""
    rule = matter.section.verification
    kept = checked(rule.form, answers)
    matter.case.verified_by = by.ref
    ended = happened(matter, "verified", at=at)
    payload = Verified(rule.method, *ended)
    matter.append(VERIFIED, by=by, at=at, payload=payload, state=State.VERIFIED, words=words, answers=kept)


def _again(matter: Matter) -> UUID | None:
    """The lead works on it again, from its first step; None when nobody led."""
    done = (part for part in matter.parts if part.part == Part.LEAD and part.state in _DONE)
    lead = next(done, None)
    if lead is None:
        return None
    lead.state, lead.step, lead.finished_at = Work.ACCEPTED, "", None
    return lead.unit


def send_back(matter: Matter, *, by: Actor, at: datetime, words: str) -> None:
    """The same unit handles it again."""
    unit = _again(matter)
    if unit is None:
        raise ValueError("nobody led it")
    matter.case.verified_by = ""
    matter.case.returned += 1
    happened(matter, "returned", at=at)
    matter.append(SENT_BACK, by=by, at=at, payload=SentBack(unit), state=State.HANDLING, words=words)


def close(matter: Matter, *, by: Actor, at: datetime, outcome: str, words: str) -> None:
    """The matter ends with an outcome and an answer."""
    known = matter.section.outcome(outcome)
    if known is None:
        raise ValueError(outcome)
    matter.case.outcome, matter.case.closed_at = outcome, at
    ended = happened(matter, "closed", at=at)
    for part in matter.parts:
        if part.state in _UNFINISHED:
            withdraw(matter, part, at=at)
    cancel_all(matter, at=at)
    payload = Closed(outcome, known.kind, *ended)
    matter.append(CLOSED, by=by, at=at, payload=payload, state=State.CLOSED, words=words, public=True)


def rate(matter: Matter, *, by: Actor, at: datetime, score: int, words: str = "") -> None:
    """The reporter says how it was."""
    matter.case.score = score
    payload = Rated(score, matter.section.rating.most)
    matter.append(RATED, by=by, at=at, payload=payload, state=State.RATED, words=words)


def reopen(matter: Matter, *, by: Actor, at: datetime, words: str) -> None:
    """The matter is not over."""
    case = matter.case
    payload = Reopened(case.reopened + 1, case.outcome)
    case.reopened += 1
    case.outcome, case.closed_at, case.verified_by, case.score = "", None, "", None
    led = _again(matter) is not None
    happened(matter, "reopened", at=at)
    state = State.HANDLING if led else State.REPORTED
    matter.append(REOPENED, by=by, at=at, payload=payload, state=state, words=words)


def merge(matter: Matter, target: Matter, *, by: Actor, at: datetime, words: str = "") -> None:
    """One case ends in favour of another."""
    for part in matter.working():
        withdraw(matter, part, at=at)
    matter.case.merged_into_id = target.case.id
    cancel_all(matter, at=at)
    matter.append(MERGED, by=by, at=at, payload=Merged(target.case.id), state=State.MERGED, words=words)
    target.append(TOOK_IN, by=by, at=at, payload=TookIn(matter.case.id))


ENDING: dict[str, Callable[..., None]] = {
    move.__name__: move for move in (verify, send_back, close, rate, reopen)
}

"""评价: the reporter says how it was."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction

from anlan.access.public import Actor
from anlan.cases.errors import OwnRating, OwnWork, ScoreWrong
from anlan.cases.hold import append, hold, said, section_of
from anlan.cases.lifecycle import State
from anlan.cases.models import Case
from anlan.cases.verbs.verify import refuse_own_work
from anlan.ledger.public import FactKind


@dataclass(frozen=True)
class Rated:
    """The score out of `most`."""

    score: int
    most: int


RATED = FactKind("cases.rate", Rated)


@transaction.atomic
def rate(
    *, by: Actor, at: datetime, case: UUID, version: int | None = None, score: int, words: str = ""
) -> Case:
    """Rate a closed case from 1 to the capability's most. Raises `ScoreWrong`, `OwnRating`."""
    held = hold("rate", by=by, case=case, version=version)
    try:
        refuse_own_work(held, by)
    except OwnWork:
        raise OwnRating from None
    most = section_of(held).rating.most
    if not 1 <= score <= most:
        raise ScoreWrong(field="score", most=most)
    held.score = score
    append(RATED, held, by=by, at=at, payload=Rated(score, most), state=State.RATED, words=said(words))
    return held

"""督办: a supervisor or leader puts the case under watch and says what is expected."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction

from anlan.access.public import Actor
from anlan.cases.hold import append, hold, said
from anlan.cases.models import Case
from anlan.cases.timekeeping.running import happened
from anlan.ledger.public import FactKind


@dataclass(frozen=True)
class Supervised:
    """Whether supervision begins or ends."""

    on: bool


SUPERVISED = FactKind("cases.supervise", Supervised)


@transaction.atomic
def supervise(
    *, by: Actor, at: datetime, case: UUID, version: int | None = None, on: bool = True, words: str
) -> Case:
    """Begin or end supervision, with what is expected. Raises `TextMissing`."""
    held = hold("supervise", by=by, case=case, version=version)
    expected = said(words, required=True)
    held.supervised = on
    if on:
        happened(held, "supervised", at=at)
    append(SUPERVISED, held, by=by, at=at, payload=Supervised(on), words=expected)
    return held

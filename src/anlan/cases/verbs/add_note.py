"""备注: words for colleagues, or with `public` for the reporter too."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction

from anlan.access.public import Actor
from anlan.cases.hold import append, hold, said
from anlan.cases.models import Case
from anlan.ledger.public import FactKind


@dataclass(frozen=True)
class Noted:
    """Whether the reporter reads it."""

    public: bool


NOTED = FactKind("cases.add_note", Noted)


@transaction.atomic
def add_note(
    *, by: Actor, at: datetime, case: UUID, version: int | None = None, words: str, public: bool = False
) -> Case:
    """Write a note. Raises `TextMissing`."""
    held = hold("add_note", by=by, case=case, version=version)
    append(NOTED, held, by=by, at=at, payload=Noted(public), words=said(words, required=True), public=public)
    return held

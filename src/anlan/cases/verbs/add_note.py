"""备注: words for colleagues, or with `public` for the reporter too. `@` names who should read them."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction

from anlan.access.public import Actor
from anlan.cases.errors import MentionInPublic
from anlan.cases.hold import append, hold, said
from anlan.cases.models import Case, Note
from anlan.cases.telling.mentions import mentions_in
from anlan.ledger.public import FactKind


@dataclass(frozen=True)
class Noted:
    """Whether the reporter reads it, and who is named in it: `account:…`, `unit:…`."""

    public: bool
    mentions: tuple[str, ...] = ()


NOTED = FactKind("cases.add_note", Noted)


@transaction.atomic
def add_note(
    *, by: Actor, at: datetime, case: UUID, version: int | None = None, words: str, public: bool = False
) -> Case:
    """Write a note. `@` and a name tells that person or unit; it gives nobody sight of the case.

    Raises `TextMissing`, `MentionUnknown`, `MentionUnclear`, `MentionsTooMany`, `MentionInPublic`.
    """
    held = hold("add_note", by=by, case=case, version=version)
    words = said(words, required=True)
    named = mentions_in(words, held, at=at)
    if named and public:
        raise MentionInPublic(field="words")
    payload = Noted(public, tuple(dict.fromkeys(one.ref for one in named)))
    kept = append(NOTED, held, by=by, at=at, payload=payload, words=words, public=public)
    if named:
        where = [[one.start, one.length, one.ref] for one in named]
        Note.objects.filter(fact=kept.id).update(mentions=where)
    return held

"""撤回备注: whoever wrote a note takes it back while the matter is open.

Its words are erased; that there was one stays.
"""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction

from anlan.access.public import Actor
from anlan.cases.errors import NoteGone, NoteOfSomebodyElse
from anlan.cases.hold import append, hold
from anlan.cases.models import Case, Note
from anlan.cases.verbs.add_note import NOTED
from anlan.ledger.public import FactKind, history


@dataclass(frozen=True)
class NoteWithdrawn:
    """The fact of the note."""

    note: UUID


NOTE_WITHDRAWN = FactKind("cases.withdraw_note", NoteWithdrawn)


@transaction.atomic
def withdraw_note(*, by: Actor, at: datetime, case: UUID, version: int | None = None, note: UUID) -> Case:
    """Take back a note of one's own; `note` is the id of its fact. Raises `NoteGone`, `NoteOfSomebodyElse`."""
    held = hold("withdraw_note", by=by, case=case, version=version)
    row = Note.objects.filter(case=held, fact=note, withdrawn_at=None).first()
    fact = next((one for one in history(held.id) if one.id == note and one.kind == NOTED.name), None)
    if row is None or fact is None:
        raise NoteGone(field="note")
    if fact.actor != by.ref:
        raise NoteOfSomebodyElse(field="note")
    row.words, row.mentions, row.withdrawn_at = "", None, at
    row.save(update_fields=["words", "mentions", "withdrawn_at"])
    append(NOTE_WITHDRAWN, held, by=by, at=at, payload=NoteWithdrawn(note))
    return held

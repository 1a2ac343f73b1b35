"""Calls that were not sent yet: kept sealed while somebody types, gone when they are sent, or after a day."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from cryptography.exceptions import InvalidTag
from django.db import transaction

from anlan.access.public import Actor
from anlan.cases.hold import LONGEST_WORDS
from anlan.cases.models.calls import CallDraft
from anlan.cases.own.owner import owner_of
from anlan.kit.canonical import canonical
from anlan.kit.sealing import seal, unseal
from anlan.kit.words import clean

KEPT_FOR = timedelta(days=1)
MOST = 5
# A consent is for one moment: what comes back from a draft has to be asked anew.
_KEPT = frozenset(
    {"number", "name", "words", "category", "place", "address", "outcome", "answer", "callback"}
)


@dataclass(frozen=True)
class Unsent:
    """A call that was not sent: what was typed, and when last."""

    call: UUID
    at: datetime
    fields: dict[str, str]


def _purpose(actor: Actor) -> str:
    return f"cases.call_draft {owner_of(actor)}"


@transaction.atomic
def keep_call_draft(*, by: Actor, at: datetime, call: UUID, fields: Mapping[str, str]) -> None:
    """Keep what is typed; nothing typed keeps nothing. The oldest of more than five goes.

    Raises `TextTooLong`, `TextUnreadable`.
    """
    typed = {
        name: clean(value, field=name, longest=LONGEST_WORDS)
        for name, value in fields.items()
        if name in _KEPT and value.strip()
    }
    if not set(typed) & {"number", "name", "words", "address", "answer"}:
        forget_call_draft(by=by, call=call)
        return
    owner = owner_of(by)
    sealed = seal(_purpose(by), canonical(typed))
    CallDraft.objects.update_or_create(account_id=owner, call=call, defaults={"sealed": sealed, "at": at})
    newest = CallDraft.objects.filter(account_id=owner).order_by("-at", "-id").values_list("pk", flat=True)
    CallDraft.objects.filter(account_id=owner).exclude(pk__in=list(newest[:MOST])).delete()


def forget_call_draft(*, by: Actor, call: UUID) -> None:
    """It was sent, or is not wanted any more."""
    CallDraft.objects.filter(account_id=owner_of(by), call=call).delete()


def unsent_calls(actor: Actor, *, at: datetime) -> list[Unsent]:
    """One's own calls that were not sent, the latest first."""
    rows = CallDraft.objects.filter(account_id=owner_of(actor), at__gt=at - KEPT_FOR).order_by("-at", "-id")
    found = []
    for row in rows:
        try:
            fields = json.loads(unseal(_purpose(actor), bytes(row.sealed)))
        except InvalidTag:  # the deployment's secret was renewed: nobody can read it any more
            continue
        found.append(Unsent(row.call, row.at, fields))
    return found


def drop_old_call_drafts(at: datetime) -> int:
    """What nobody came back to for a day; returns how many."""
    dropped, _by_kind = CallDraft.objects.filter(at__lt=at - KEPT_FOR).delete()
    return dropped

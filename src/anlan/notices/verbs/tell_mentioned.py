"""Somebody is named in a note: they are told, by the ways they chose, whatever the capability says of notes."""

from collections.abc import Collection
from datetime import datetime

from django.db import transaction

from anlan.access.public import Actor, require
from anlan.kit.db import lock
from anlan.ledger.public import Fact
from anlan.notices.models import Notice
from anlan.notices.telling import keep

MENTIONED = "mentioned"


@transaction.atomic
def tell_mentioned(*, by: Actor, at: datetime, fact: Fact, recipients: Collection[str], number: str) -> int:
    """One notice to each of `recipients` (`account:…`, `unit:…`), once a fact; returns how many are told.

    It holds the number of the matter and a fixed sentence, nothing of the note. Raises `NotPermitted`: only the program
    tells.
    """
    require(by, "notices.tell", place=fact.place, capability=fact.capability)
    lock(f"notices {fact.id}")
    known = set(Notice.objects.filter(fact=fact.id, delay=0).values_list("recipient", flat=True))
    made = [
        Notice(
            fact=fact.id,
            subject=fact.subject,
            recipient=recipient,
            audience=MENTIONED,
            capability=fact.capability,
            kind=fact.kind,
            zh=f"事项 {number} 的备注中@了您{'的单位' if recipient.startswith('unit:') else ''}。",
            en=f"A note on matter {number} mentions {'your unit' if recipient.startswith('unit:') else 'you'}.",
            at=at,
        )
        for recipient in dict.fromkeys(recipients)
        if recipient not in known and recipient != fact.actor
    ]
    return keep([(fact, made)], by=by, at=at)

"""Keep notices that were made of facts: with their deliveries, and the facts that somebody was told."""

from collections.abc import Sequence
from datetime import datetime

from anlan.access.public import Actor
from anlan.ledger.public import Entry, Fact, record_all
from anlan.notices.facts import TOLD, Told
from anlan.notices.models import Notice
from anlan.notices.planning import plan


def keep(made: Sequence[tuple[Fact, Sequence[Notice]]], *, by: Actor, at: datetime) -> int:
    """Write each fact's notices, plan what goes outside, and say in the fact's chain how many were told.

    Returns how many. A fact without notices leaves nothing.
    """
    told = [(fact, notices) for fact, notices in made if notices]
    new = [notice for _, notices in told for notice in notices]
    if not new:
        return 0
    Notice.objects.bulk_create(new)
    plan(new, at=at, actors={fact.id: fact.actor for fact, _ in told})
    entries = [
        Entry(fact.subject, Told(fact.id, len(notices)), fact.capability, fact.place)
        for fact, notices in told
    ]
    record_all(TOLD, entries, by=by.ref, at=at)
    return len(new)

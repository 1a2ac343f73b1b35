"""Tell whom a capability names that a fact has happened."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction

from anlan.access.public import Actor, require
from anlan.ledger.public import Fact, FactKind, record
from anlan.notices.models import Notice
from anlan.notices.registries import audiences, values
from anlan.notices.scheme import NOTICES, Message
from anlan.schemes.public import current


@dataclass(frozen=True)
class Told:
    """Which fact, and how many recipients."""

    fact: UUID
    recipients: int


TOLD = FactKind("notices.tell", Told)


def _notices(fact: Fact, message: Message, at: datetime) -> list[Notice]:
    room = fact.kind.partition(".")[0]
    given = values.get(room)(fact) if room in values else {}
    recipients = dict.fromkeys(ref for name in message.to for ref in audiences.get(name)(fact))
    return [
        Notice(
            fact=fact.id,
            subject=fact.subject,
            recipient=recipient,
            capability=fact.capability,
            zh=message.text.zh.format(**given),
            en=message.text.en.format(**given),
            at=at,
        )
        for recipient in recipients
        if recipient != fact.actor
    ]


@transaction.atomic
def tell(*, by: Actor, at: datetime, fact: Fact) -> int:
    """Make the notices of `fact`, live: by the current version of its capability. Returns how many are told."""
    require(by, "notices.tell", place=fact.place, capability=fact.capability)
    scheme = current(fact.capability)
    if not scheme.has(NOTICES.name):
        return 0
    made = [
        notice
        for message in scheme.section(NOTICES).messages
        if message.on == fact.kind
        for notice in _notices(fact, message, at)
    ]
    if not made:
        return 0
    Notice.objects.bulk_create(made, ignore_conflicts=True)
    record(
        TOLD,
        subject=fact.subject,
        by=by.ref,
        at=at,
        payload=Told(fact.id, len(made)),
        capability=fact.capability,
        place=fact.place,
    )
    return len(made)

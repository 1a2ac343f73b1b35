"""A reporter agrees to be told about their matter by message, or takes it back (PIPL art. 14, 15)."""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from django.db import transaction

from anlan.access.public import Actor
from anlan.ledger.public import record
from anlan.notices.channels.kinds import WAYS
from anlan.notices.errors import NotConcerned, WayUnknown
from anlan.notices.facts import AGREED, Agreed
from anlan.notices.models import Consent, Delivery
from anlan.notices.registries import matter_of

RESIDENTS = tuple(name for name, way in WAYS.items() if "resident" in way.reaches)


@transaction.atomic
def agree(
    *, by: Actor, at: datetime, subject: UUID, channels: Collection[str], language: str = "zh-hans"
) -> Consent:
    """Let `by`, who reported `subject`, be told by `channels` (of `sms`, `email`); an empty list takes it back at once.

    Without this nothing is sent to a resident, whatever contact they left.
    Raises `NotConcerned` for whoever did not report it, `WayUnknown`.
    """
    unknown = [name for name in channels if name not in RESIDENTS]
    if unknown:
        raise WayUnknown(field="channels", way=unknown[0][:40], known=", ".join(RESIDENTS))
    matter = matter_of(subject)
    if matter is None or matter.reporter != by.ref:
        raise NotConcerned
    chosen = [name for name in RESIDENTS if name in channels]
    agreed, _ = Consent.objects.update_or_create(
        subject=subject,
        reader=by.ref,
        defaults={"channels": chosen, "at": at, "language": "en" if language.startswith("en") else "zh-hans"},
    )
    waiting = Delivery.objects.filter(reader=by.ref, state="queued", notice__subject=subject)
    waiting.exclude(channel__in=chosen).update(state="failed", reason="withdrawn", changed_at=at)
    record(
        AGREED,
        subject=subject,
        by=by.ref,
        at=at,
        payload=Agreed(tuple(chosen)),
        capability=matter.capability,
        place=matter.place,
    )
    return agreed

"""Somebody broke the glass: those who supervise the place are told at once, day or night."""

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from anlan.access.public import Actor, BrokenGlass, require
from anlan.ledger.public import record
from anlan.notices.facts import TOLD, Told
from anlan.notices.models import Notice
from anlan.notices.planning import plan
from anlan.places.public import names_of

GLASS = "glass"
WAYS = ("push", "wecom", "dingtalk", "sms", "email")


@transaction.atomic
def alarm_glass(*, by: Actor, at: datetime, broken: BrokenGlass, fact: UUID) -> int:
    """One urgent notice to each supervisor; returns how many. Raises `NotPermitted`: only the program tells."""
    require(by, "notices.tell", place=broken.place)
    where = names_of([broken.place]).get(broken.place, str(broken.place))
    until = timezone.localtime(broken.until).strftime("%H:%M")
    made = [
        Notice(
            fact=fact,
            subject=broken.grant,
            recipient=f"account:{account}",
            audience=GLASS,
            capability="",
            kind="access.break_glass",
            urgency="now",
            channels=list(WAYS),
            zh=f"{broken.name}对{where}启用了应急查看，至 {until}。请即核对理由。",
            en=f"{broken.name} broke the glass on {where}, until {until}. Please look at the reason now.",
            at=at,
        )
        for account in broken.supervisors
    ]
    if not made:
        return 0
    Notice.objects.bulk_create(made)
    plan(made, at=at)
    record(TOLD, subject=broken.grant, by=by.ref, at=at, payload=Told(fact, len(made)), place=broken.place)
    return len(made)

"""Reads of notices: everybody sees their own; administrators see what could not be sent, without its words."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Q, QuerySet

from anlan.access.public import Actor, require
from anlan.notices.errors import DeliveryNotDead, DeliveryNotFound
from anlan.notices.models import Address, Consent, Delivery, Notice, Preference

MOST_COUNTED = 99


def addressed_to(actor: Actor) -> QuerySet[Notice]:
    """The notices of `actor` and of the units it works for (of the grant's capabilities), newest first."""
    mine = Q(recipient=actor.ref)
    for grant in actor.grants:
        if grant.unit:
            of_unit = Q(recipient=f"unit:{grant.unit}")
            mine |= of_unit if grant.capabilities is None else of_unit & Q(capability__in=grant.capabilities)
    return Notice.objects.filter(mine).order_by("-at", "-id")


@dataclass(frozen=True)
class Asked:
    """What an inbox shows. `before` is the last notice of the page before: its moment and id."""

    unread: bool = False
    urgent: bool = False
    before: tuple[datetime, UUID] | None = None


def page_of(actor: Actor, asked: Asked, *, limit: int) -> list[Notice]:
    """A page, newest first; any page costs what the first one costs."""
    rows = addressed_to(actor)
    if asked.unread:
        rows = rows.filter(read_at=None)
    if asked.urgent:
        rows = rows.filter(urgency="now")
    if asked.before:
        at, id = asked.before
        rows = rows.filter(at__lte=at).filter(Q(at__lt=at) | Q(id__lt=id))
    return list(rows[:limit])


def unread_count(actor: Actor) -> int:
    """How many are unread, counted to a hundred and no further."""
    if not actor.is_known:
        return 0
    return addressed_to(actor).filter(read_at=None).order_by()[: MOST_COUNTED + 1].count()


def told_about(subject: UUID, recipient: str) -> list[Notice]:
    """What `recipient` was told about one case, oldest first."""
    return list(Notice.objects.filter(subject=subject, recipient=recipient).order_by("at", "id"))


@dataclass(frozen=True)
class Reach:
    """How a reporter is told about a matter by one way: whether they agreed, and whether it works."""

    channel: str
    agreed: bool
    lost: bool


def reach_of(subject: UUID, reader: str) -> list[Reach]:
    """For the page on which a resident follows their matter: what they agreed to, and what came back."""
    agreed = Consent.objects.filter(subject=subject, reader=reader).first()
    channels = agreed.channels if agreed else []
    rows = Address.objects.filter(owner=reader, unusable_at__isnull=False)
    lost = set(rows.values_list("channel", flat=True))
    return [Reach(name, name in channels, name in lost) for name in ("sms", "email")]


def own_addresses(actor: Actor) -> list[Address]:
    """The addresses of an account, also those of which only the trouble is known."""
    return list(Address.objects.filter(owner=actor.ref).order_by("channel", "kept_at"))


def own_preference(actor: Actor) -> Preference | None:
    """How an account wants to be told; None: as everybody."""
    if actor.account_id is None:
        return None
    return Preference.objects.filter(account=actor.account_id).first()


def dead_deliveries(
    actor: Actor, *, limit: int, before: tuple[datetime, UUID] | None = None
) -> list[Delivery]:
    """What could not be sent, the newest first. Raises `NotPermitted` (`notices.manage`)."""
    require(actor, "notices.manage")
    rows = Delivery.objects.filter(state="dead").select_related("notice").order_by("-changed_at", "-id")
    if before:
        at, id = before
        rows = rows.filter(changed_at__lte=at).filter(Q(changed_at__lt=at) | Q(id__lt=id))
    return list(rows.defer("notice__zh", "notice__en")[:limit])


def count_dead() -> int:
    """How many messages wait for an administrator's decision: a number for whoever keeps the machine."""
    return Delivery.objects.filter(state="dead").count()


def dead_one(delivery: UUID) -> Delivery:
    """A dead delivery, locked until the transaction ends. Raises `DeliveryNotFound`, `DeliveryNotDead`."""
    row = Delivery.objects.select_for_update().filter(pk=delivery).first()
    if row is None:
        raise DeliveryNotFound
    if row.state != "dead":
        raise DeliveryNotDead
    return row

"""Tell whom a capability names that a fact has happened."""

from datetime import datetime, timedelta

from django.db import transaction

from anlan.access.public import Actor, require
from anlan.kit.db import lock
from anlan.ledger.public import Fact, history, record
from anlan.notices.facts import TOLD, Told
from anlan.notices.models import Notice, Reminder
from anlan.notices.planning import plan
from anlan.notices.registries import audiences, values
from anlan.notices.scheme import NOTICES, Message
from anlan.schemes.public import current

__all__ = ["TOLD", "Told", "tell"]

AT_ONCE = timedelta(0)


def _notices(fact: Fact, messages: list[Message], at: datetime) -> list[Notice]:
    if not messages:
        return []
    room = fact.kind.partition(".")[0]
    given = values.get(room)(fact) if room in values else {}
    # Several messages often speak to the same people: each audience is looked up once a fact.
    named = {name: list(audiences.get(name)(fact)) for message in messages for name in message.to}
    return [notice for message in messages for notice in _one(fact, message, given, named, at)]


def _one(
    fact: Fact, message: Message, given: dict[str, str], named: dict[str, list[str]], at: datetime
) -> list[Notice]:
    recipients: dict[str, str] = {}
    for name in message.to:
        for ref in named[name]:
            recipients.setdefault(ref, name)
    return [
        Notice(
            fact=fact.id,
            subject=fact.subject,
            recipient=recipient,
            audience=audience,
            capability=fact.capability,
            kind=fact.kind,
            urgency=message.urgency,
            channels=list(message.channels),
            delay=int(message.delay.total_seconds()),
            zh=message.text.zh.format(**given),
            en=message.text.en.format(**given),
            at=at,
        )
        for recipient, audience in recipients.items()
        if recipient != fact.actor
    ]


def _due(messages: list[Message], fact: Fact, delay: timedelta) -> list[Message]:
    """Those told after `delay`, without the ones that something since has made needless."""
    chosen = [message for message in messages if message.delay == delay]
    if not any(message.unless for message in chosen):
        return chosen
    since = {one.kind for one in history(fact.subject) if one.seq > fact.seq}
    return [message for message in chosen if not since.intersection(message.unless)]


def _remind_later(messages: list[Message], fact: Fact) -> None:
    for delay in {message.delay for message in messages} - {AT_ONCE}:
        seconds = int(delay.total_seconds())
        due = {"subject": fact.subject, "due": fact.at + delay}
        Reminder.objects.get_or_create(fact=fact.id, delay=seconds, defaults=due)


def _new(made: list[Notice], fact: Fact, delay: timedelta) -> list[Notice]:
    """Each recipient once: by the first message that names them, and not again when the fact is tried again."""
    told = Notice.objects.filter(fact=fact.id, delay=int(delay.total_seconds()))
    known = set(told.values_list("recipient", flat=True))
    fresh: dict[str, Notice] = {}
    for notice in made:
        if notice.recipient not in known:
            fresh.setdefault(notice.recipient, notice)
    return list(fresh.values())


@transaction.atomic
def tell(*, by: Actor, at: datetime, fact: Fact, delay: timedelta = AT_ONCE) -> int:
    """Make the notices of `fact`, live: by the current version of its capability; returns how many are told.

    `delay` is that of the reminders whose time has come. What goes outside is queued in this transaction.
    Raises `NotPermitted`.
    """
    require(by, "notices.tell", place=fact.place, capability=fact.capability)
    scheme = current(fact.capability)
    if not scheme.has(NOTICES.name):
        return 0
    messages = [message for message in scheme.section(NOTICES).messages if message.fits(fact)]
    if delay == AT_ONCE:
        _remind_later(messages, fact)
    made = _notices(fact, _due(messages, fact, delay), at)
    if not made:
        return 0
    lock(f"notices {fact.id}")
    new = _new(made, fact, delay)
    if not new:
        return 0
    Notice.objects.bulk_create(new)
    plan(new, at=at, skip=fact.actor)
    record(
        TOLD,
        subject=fact.subject,
        by=by.ref,
        at=at,
        payload=Told(fact.id, len(new)),
        capability=fact.capability,
        place=fact.place,
    )
    return len(new)

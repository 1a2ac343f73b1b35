"""Tell of many facts in one pass: what has to be known is asked once for all of them, and written together."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from itertools import groupby
from typing import NamedTuple
from uuid import UUID

from django.db import transaction

from anlan.access.public import Actor, require
from anlan.kit.db import lock_all
from anlan.kit.planned import run
from anlan.ledger.public import Fact, history
from anlan.notices.models import Notice, Reminder
from anlan.notices.registries import audiences, values
from anlan.notices.scheme import NOTICES, Message
from anlan.notices.telling import keep
from anlan.schemes.public import current, current_of

AT_ONCE = timedelta(0)
_TOLD = "SELECT fact, recipient FROM notices_notice WHERE fact = ANY(%s::uuid[]) AND delay = %s"


class _Spoken(NamedTuple):
    """A fact and the messages that speak of it."""

    fact: Fact
    messages: list[Message]


@transaction.atomic
def tell_all(*, by: Actor, at: datetime, facts: Sequence[Fact], delay: timedelta = AT_ONCE) -> int:
    """Make the notices of `facts` in their order, as `tell` would of each; returns how many are told.

    All or nothing. A fact that was told already is not told again. Raises `NotPermitted`, `CapabilityUnknown`.
    """
    for place, capability in {(fact.place, fact.capability) for fact in facts}:
        require(by, "notices.tell", place=place, capability=capability)
    spoken = _spoken(facts)
    if delay == AT_ONCE:
        _remind_later(spoken)
    made = _notices([_Spoken(fact, _due(fact, messages, delay)) for fact, messages in spoken], at)
    if not made:
        return 0
    lock_all(f"notices {fact}" for fact in {notice.fact for notice in made})
    new = _new(made, delay)
    return keep([(fact, new.get(fact.id, [])) for fact, _ in spoken], by=by, at=at)


def _spoken(facts: Iterable[Fact]) -> list[_Spoken]:
    given = list(facts)
    known = current_of({fact.capability for fact in given})
    spoken = []
    for fact in given:
        scheme = known.get(fact.capability) or current(fact.capability)
        if scheme.has(NOTICES.name):
            messages = [message for message in scheme.section(NOTICES).messages if message.fits(fact)]
            spoken.append(_Spoken(fact, messages))
    return [one for one in spoken if one.messages]


def _remind_later(spoken: Sequence[_Spoken]) -> None:
    rows = [
        Reminder(
            fact=fact.id, delay=int(delay.total_seconds()), subject=fact.subject, due=fact.at + delay
        )
        for fact, messages in spoken
        for delay in {message.delay for message in messages} - {AT_ONCE}
    ]  # fmt: skip
    if rows:
        Reminder.objects.bulk_create(rows, ignore_conflicts=True)


def _due(fact: Fact, messages: Iterable[Message], delay: timedelta) -> list[Message]:
    """Those told after `delay`, without the ones that something since has made needless."""
    chosen = [message for message in messages if message.delay == delay]
    if not any(message.unless for message in chosen):
        return chosen
    since = {one.kind for one in history(fact.subject) if one.seq > fact.seq}
    return [message for message in chosen if not since.intersection(message.unless)]


def _notices(spoken: Sequence[_Spoken], at: datetime) -> list[Notice]:
    """What each of them says to whom; several messages of one fact may name the same recipient."""
    named = _named(spoken)
    given = _given([fact for fact, messages in spoken if messages])
    return [
        notice
        for fact, messages in spoken
        for message in messages
        for notice in _one(fact, message, given.get(fact.id, {}), named, at)
    ]


def _named(spoken: Sequence[_Spoken]) -> dict[tuple[str, UUID], list[str]]:
    """By audience and fact, whom it is for. Each audience is asked once, about the facts whose messages name it."""
    asked: dict[str, dict[UUID, Fact]] = {}
    for fact, messages in spoken:
        for name in [name for message in messages for name in message.to]:
            asked.setdefault(name, {})[fact.id] = fact
    return {
        (name, fact): list(found)
        for name, about in asked.items()
        for fact, found in audiences.get(name)(list(about.values())).items()
    }


def _given(facts: Sequence[Fact]) -> dict[UUID, dict[str, str]]:
    by_room = sorted(facts, key=_room)
    given: dict[UUID, dict[str, str]] = {}
    for room, own in groupby(by_room, key=_room):
        if room in values:
            given |= values.get(room)(list(own))
    return given


def _room(fact: Fact) -> str:
    return fact.kind.partition(".")[0]


def _one(
    fact: Fact,
    message: Message,
    given: dict[str, str],
    named: dict[tuple[str, UUID], list[str]],
    at: datetime,
) -> list[Notice]:
    recipients: dict[str, str] = {}
    for name in message.to:
        for ref in named.get((name, fact.id), ()):
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


def _new(made: Iterable[Notice], delay: timedelta) -> dict[UUID, list[Notice]]:
    """Each recipient once a fact: by the first message that names them, and not again when the fact is tried again."""
    fresh: dict[tuple[UUID, str], Notice] = {}
    for notice in made:
        fresh.setdefault((notice.fact, notice.recipient), notice)
    facts = list({fact for fact, _ in fresh})
    for fact, recipient in run(_TOLD, [facts, int(delay.total_seconds())]):
        fresh.pop((fact, recipient), None)
    by_fact: dict[UUID, list[Notice]] = {}
    for notice in fresh.values():
        by_fact.setdefault(notice.fact, []).append(notice)
    return by_fact

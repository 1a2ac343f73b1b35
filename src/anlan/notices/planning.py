"""Which way a notice goes out to whom, and when: decided in the transaction that makes the notice."""

from collections.abc import Collection, Iterator
from datetime import datetime, time, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

import structlog
from django.conf import settings

from anlan.access.public import members
from anlan.kit.errors import AnlanError
from anlan.kit.jobs import defer
from anlan.notices.addresses import reaches
from anlan.notices.channels.kinds import USUAL, USUAL_FOR_RESIDENTS, WAYS
from anlan.notices.channels.settings import General, Ways, ways
from anlan.notices.lifecycle import MOST_A_MINUTE, next_time, quiet_end
from anlan.notices.models import Delivery, Notice, Preference

_log = structlog.get_logger(__name__)
_MINUTE = timedelta(minutes=1)


def plan(notices: Collection[Notice], *, at: datetime, skip: str = "") -> int:
    """Queue the deliveries of `notices`; returns how many. `skip`: the actor, who knows already.

    What is urgent has its job deferred in this transaction; everything else is found by the minute's sweep.
    """
    try:
        open_now = ways()
    except AnlanError as broken:
        # The notices themselves must stand all the same; `anlan doctor` and the page of failed messages say it.
        _log.error("channels_unreadable", reason=broken.code())
        return 0
    if not open_now.adapters:
        return 0
    planned = 0
    for notice in notices:
        for reader, chain in _readers(notice, open_now, at):
            if reader == skip:
                continue
            due = _due(notice, reader, chain[0], open_now.general, at)
            row = Delivery(
                notice=notice,
                reader=reader,
                channel=chain[0],
                rest=list(chain[1:]),
                urgent=notice.urgency == "now",
                next_at=due,
                made_at=at,
                changed_at=at,
            )
            row.save(force_insert=True)
            planned += 1
            if due <= at:
                defer("notices.deliver", reader=reader, channel=chain[0])
    return planned


def _readers(notice: Notice, open_now: Ways, at: datetime) -> Iterator[tuple[str, list[str]]]:
    """Who reads it outside the desk, each with the ways to try. A unit's group is told as one; when it is urgent,
    or the unit has no group, each of its people is.
    """
    kind, _, id = notice.recipient.partition(":")
    order = notice.channels or (USUAL_FOR_RESIDENTS if kind == "reporter" else USUAL)
    own = _chain(notice.recipient, order, notice, open_now)
    if own:
        yield notice.recipient, own
    if kind != "unit" or (own and notice.urgency != "now"):
        return
    for member in members(UUID(id), at=at, capability=notice.capability):
        chain = _chain(member, order, notice, open_now)
        if chain:
            yield member, chain


def _chain(reader: str, order: Collection[str], notice: Notice, open_now: Ways) -> list[str]:
    return [name for name in order if name in WAYS and reaches(reader, name, notice.subject, open_now)]


def _due(notice: Notice, reader: str, channel: str, general: General, at: datetime) -> datetime:
    if notice.urgency == "now":
        lately = Delivery.objects.filter(reader=reader, channel=channel, made_at__gt=at - _MINUTE).count()
        return at if lately < MOST_A_MINUTE else _joined(reader, channel, at, _MINUTE)
    preference = preference_of(reader)
    if notice.urgency == "digest" or (preference and preference.digest):
        return next_time(at, hour(general.digest_at), zone())
    due = _joined(reader, channel, at, timedelta(seconds=general.gather_seconds))
    return quiet_until(reader, due, general, preference) or due


def _joined(reader: str, channel: str, at: datetime, wait: timedelta) -> datetime:
    """The moment at which others already wait to leave, or `wait` from now: so a flood leaves together."""
    waiting = Delivery.objects.filter(
        reader=reader, channel=channel, state="queued", attempts=0, next_at__gt=at, next_at__lte=at + wait
    )
    first = waiting.order_by("next_at").values_list("next_at", flat=True).first()
    return first or at + wait


def preference_of(reader: str) -> Preference | None:
    """How an account wants to be told; None for the defaults, and for everybody without an account."""
    kind, _, id = reader.partition(":")
    return Preference.objects.filter(account=id).first() if kind == "account" else None


def quiet_until(
    reader: str, at: datetime, general: General, preference: Preference | None = None
) -> datetime | None:
    """When the quiet hours of `reader` that `at` lies in are over; None outside them."""
    own = preference or preference_of(reader)
    begin = own.quiet_from if own and own.quiet_from is not None else hour(general.quiet_from)
    end = own.quiet_to if own and own.quiet_to is not None else hour(general.quiet_to)
    return quiet_end(at, begin, end, zone())


def hour(words: str) -> time:
    """22:00 as a time of day."""
    return time.fromisoformat(words)


def zone() -> ZoneInfo:
    """The district's own."""
    return ZoneInfo(settings.TIME_ZONE)

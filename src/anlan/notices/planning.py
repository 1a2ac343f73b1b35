"""Which way a notice goes out to whom, and when: decided in the transaction that makes the notice."""

from collections.abc import Callable, Collection, Iterator, Mapping
from datetime import datetime, time, timedelta
from typing import Any, TypeVar
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
T = TypeVar("T")


def plan(notices: Collection[Notice], *, at: datetime, actors: Mapping[UUID, str] | None = None) -> int:
    """Queue the deliveries of `notices`; returns how many. `actors`: by fact, who knows already.

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
    planned = _Plan(open_now, at)
    for notice in notices:
        for reader, chain in planned.readers(notice):
            if reader != (actors or {}).get(notice.fact):
                planned.queue(notice, reader, chain)
    Delivery.objects.bulk_create(planned.rows)
    for reader, channel in dict.fromkeys(planned.at_once):
        defer("notices.deliver", reader=reader, channel=channel)
    return len(planned.rows)


class _Plan:
    """The deliveries of one pass. A reader is looked up once for all that they get, and what is already in the pass
    counts as if it were written.
    """

    def __init__(self, open_now: Ways, at: datetime) -> None:
        self._open, self._at = open_now, at
        self._known: dict[tuple[object, ...], Any] = {}
        self._queued: dict[tuple[str, str], list[datetime]] = {}
        self.rows: list[Delivery] = []
        self.at_once: list[tuple[str, str]] = []

    def readers(self, notice: Notice) -> Iterator[tuple[str, list[str]]]:
        """Who reads it outside the desk, each with the ways to try. A unit's group is told as one; when it is urgent,
        or the unit has no group, each of its people is.
        """
        kind, _, id = notice.recipient.partition(":")
        order = notice.channels or (USUAL_FOR_RESIDENTS if kind == "reporter" else USUAL)
        own = self._chain(notice.recipient, order, notice)
        if own:
            yield notice.recipient, own
        if kind != "unit" or (own and notice.urgency != "now"):
            return
        at, capability = self._at, notice.capability
        for member in self._once(
            ("members", id, capability), lambda: members(UUID(id), at=at, capability=capability)
        ):
            chain = self._chain(member, order, notice)
            if chain:
                yield member, chain

    def queue(self, notice: Notice, reader: str, chain: list[str]) -> None:
        """One delivery more, by the first way of `chain`."""
        channel = chain[0]
        due = self._due(notice, reader, channel)
        self.rows.append(
            Delivery(
                notice=notice,
                reader=reader,
                channel=channel,
                rest=chain[1:],
                urgent=notice.urgency == "now",
                next_at=due,
                made_at=self._at,
                changed_at=self._at,
            )
        )
        self._queued.setdefault((reader, channel), []).append(due)
        if due <= self._at:
            self.at_once.append((reader, channel))

    def _once(self, key: tuple[object, ...], ask: Callable[[], T]) -> T:
        if key not in self._known:
            self._known[key] = ask()
        found: T = self._known[key]
        return found

    def _chain(self, reader: str, order: Collection[str], notice: Notice) -> list[str]:
        return [name for name in order if name in WAYS and self._reaches(reader, name, notice)]

    def _reaches(self, reader: str, channel: str, notice: Notice) -> bool:
        # A resident agreed for one matter; everybody else is reached for all of them or for none.
        about = notice.subject if reader.startswith("reporter:") else None
        return self._once(
            ("reaches", reader, channel, about),
            lambda: reaches(reader, channel, notice.subject, self._open),
        )

    def _due(self, notice: Notice, reader: str, channel: str) -> datetime:
        general, at = self._open.general, self._at
        if notice.urgency == "now":
            return (
                at
                if self._lately(reader, channel) < MOST_A_MINUTE
                else self._joined(reader, channel, _MINUTE)
            )
        preference = self._once(("preference", reader), lambda: preference_of(reader))
        if notice.urgency == "digest" or (preference and preference.digest):
            return next_time(at, hour(general.digest_at), zone())
        due = self._joined(reader, channel, timedelta(seconds=general.gather_seconds))
        return _quiet(preference, due, general) or due

    def _lately(self, reader: str, channel: str) -> int:
        """How many deliveries this reader had by this way within the last minute."""
        written = Delivery.objects.filter(reader=reader, channel=channel, made_at__gt=self._at - _MINUTE)
        before = self._once(("lately", reader, channel), written.count)
        return before + len(self._queued.get((reader, channel), ()))

    def _joined(self, reader: str, channel: str, wait: timedelta) -> datetime:
        """The moment at which others already wait to leave, or `wait` from now: so a flood leaves together."""
        latest = self._at + wait
        written = Delivery.objects.filter(
            reader=reader,
            channel=channel,
            state="queued",
            attempts=0,
            next_at__gt=self._at,
            next_at__lte=latest,
        )
        first = self._once(
            ("joined", reader, channel, wait),
            lambda: written.order_by("next_at").values_list("next_at", flat=True).first(),
        )
        here = [due for due in self._queued.get((reader, channel), ()) if self._at < due <= latest]
        return min([*here, first] if first else here, default=latest)


def preference_of(reader: str) -> Preference | None:
    """How an account wants to be told; None for the defaults, and for everybody without an account."""
    kind, _, id = reader.partition(":")
    return Preference.objects.filter(account=id).first() if kind == "account" else None


def quiet_until(
    reader: str, at: datetime, general: General, preference: Preference | None = None
) -> datetime | None:
    """When the quiet hours of `reader` that `at` lies in are over; None outside them."""
    return _quiet(preference or preference_of(reader), at, general)


def _quiet(own: Preference | None, at: datetime, general: General) -> datetime | None:
    begin = own.quiet_from if own and own.quiet_from is not None else hour(general.quiet_from)
    end = own.quiet_to if own and own.quiet_to is not None else hour(general.quiet_to)
    return quiet_end(at, begin, end, zone())


def hour(words: str) -> time:
    """22:00 as a time of day."""
    return time.fromisoformat(words)


def zone() -> ZoneInfo:
    """The district's own."""
    return ZoneInfo(settings.TIME_ZONE)

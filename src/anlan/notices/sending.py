"""Claim, send, settle: the three steps of every delivery. `lifecycle.py` says what each may do."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

import structlog
from django.db import transaction
from django.db.models import F

from anlan.kit.db import lock
from anlan.kit.ids import new_id, new_token
from anlan.notices.addresses import language_of, reaches, targets
from anlan.notices.bouncing import note_bounce
from anlan.notices.channels.base import Adapter, Envelope, Outcome, Tools
from anlan.notices.channels.settings import Ways, ways
from anlan.notices.channels.transport import send_plain
from anlan.notices.composing import compose
from anlan.notices.lifecycle import LEASE, WAITING, wait_before
from anlan.notices.models import Delivery
from anlan.notices.planning import quiet_until
from anlan.notices.providers import KeptTokens, hold_back, take_slot

_log = structlog.get_logger(__name__)
_AT_ONCE = 200


@dataclass(frozen=True)
class Claimed:
    """What one send will carry: rows of one reader and one way, under one envelope."""

    envelope: UUID
    reader: str
    channel: str
    rows: tuple[Delivery, ...]

    @property
    def urgent(self) -> bool:
        """Whether one of them is."""
        return any(row.urgent for row in self.rows)


def due_pairs(at: datetime, *, limit: int = 500) -> list[tuple[str, str]]:
    """(reader, way) with something to send, the longest waiting first."""
    due = Delivery.objects.filter(state__in=WAITING, next_at__lte=at)
    found = due.order_by("next_at").values_list("reader", "channel")[: limit * 10]
    return list(dict.fromkeys(found))[:limit]


@transaction.atomic
def claim(reader: str, channel: str, *, at: datetime) -> Claimed | None:
    """Take what is due for one reader and way; None when nothing is, or it must wait (quiet hours, pace)."""
    lock(f"notices {reader} {channel}")
    due = Delivery.objects.select_for_update(of=("self",)).filter(
        reader=reader, channel=channel, state__in=WAITING, next_at__lte=at
    )
    rows = list(due.select_related("notice").order_by("notice__at", "notice__id")[:_AT_ONCE])
    if not rows:
        return None
    # What was tried before goes out as it was, under its own id: only then can a provider see that it is the same.
    begun = next((row.envelope for row in rows if row.envelope), None)
    rows = [row for row in rows if row.envelope == begun]
    open_now = ways()
    later = _must_wait(rows, reader, channel, open_now, at)
    if later is not None:
        _update(rows, state="queued", next_at=later, changed_at=at)
        return None
    envelope = begun or new_id()
    _update(
        rows,
        state="sending",
        envelope=envelope,
        attempts=F("attempts") + 1,
        next_at=at + LEASE,
        changed_at=at,
    )
    for row in rows:
        row.attempts += 1
    return Claimed(envelope, reader, channel, tuple(rows))


def _must_wait(
    rows: list[Delivery], reader: str, channel: str, open_now: Ways, at: datetime
) -> datetime | None:
    if not any(row.urgent for row in rows):
        quiet = quiet_until(reader, at, open_now.general)
        if quiet is not None:
            return quiet
    adapter = open_now.adapters.get(channel)
    return take_slot(channel, adapter.pace, at) if adapter else None


def _update(rows: list[Delivery], **changed: object) -> None:
    Delivery.objects.filter(pk__in=[row.pk for row in rows]).update(**changed)


def real_tools() -> Tools:
    """What adapters work with in service."""
    return Tools(send_plain, KeptTokens(), new_token)


def attempt(claimed: Claimed, *, at: datetime, tools: Callable[[], Tools] = real_tools) -> Outcome:
    """Send, outside of any transaction. Whatever goes wrong becomes an outcome; its words are never kept."""
    try:
        return _attempt(claimed, at, tools())
    except Exception as error:
        _log.error("notice_failed", channel=claimed.channel, error=type(error).__name__)
        return Outcome("retry", f"error_{type(error).__name__}"[:60])


def _attempt(claimed: Claimed, at: datetime, tools: Tools) -> Outcome:
    open_now = ways()
    adapter = open_now.adapters.get(claimed.channel)
    if adapter is None:
        return Outcome("give_up", "not_configured")
    subject = claimed.rows[0].notice.subject
    found = targets(claimed.reader, claimed.channel, subject, open_now, at)
    if not found:
        return Outcome("give_up", "no_address")
    outcomes = []
    for target in found:
        envelope = _envelope(claimed, target.value, subject, open_now)
        outcome = adapter.send(envelope, at, tools)
        outcomes.append(outcome)
        if outcome.verdict == "bad_address":
            note_bounce(claimed.reader, claimed.channel, target.value, outcome.reason, at=at)
    return _joint(outcomes)


def _envelope(claimed: Claimed, to: str, subject: UUID, open_now: Ways) -> Envelope:
    return compose(
        id=claimed.envelope,
        to=to,
        reader=claimed.reader,
        notices=[row.notice for row in claimed.rows],
        language=language_of(claimed.reader, subject),
        site=open_now.general.site,
        channel=claimed.channel,
        urgent=claimed.urgent,
    )


def _joint(outcomes: list[Outcome]) -> Outcome:
    """Of several browsers one is enough."""
    order = {"sent": 0, "retry": 1, "give_up": 2, "bad_address": 3}
    return min(outcomes, key=lambda outcome: order[outcome.verdict])


@transaction.atomic
def settle(claimed: Claimed, outcome: Outcome, *, at: datetime) -> None:
    """Write down how it went: sent, later again, another way, or dead. Nothing when another worker settled it."""
    standing = Delivery.objects.select_for_update(of=("self",)).filter(
        envelope=claimed.envelope, channel=claimed.channel, reader=claimed.reader, state="sending"
    )
    rows = list(standing.select_related("notice"))
    open_now = ways()
    if outcome.all_wait and outcome.wait:
        hold_back(claimed.channel, at + timedelta(seconds=outcome.wait))
    if outcome.verdict == "sent":
        _update(rows, state="sent", provider_id=outcome.provider_id, reason="", changed_at=at)
        return
    for row in rows:
        if outcome.verdict == "retry" and row.attempts < open_now.general.most_tries:
            wait = timedelta(seconds=outcome.wait) if outcome.wait else wait_before(row.attempts)
            _update([row], state="queued", next_at=at + wait, reason=outcome.reason, changed_at=at)
        else:
            give_up_way(row, outcome.reason, open_now, at=at)


def give_up_way(row: Delivery, reason: str, open_now: Ways, *, at: datetime) -> None:
    """This way failed for good: the next one that reaches the reader is tried; without one the message is dead."""
    rest = list(row.rest)
    while rest:
        name = rest.pop(0)
        taken = Delivery.objects.filter(notice=row.notice, reader=row.reader, channel=name).exists()
        if taken or not reaches(row.reader, name, row.notice.subject, open_now):
            continue
        Delivery.objects.create(
            notice=row.notice,
            reader=row.reader,
            channel=name,
            rest=rest,
            urgent=row.urgent,
            next_at=at,
            made_at=at,
            changed_at=at,
        )
        _update([row], state="failed", reason=reason[:60], changed_at=at)
        return
    _update([row], state="dead", reason=reason[:60], changed_at=at)


def send_due(
    reader: str, channel: str, *, at: datetime, tools: Callable[[], Tools] = real_tools
) -> Outcome | None:
    """One message to one reader by one way, if something is due; None: nothing was."""
    claimed = claim(reader, channel, at=at)
    if claimed is None:
        return None
    outcome = attempt(claimed, at=at, tools=tools)
    settle(claimed, outcome, at=at)
    _log.info(
        "notice_sent" if outcome.verdict == "sent" else "notice_not_sent",
        channel=channel,
        verdict=outcome.verdict,
        reason=outcome.reason,
        notices=len(claimed.rows),
        envelope=str(claimed.envelope),
    )
    return outcome


__all__ = ["Adapter", "Claimed", "attempt", "claim", "due_pairs", "give_up_way", "send_due", "settle"]

"""One's own notices over HTTP, and what could not be sent."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.http import HttpRequest
from ninja import Router, Schema

from anlan.access.public import actor_of
from anlan.kit import clock
from anlan.kit.texts import Text
from anlan.notices.models import Delivery
from anlan.notices.queries import addressed_to, dead_deliveries
from anlan.notices.verbs.give_up_delivery import give_up_delivery
from anlan.notices.verbs.mark_read import mark_read
from anlan.notices.verbs.retry_delivery import retry_delivery

router = Router(tags=["notices"])
_PAGE = 100


class NoticeOut(Schema):
    """A message in the language of the request."""

    id: UUID
    subject: UUID
    text: str
    urgency: str
    at: datetime
    read_at: datetime | None


class ReadOut(Schema):
    """How many were unread until now."""

    read: int


class FailedOut(Schema):
    """A message that could not be sent by any way. Neither its words nor an address."""

    id: UUID
    channel: str
    reader: str
    capability: str
    kind: str
    attempts: int
    reason: str
    at: datetime


def _failed(row: Delivery) -> FailedOut:
    return FailedOut(
        id=row.id,
        channel=row.channel,
        reader=row.reader.partition(":")[0],
        capability=row.notice.capability,
        kind=row.notice.kind,
        attempts=row.attempts,
        reason=row.reason,
        at=row.changed_at,
    )


@router.get("/notices", response=list[NoticeOut], summary="通知 One's own notices and those of one's units")
def get_notices(request: HttpRequest, unread: bool = False) -> Any:
    """The newest hundred."""
    rows = addressed_to(actor_of(request))
    rows = rows.filter(read_at=None) if unread else rows
    return [
        NoticeOut(
            id=row.id,
            subject=row.subject,
            text=str(Text(zh=row.zh, en=row.en)),
            urgency=row.urgency,
            at=row.at,
            read_at=row.read_at,
        )
        for row in rows[:_PAGE]
    ]


@router.post("/notices/read", response=ReadOut, summary="Mark all of one's notices as read")
def post_read(request: HttpRequest) -> Any:
    """Idempotent."""
    return ReadOut(read=mark_read(by=actor_of(request), at=clock.now()))


@router.get("/notices/failed", response=list[FailedOut], summary="What could not be sent by any way")
def get_failed(request: HttpRequest) -> Any:
    """The newest hundred; for system administrators."""
    return [_failed(row) for row in dead_deliveries(actor_of(request), limit=_PAGE)]


@router.post("/notices/failed/{delivery}/retry", response=FailedOut, summary="Send it again")
def post_retry(request: HttpRequest, delivery: UUID) -> Any:
    """With all its tries."""
    return _failed(retry_delivery(by=actor_of(request), at=clock.now(), delivery=delivery))


@router.post("/notices/failed/{delivery}/give-up", response=FailedOut, summary="Give it up")
def post_give_up(request: HttpRequest, delivery: UUID) -> Any:
    """Its reader still finds the notice on their own page."""
    return _failed(give_up_delivery(by=actor_of(request), at=clock.now(), delivery=delivery))


@router.post("/notices/{notice}/read", response=ReadOut, summary="Mark one of one's notices as read")
def post_read_one(request: HttpRequest, notice: UUID) -> Any:
    """Idempotent. 404 for somebody else's."""
    return ReadOut(read=mark_read(by=actor_of(request), at=clock.now(), notice=notice))

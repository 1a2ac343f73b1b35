"""One's own notices over HTTP."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.http import HttpRequest
from ninja import Router, Schema

from anlan.access.public import actor_of
from anlan.kit import clock
from anlan.kit.texts import Text
from anlan.notices.queries import addressed_to
from anlan.notices.verbs.mark_read import mark_read

router = Router(tags=["notices"])
_PAGE = 100


class NoticeOut(Schema):
    """A message in the language of the request."""

    id: UUID
    subject: UUID
    text: str
    at: datetime
    read_at: datetime | None


class ReadOut(Schema):
    """How many were unread until now."""

    read: int


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
            at=row.at,
            read_at=row.read_at,
        )
        for row in rows[:_PAGE]
    ]


@router.post("/notices/read", response=ReadOut, summary="Mark all of one's notices as read")
def post_read(request: HttpRequest) -> Any:
    """Idempotent."""
    return ReadOut(read=mark_read(by=actor_of(request), at=clock.now()))

"""A recipient has read their notices."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from anlan.access.public import Actor
from anlan.notices.errors import NoticeNotFound
from anlan.notices.queries import addressed_to


@transaction.atomic
def mark_read(*, by: Actor, at: datetime, notice: UUID | None = None) -> int:
    """Mark one unread notice of `by` (or all of them) as read; returns how many were unread.

    A unit's notice is its common post: read by one, it is read for the unit, and says by whom. Reading one's own mail
    is no fact about a matter. Raises `NoticeNotFound` for a notice that is somebody else's just as for none.
    """
    mine = addressed_to(by)
    if notice is not None:
        mine = mine.filter(pk=notice)
        if not mine.exists():
            raise NoticeNotFound
    return mine.filter(read_at=None).update(read_at=at, read_by=by.ref)

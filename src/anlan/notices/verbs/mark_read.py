"""A recipient has read their notices."""

from datetime import datetime

from django.db import transaction

from anlan.access.public import Actor
from anlan.notices.queries import addressed_to


@transaction.atomic
def mark_read(*, by: Actor, at: datetime) -> int:
    """Mark all unread notices of `by` as read; returns how many. Reading one's own mail is no fact about a matter."""
    return addressed_to(by).filter(read_at=None).update(read_at=at)

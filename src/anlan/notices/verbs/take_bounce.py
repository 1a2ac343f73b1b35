"""A message that was taken came back hours later: the mail server reports it (RFC 3464)."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from anlan.access.public import Actor, require
from anlan.notices.addresses import targets
from anlan.notices.bouncing import note_bounce
from anlan.notices.channels.settings import ways
from anlan.notices.models import Delivery
from anlan.notices.sending import give_up_way


@transaction.atomic
def take_bounce(*, by: Actor, at: datetime, envelope: UUID, reason: str) -> int:
    """Count it against the address and try the next way; returns how many notices were concerned, 0 for an unknown
    or repeated report. Raises `NotPermitted`: only the program tells (`notices.tell`).
    """
    require(by, "notices.tell", place=0)
    standing = Delivery.objects.select_for_update(of=("self",)).filter(
        envelope=envelope, channel="email", state="sent"
    )
    rows = list(standing.select_related("notice"))
    if not rows:
        return 0
    open_now = ways()
    for target in targets(rows[0].reader, "email", rows[0].notice.subject, open_now, at):
        note_bounce(rows[0].reader, "email", target.value, reason, at=at)
    for row in rows:
        give_up_way(row, reason, open_now, at=at)
    return len(rows)

"""An account says how it wants to be told."""

import re
from collections.abc import Collection
from datetime import datetime, time

from django.db import transaction

from anlan.access.public import Actor
from anlan.ledger.public import record
from anlan.notices.channels.kinds import WAYS
from anlan.notices.errors import HoursMalformed, NotConcerned, WayUnknown
from anlan.notices.facts import PREFERRED, Preferred
from anlan.notices.models import Preference

STAFF = tuple(name for name, way in WAYS.items() if "staff" in way.reaches)
_CLOCK = re.compile(r"([01]\d|2[0-3]):[0-5]\d")


def _hour(words: str, field: str) -> time | None:
    if not words:
        return None
    if not _CLOCK.fullmatch(words):
        raise HoursMalformed(field=field)
    return time.fromisoformat(words)


@transaction.atomic
def prefer(
    *,
    by: Actor,
    at: datetime,
    off: Collection[str] = (),
    quiet_from: str = "",
    quiet_to: str = "",
    digest: bool = False,
) -> Preference:
    """Switch ways off, choose one's quiet hours ("" keeps the district's), and whether to be told once a day.

    What is urgent comes through quiet hours and digests; a way that is off stays off. The desk always shows everything.
    Raises `NotConcerned` for whoever has no account, `WayUnknown`, `HoursMalformed`.
    """
    if by.account_id is None:
        raise NotConcerned
    unknown = [name for name in off if name not in STAFF]
    if unknown:
        raise WayUnknown(field="off", way=unknown[0][:40], known=", ".join(STAFF))
    begin, end = _hour(quiet_from, "quiet_from"), _hour(quiet_to, "quiet_to")
    if (begin is None) != (end is None):
        raise HoursMalformed(field="quiet_to" if end is None else "quiet_from")
    chosen = [name for name in STAFF if name in off]
    kept, _ = Preference.objects.update_or_create(
        account=by.account_id,
        defaults={"off": chosen, "quiet_from": begin, "quiet_to": end, "digest": digest, "changed_at": at},
    )
    payload = Preferred(tuple(chosen), quiet_from, quiet_to, digest)
    record(PREFERRED, subject=by.account_id, by=by.ref, at=at, payload=payload)
    return kept

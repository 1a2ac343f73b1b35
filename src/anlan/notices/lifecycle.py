"""The rules of sending, without a database: states, waiting times, quiet hours.

```
queued ──claim──▶ sending ──▶ sent
  ▲                 │ ├─ retry: back to queued, later each time
  │                 │ └─ given up: failed when another way is tried, dead when none is left
  └── lease over ───┘   (the worker was killed: the same envelope goes out once more)
dead ──retry by an administrator──▶ queued;  dead ──give up──▶ failed
sent ──sent back by the mailbox, perhaps hours later──▶ failed or dead, as above
```
A worker claims before it sends and settles after. Killed before the send, the message goes out after the lease; killed
between the send and the settling, it goes out a second time with the same id, which providers that look at it drop.
So none is lost, and a kill costs at most one duplicate.
"""

import random
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

STATES = frozenset({"queued", "sending", "sent", "failed", "dead"})
WAITING = frozenset({"queued", "sending"})

LEASE = timedelta(minutes=3)
_FIRST_WAIT = 30.0
_LONGEST_WAIT = 2 * 3600.0
# So many messages by one way within a minute are single ones, even urgent ones; what comes more is joined.
MOST_A_MINUTE = 3


def wait_before(attempts: int, *, chance: float | None = None) -> timedelta:
    """How long after the `attempts`-th failure to try again: 30 s, 1, 2, 4 … minutes, two hours at most.

    Half of it is chance (0 … 1), so that what failed together does not come back together.
    """
    whole = min(_FIRST_WAIT * 2.0 ** max(attempts - 1, 0), _LONGEST_WAIT)
    share = random.random() if chance is None else chance  # noqa: S311 - spreads load, guards nothing
    return timedelta(seconds=whole / 2 + whole / 2 * share)


def quiet_end(at: datetime, begin: time, end: time, zone: ZoneInfo) -> datetime | None:
    """When the quiet hours that `at` lies in are over; None outside them. Equal times: there are none.

    Local time: in a night when clocks change the hours are as the wall shows them.
    """
    if begin == end:
        return None
    local = at.astimezone(zone)
    now = local.timetz().replace(tzinfo=None)
    inside = begin <= now < end if begin < end else now >= begin or now < end
    if not inside:
        return None
    day = local.date() if now < end else local.date() + timedelta(days=1)
    return datetime.combine(day, end, zone).astimezone(at.tzinfo)


def next_time(at: datetime, moment: time, zone: ZoneInfo) -> datetime:
    """The next `moment` of the day after `at`."""
    local = at.astimezone(zone)
    today = datetime.combine(local.date(), moment, zone)
    found = today if today > local else datetime.combine(local.date() + timedelta(days=1), moment, zone)
    return found.astimezone(at.tzinfo)

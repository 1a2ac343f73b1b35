"""What runs in the background: urgent messages at once, all others by the minute."""

from time import monotonic

from procrastinate.contrib.django import app

from anlan.kit import clock
from anlan.kit.jobs import defer
from anlan.notices.reminding import remind_due
from anlan.notices.sending import due_pairs, send_due

_BUDGET = 50.0  # seconds: a little less than until the next sweep
_A_WORKER = 40  # readers for which one more job is worth while
_MOST_JOBS = 4


@app.task(name="notices.deliver")
def deliver(reader: str, channel: str) -> None:
    """Send what is due for one reader by one way. Finding nothing is fine: another job was faster."""
    send_due(reader, channel, at=clock.now())


@app.task(name="notices.send_waiting")
def send_waiting() -> None:
    """Send what is due, reader by reader, until nothing is left or the minute is over."""
    begun = monotonic()
    while monotonic() - begun < _BUDGET:
        pairs = due_pairs(clock.now(), limit=50)
        if not pairs or not sum(send_due(*pair, at=clock.now()) is not None for pair in pairs):
            return


@app.periodic(cron="* * * * *")
@app.task(name="notices.sweep", queueing_lock="notices.sweep")
def sweep_every_minute(timestamp: int) -> None:  # noqa: ARG001 - procrastinate passes the due time
    """Tell the reminders that have come due, and queue as many senders as there is work for.

    This also finds what a killed worker left behind: its lease is over, so it is due again.
    """
    at = clock.now()
    remind_due(at)
    waiting = len(due_pairs(at))
    for _ in range(min(_MOST_JOBS, -(-waiting // _A_WORKER))):
        defer(send_waiting)

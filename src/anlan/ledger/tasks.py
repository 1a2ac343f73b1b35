"""What runs in the background: the sequencer's loop, the nightly seal, its delivery."""

from threading import Event
from time import monotonic

import structlog
from django.db import InterfaceError, OperationalError, connection
from django.utils.timezone import localdate
from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from anlan.kit import clock
from anlan.kit.jobs import AfterLoss, defer
from anlan.ledger.delivery import deliver, undelivered
from anlan.ledger.errors import SealNotTaken
from anlan.ledger.positions import BATCH, assign_positions
from anlan.ledger.reaction_runs import run_reactions
from anlan.ledger.sealing import seal
from anlan.ledger.seals import last_seal

_log = structlog.get_logger(__name__)
_LOOK_AGAIN = 1.0
_BUDGET = 0.2


def run_sequencer(stop: Event, *, idle: float = 0.05) -> None:
    """Give facts their positions and run the reactions until `stop` is set; looks every `idle` seconds, and without
    that pause where more is left than one look can see to: what comes in during a pause shares statements afterwards.

    Survives the loss of the database. Several may run at once: they take turns.
    """
    looked = 0.0
    while not stop.is_set():
        began = monotonic()
        try:
            moved = assign_positions()
            handled = 0
            # What waits for a pause to end, or was ordered by another sequencer, is found once a second.
            if moved or monotonic() - looked >= _LOOK_AGAIN:
                handled = run_reactions(at=clock.now(), budget=_BUDGET)
                looked = monotonic() if not handled else 0.0
        except (OperationalError, InterfaceError) as error:
            _log.warning("sequencer lost the database", error=type(error).__name__)
            connection.close()
            stop.wait(_LOOK_AGAIN)
            continue
        if moved < BATCH and monotonic() - began < _BUDGET:
            stop.wait(idle)
    connection.close()


@app.task(
    name="ledger.deliver_seal",
    retry=AfterLoss(
        RetryStrategy(max_attempts=100, wait=60, linear_wait=60, retry_exceptions=[SealNotTaken])
    ),
)
def deliver_seal(seal_id: int) -> None:
    """Send one seal outside; tried again for about two weeks."""
    deliver(seal_id, at=clock.now())


@app.periodic(cron="10 * * * *")
@app.task(name="ledger.seal_daily", queueing_lock="ledger.seal_daily")
def seal_daily(timestamp: int) -> None:  # noqa: ARG001  procrastinate passes the due time
    """Once a local day, in its first hour: seal what the day before brought, and resend what did not arrive.

    The hour is looked at here because procrastinate counts in UTC and a district has its own zone.
    """
    at, last = clock.now(), last_seal()
    if last is not None and localdate(last.sealed_at) >= localdate(at):
        return
    for number in undelivered():
        defer(deliver_seal, seal_id=number)
    seal(at=at)

"""Counting what came since the last minute."""

from procrastinate.contrib.django import app

from anlan.kit import clock
from anlan.measures.rollup import roll


@app.periodic(cron="* * * * *")
@app.task(name="measures.roll", queueing_lock="measures.roll")
def roll_every_minute(timestamp: int) -> None:  # noqa: ARG001 - procrastinate passes the due time
    """Count new facts; what is left over waits for the next minute."""
    roll(at=clock.now())

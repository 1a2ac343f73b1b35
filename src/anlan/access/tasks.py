"""What runs in the background: requests that nobody approved in time come to nothing."""

from procrastinate.contrib.django import app

from anlan.access.actors import service
from anlan.access.verbs.expire_requests import expire_requests
from anlan.kit import clock


@app.periodic(cron="20 * * * *")
@app.task(name="access.expire_requests", queueing_lock="access.expire_requests")
def expire_every_hour(timestamp: int) -> None:  # noqa: ARG001  procrastinate passes the due time
    """End what waited for 72 hours."""
    expire_requests(by=service("retention"), at=clock.now())

"""The course of a run: it is under way, and it ends; each turn a fact."""

from datetime import datetime, timedelta

from django.db import IntegrityError, transaction
from django.db.models import Sum

from anlan.access.public import Actor
from anlan.cases.batches.errors import BatchRunning, NothingChosen, TooManyInAnHour
from anlan.cases.batches.facts import BEGUN, ENDED, Begun, Ended, Why
from anlan.cases.batches.seen import counts_of
from anlan.cases.models.batches import DONE, RUNNING, STOPPED, Batch
from anlan.cases.own.owner import owner_of
from anlan.kit.jobs import defer
from anlan.ledger.public import record

MOST_AN_HOUR = 30_000
JOB = "cases.run_batch"
_HOUR = timedelta(hours=1)


def start(held: Batch, *, by: Actor, at: datetime) -> None:
    """Mark a run as under way, append its fact and queue its job."""
    waiting = counts_of(held).waiting
    if not waiting:
        raise NothingChosen
    recent = Batch.objects.filter(account_id=owner_of(by), begun_at__gt=at - _HOUR).aggregate(n=Sum("total"))
    count = (recent["n"] or 0) + waiting
    if count > MOST_AN_HOUR:
        raise TooManyInAnHour(count=count, most=MOST_AN_HOUR)
    held.begun_at = at
    set_running(held, by=by)
    payload = Begun(held.action, waiting, held.undoes_id)
    record(BEGUN, subject=held.pk, by=by.ref, at=at, payload=payload, batch=held.pk)
    defer(JOB, batch=str(held.pk))


def set_running(held: Batch, *, by: Actor) -> None:
    """One run at a time for one account. Raises `BatchRunning`."""
    held.state, held.why, held.ended_at, held.mfa = RUNNING, "", None, by.mfa
    try:
        with transaction.atomic():
            held.save()
    except IntegrityError:
        raise BatchRunning from None


def end(held: Batch, *, by: str, at: datetime, why: Why) -> None:
    """Say how a locked run ended, and why."""
    held.state = DONE if why == "through" else STOPPED
    held.why, held.ended_at = ("" if why == "through" else why), at
    held.save(update_fields=["state", "why", "ended_at"])
    counts = counts_of(held)
    payload = Ended(counts.moved, counts.skipped, counts.waiting, why)
    record(ENDED, subject=held.pk, by=by, at=at, payload=payload, batch=held.pk)

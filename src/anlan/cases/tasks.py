"""The sweeper: finds clocks whose moment has come and escalates each exactly once."""

from datetime import datetime
from uuid import UUID

import structlog
from django.db import InterfaceError, OperationalError
from procrastinate.contrib.django import app

from anlan.access.public import actor_by_id, drop_old_marks, service
from anlan.cases.batches.keeping import drop_old_batches
from anlan.cases.batches.running import run_portion
from anlan.cases.errors import ClockUnknown, MoveForbidden
from anlan.cases.files.photographs import sweep_photographs
from anlan.cases.files.scanning import scan_waiting
from anlan.cases.handing.running import run_portion as hand_over_portion
from anlan.cases.migrating import migrate_portion
from anlan.cases.models import Clock
from anlan.cases.own.calls import drop_old_call_drafts
from anlan.cases.own.drafts import drop_old_drafts
from anlan.cases.tiles.published import publish_if_due
from anlan.cases.tiles.pyramid import fold
from anlan.cases.verbs.escalate import escalate
from anlan.kit import clock
from anlan.kit.jobs import AfterLoss, defer

_log = structlog.get_logger(__name__)
_AT_ONCE = 500


def sweep(at: datetime) -> int:
    """Escalate everything that has come due by `at`; returns how many. Safe to run in several processes at once."""
    sweeper, done = service("sweeper"), 0
    waiting = Clock.objects.filter(stopped_at=None, next_look__lte=at).order_by("next_look", "id")
    for look, case in list(waiting.values_list("id", "case")[:_AT_ONCE]):
        try:
            escalate(by=sweeper, at=at, case=case, clock=look)
            done += 1
        except (ClockUnknown, MoveForbidden) as gone:
            _log.info("sweep_skipped", clock=str(look), reason=gone.code())
        except (OperationalError, InterfaceError):
            raise
        except Exception as error:  # one case that cannot be read must not keep all others waiting
            _log.error("sweep_failed", clock=str(look), error=type(error).__name__)
    return done


@app.periodic(cron="* * * * *")
@app.task(name="cases.sweep", queueing_lock="cases.sweep")
def sweep_every_minute(timestamp: int) -> None:  # noqa: ARG001 - procrastinate passes the due time
    """Escalate what has come due; what is left over waits for the next minute."""
    sweep(clock.now())


@app.periodic(cron="* * * * *")
@app.task(name="cases.draw_map", queueing_lock="cases.draw_map")
def draw_map_every_minute(timestamp: int) -> None:  # noqa: ARG001 - procrastinate passes the due time
    """Take what changed into the map's counts; once a day count anew what everybody may know."""
    at = clock.now()
    fold(at)
    publish_if_due(at)


@app.task(name="cases.scan_files", queueing_lock="cases.scan_files")
def scan_files() -> None:
    """Have what just came looked at by the virus scanner."""
    scan_waiting(clock.now())


@app.periodic(cron="* * * * *")
@app.task(name="cases.scan_waiting", queueing_lock="cases.scan_waiting")
def scan_waiting_every_minute(timestamp: int) -> None:  # noqa: ARG001 - procrastinate passes the due time
    """Have looked at what the scanner was away for, or what came before there was one."""
    scan_waiting(clock.now())


@app.periodic(cron="40 19 * * *")  # at night: procrastinate counts in UTC
@app.task(name="cases.sweep_photographs", queueing_lock="cases.sweep_photographs")
def sweep_photographs_nightly(timestamp: int) -> None:  # noqa: ARG001 - procrastinate passes the due time
    """Remove photographs that were sent and never used."""
    swept = sweep_photographs()
    _log.info("photographs_swept", files=swept.files, bytes=swept.bytes)


@app.periodic(cron="50 19 * * *")
@app.task(name="cases.drop_drafts", queueing_lock="cases.drop_drafts")
def drop_drafts_nightly(timestamp: int) -> None:  # noqa: ARG001 - procrastinate passes the due time
    """Drop drafts that nobody came back to for two weeks, calls not sent for a day, bulk runs of the last quarter, and
    callers' marks of three years ago.
    """
    at = clock.now()
    drop_old_drafts(at)
    drop_old_call_drafts(at)
    drop_old_marks(at)
    drop_old_batches(at)


@app.task(name="cases.migrate_open", retry=AfterLoss())
def migrate_open(name: str, to: str, account: str, after: int = 0, mfa: bool = False) -> None:
    """Take the next open cases over to another version, as the one who asked for it, while they still may.

    `mfa`: whether their session had proved a second factor; a job queued by an older version does not say.
    """
    at = clock.now()
    by = actor_by_id(UUID(account), at=at, mfa=mfa)
    done = migrate_portion(name=name, to=to, after=after, by=by, at=at)
    _log.info("migrated", capability=name, moved=done.moved, stuck=done.stuck)
    if done.last is not None:
        defer(migrate_open, name=name, to=to, account=account, after=done.last, mfa=mfa)


@app.task(name="cases.hand_over_open", retry=AfterLoss())
def hand_over_open(hand: str) -> None:
    """Move the next open matters of a unit that closes, and let others have their turn before the rest."""
    if hand_over_portion(UUID(hand), at=clock.now()):
        defer(hand_over_open, hand=hand)


@app.task(name="cases.run_batch", retry=AfterLoss())
def run_batch(batch: str) -> None:
    """See to the next cases of a bulk run, and let others have their turn before the rest."""
    if run_portion(UUID(batch), at=clock.now()):
        defer(run_batch, batch=batch)

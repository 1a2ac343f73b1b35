"""Messages with `after`: told when their time has come, unless something happened before."""

from datetime import datetime, timedelta

import structlog
from django.db import InterfaceError, OperationalError, transaction

from anlan.access.public import service
from anlan.ledger.public import history
from anlan.notices.models import Reminder
from anlan.notices.verbs.tell import tell

_log = structlog.get_logger(__name__)
_AT_ONCE = 500


def remind_due(at: datetime) -> int:
    """Tell what has come due by `at`; returns how many were told. Several may run at once: each takes its own."""
    told = 0
    for id in list(
        Reminder.objects.filter(due__lte=at).order_by("due").values_list("pk", flat=True)[:_AT_ONCE]
    ):
        try:
            told += _remind(id, at)
        except (OperationalError, InterfaceError):
            raise
        except Exception as error:  # one that cannot be told must not keep the others
            _log.error("reminder_failed", reminder=id, error=type(error).__name__)
            Reminder.objects.filter(pk=id).update(due=at + timedelta(hours=1))
    return told


@transaction.atomic
def _remind(id: int, at: datetime) -> int:
    row = Reminder.objects.select_for_update(skip_locked=True).filter(pk=id).first()
    if row is None:
        return 0
    fact = next((one for one in history(row.subject) if one.id == row.fact), None)
    row.delete()
    if fact is None:
        return 0
    return tell(by=service("notices"), at=at, fact=fact, delay=timedelta(seconds=row.delay))

"""How long what was done to many is kept: a quarter. Its facts stay for ever."""

from datetime import datetime, timedelta

from anlan.cases.models.batches import RUNNING, Batch

KEPT_FOR = timedelta(days=90)


def drop_old_batches(at: datetime) -> int:
    """Drop runs nobody needs any more, with the words that were given to them; returns how many."""
    old = Batch.objects.filter(created_at__lt=at - KEPT_FOR).exclude(state=RUNNING)
    found = old.count()
    old.delete()
    return found

"""What somebody above a case looks for, each said once: the inbox narrows by it and the supervisor's view counts it."""

from datetime import datetime, timedelta

from django.db.models import Q

from anlan.cases.lifecycle import State
from anlan.parties.public import closed_units

SOON_HOURS = 4
"""A clock that ends within so many hours, and has not ended, is nearly late."""
QUIET_HOURS = 72
"""An open case on which nobody did anything for so many hours is unanswered."""
MOST_HOURS = 999


def hours(typed: str) -> timedelta | None:
    """A number of hours as an address has it; None for what is none, or too many."""
    if not (typed.isascii() and typed.isdigit() and len(typed) <= len(str(MOST_HOURS))):
        return None
    return timedelta(hours=int(typed)) if int(typed) else None


def due_by(moment: datetime) -> Q:
    """Nearly late: a clock runs out by `moment`, and none has yet."""
    return Q(late=False, next_due__lte=moment)


def untouched_since(moment: datetime) -> Q:
    """Unanswered: nothing happened since `moment`, or the unit that leads has closed its doors and kept it.

    What is suspended waits for a reason that was given. That a clock escalated it counts as something that happened:
    whoever was told then has the same time to answer.
    """
    quiet = Q(changed_at__lte=moment) | Q(lead_unit__in=closed_units())
    return quiet & ~Q(state=State.SUSPENDED)

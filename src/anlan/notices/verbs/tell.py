"""Tell whom a capability names that a fact has happened."""

from datetime import datetime, timedelta

from anlan.access.public import Actor
from anlan.ledger.public import Fact
from anlan.notices.facts import TOLD, Told
from anlan.notices.verbs.tell_all import AT_ONCE, tell_all

__all__ = ["TOLD", "Told", "tell"]


def tell(*, by: Actor, at: datetime, fact: Fact, delay: timedelta = AT_ONCE) -> int:
    """Make the notices of `fact`, live: by the current version of its capability; returns how many are told.

    `delay` is that of the reminders whose time has come. What goes outside is queued in this transaction.
    Raises `NotPermitted`, `CapabilityUnknown`.
    """
    return tell_all(by=by, at=at, facts=[fact], delay=delay)

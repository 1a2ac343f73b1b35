"""The alarm that the access room sounds inside its own transaction."""

from anlan.access.public import BrokenGlass, service
from anlan.ledger.public import history
from anlan.notices.verbs.alarm_glass import alarm_glass


def sound(broken: BrokenGlass) -> None:
    """Tell the supervisors. The time is that of the fact which was recorded just before."""
    fact = next(one for one in reversed(history(broken.account)) if one.kind == "access.break_glass")
    alarm_glass(by=service("notices"), at=fact.at, broken=broken, fact=fact.id)

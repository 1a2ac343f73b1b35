"""When the case's page offers to promise a call."""

from anlan.cases.callrules.section import calls_of
from anlan.cases.web.asked import Asked
from anlan.schemes.public import pinned


def may_promise(asked: Asked) -> bool:
    """Whether the capability promised calls when the case opened; whether it does today the verb knows."""
    return calls_of(pinned(asked.case.scheme)).callback is not None

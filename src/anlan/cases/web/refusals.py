"""Why a form that was open cannot be sent any more."""

from anlan.kit.errors import Conflict, Refused


class StateForbids(Conflict):
    """The case is “{state}” now, so “{verb}” is no longer possible."""


class NotYourTurn(Refused):
    """This is not yours to do as the case stands now."""

"""Why a form that was open cannot be sent any more."""

from anlan.cases.errors import MoveForbidden
from anlan.cases.lifecycle import State
from anlan.cases.telling.titles import STATES, VERBS
from anlan.kit.errors import AnlanError, Conflict, Refused


class StateForbids(Conflict):
    """The case is “{state}” now, so “{verb}” is no longer possible."""


class NotYourTurn(Refused):
    """This is not yours to do as the case stands now."""


def in_titles(error: AnlanError) -> AnlanError:
    """A `MoveForbidden`, which names state and verb by their codes, as people call them; any other error as it is."""
    if not isinstance(error, MoveForbidden):
        return error
    state, verb = State(str(error.params["state"])), str(error.params["verb"])
    return StateForbids(state=str(STATES[state]), verb=str(VERBS.get(verb, verb)))
